#pragma once

#include <cctype>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

// The requests of tests/data/http1, taken from llhttp.
namespace baton::http {

struct CorpusCase {
  std::string name;
  std::string bytes;
  bool fine = false;       // a server should take all of it
  int whole_messages = 0;  // at most this many may be acted on
  std::optional<std::string> method;
  std::optional<std::string> target;
};

// The corpus cuts the empty line at the end of most heads and chunked bodies, and most of its
// requests name no Host. Both are mended, as llhttp does not ask for a Host, and HTTP/1.1 does (RFC
// 9112 section 3.2).
inline std::string mended(std::string bytes) {
  const auto line_end = bytes.find("\r\n", bytes.starts_with("\r\n") ? 2 : 0);
  if (line_end == std::string::npos) return bytes;
  const auto head_end = bytes.find("\r\n\r\n", line_end);
  std::string head = bytes.substr(0, head_end);
  for (char& c : head) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (head.find("\r\nhost:") == std::string::npos && head.find("http/1.1") != std::string::npos)
    bytes.insert(line_end, "\r\nHost: corpus");
  if (head_end == std::string::npos || bytes.ends_with("\r\n0\r\n")) bytes += "\r\n";
  return bytes;
}

// The corpus writes bytes as Latin-1 text. Its few code points past U+00FF stand for any byte that
// is not ASCII.
inline std::string latin1(const std::string& utf8) {
  std::string bytes;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    if (byte < 0x80) bytes += utf8[i];
    if (byte >= 0xC4) bytes += '\xCE';
    if (byte == 0xC2 || byte == 0xC3)
      bytes += static_cast<char>(((byte & 0x03) << 6) |
                                 (static_cast<unsigned char>(utf8[i + 1]) & 0x3f));
  }
  return bytes;
}

// What llhttp takes and Baton does not: HTTP/0.9, ICE and RTSP, a second transfer coding, a user in
// the target.
inline bool refused_on_purpose(const std::string& name) {
  return name == "sample/10" || name == "method/12" || name == "method/14" ||
         name == "transfer-encoding/18" || name == "uri/10";
}

inline std::vector<CorpusCase> llhttp_corpus() {
  std::ifstream file(BATON_SOURCE_DIR "/tests/data/http1/requests.json");
  std::vector<CorpusCase> cases;
  for (const auto& each : nlohmann::json::parse(file)) {
    const auto& expect = each.at("expect");
    CorpusCase one;
    one.name = each.at("name").get<std::string>();
    one.bytes = mended(latin1(each.at("input").get<std::string>()));
    one.fine = !expect.contains("error") && !refused_on_purpose(one.name);
    one.whole_messages = expect.at("messages_complete").get<int>();
    if (expect.contains("method")) one.method = expect.at("method").get<std::string>();
    if (expect.contains("url")) one.target = expect.at("url").get<std::string>();
    cases.push_back(std::move(one));
  }
  return cases;
}

}  // namespace baton::http

#include "connectors/sftp/server.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"
#include "baton/core/utf8.hpp"
#include "connectors/authority.hpp"

#include <algorithm>

namespace baton::connectors {

using core::Errc;
using core::Error;

namespace {

// RFC 4253 section 4.1.
constexpr std::uint16_t kSshPort = 22;
constexpr std::string_view kSftpScheme = "sftp://";
constexpr std::string_view kFingerprint = "SHA256:";
// 32 bytes in base64 without padding.
constexpr std::size_t kFingerprintDigits = 43;
// The longest path that servers take, as PATH_MAX of Linux.
constexpr std::size_t kPathBytesMax = 4'096;

std::string unpadded(std::string text) {
  while (text.ends_with('=')) text.pop_back();
  return text;
}

}  // namespace

core::Result<formats::Url> parse_sftp_server(std::string_view text) {
  if (!core::starts_no_case(text, kSftpScheme))
    return Error{Errc::invalid,
                 "expected the address of an SFTP server",
                 {},
                 "write sftp://files.example.com/outbox"};
  const auto rest = text.substr(kSftpScheme.size());
  // Hosts and ports are read by the rules of HTTP, of which this is the strict part.
  auto url = formats::parse_url("https://" + std::string(rest));
  if (!url) return url.error();
  if (!url->query.empty())
    return Error{Errc::invalid, "the address of an SFTP server has no query", {}, {}};
  if (!names_port(rest.substr(0, rest.find('/')))) url->origin.port = kSshPort;
  return url;
}

std::string sftp_server_text(const formats::Url& server) {
  return std::string(kSftpScheme) + authority_of(server.origin) + server.path;
}

core::Result<std::vector<std::string>> parse_fingerprints(std::string_view text) {
  std::vector<std::string> found;
  std::string word;
  const auto wrong = [](const std::string& given) {
    return Error{
        Errc::invalid,
        "expected the fingerprint of a host key, got \"" + core::one_line(given, 80) + '"',
        {},
        "ask whoever runs the server, or compare with: ssh-keyscan HOST | ssh-keygen -lf -"};
  };
  for (std::size_t at = 0; at <= text.size(); ++at) {
    const bool ends = at == text.size() || text[at] == ' ' || text[at] == ',' || text[at] == '\n';
    if (!ends) {
      word += text[at];
      continue;
    }
    if (word.empty()) continue;
    auto digits =
        word.starts_with(kFingerprint) ? unpadded(word.substr(kFingerprint.size())) : std::string();
    const auto bytes = core::from_base64(digits + "=");
    if (digits.size() != kFingerprintDigits || !bytes) return wrong(word);
    found.push_back(std::string(kFingerprint) + digits);
    word.clear();
  }
  if (found.empty()) return wrong("");
  return found;
}

std::string fingerprint_of(std::string_view key) {
  return std::string(kFingerprint) + unpadded(core::to_base64(core::bytes_of(core::sha256(key))));
}

core::Result<std::string> sftp_path(const std::string& folder, std::string_view path) {
  const auto wrong = [path](const char* why) {
    return Error{
        Errc::invalid,
        std::string("the path of a file ") + why + ": \"" + core::one_line(path, 100) + '"', "path",
        "write reports/2026-05.csv"};
  };
  if (path.empty() || path.ends_with('/')) return wrong("names no file");
  if (path.size() > kPathBytesMax) return wrong("is too long");
  if (core::has_control(path) || !core::is_utf8(path) ||
      path.find_first_of("\"\\*?[]") != std::string_view::npos)
    return wrong("has characters that servers read as something else");
  std::string encoded = folder.empty() ? "/~" : folder;
  for (auto rest = path; !rest.empty();) {
    const auto segment = core::take_part(rest, '/');
    if (segment.empty() || segment == "." || segment == "..") return wrong("leaves its folder");
    encoded.append("/").append(core::percent_encode(segment));
  }
  return encoded;
}

}  // namespace baton::connectors

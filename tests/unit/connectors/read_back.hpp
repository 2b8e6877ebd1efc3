#pragma once

#include "baton/context/packet.hpp"
#include "baton/core/json.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <utility>

// What a person or another system reads of the forms in which a context is sent.
namespace baton::tests {

// Undoes escapes, each once and from the left.
template <std::size_t kCount>
std::string without(
    std::string_view text,
    const std::array<std::pair<std::string_view, std::string_view>, kCount>& signs) {
  std::string out;
  while (!text.empty()) {
    const auto known = std::find_if(signs.begin(), signs.end(), [text](const auto& sign) {
      return text.starts_with(sign.first);
    });
    EXPECT_FALSE(known == signs.end() && (text.front() == '<' || text.front() == '&'))
        << "a sign that is none: " << text.substr(0, 20);
    out += known == signs.end() ? text.substr(0, 1) : known->second;
    text.remove_prefix(known == signs.end() ? 1 : known->first.size());
  }
  return out;
}

// The text of rich text. No tags but these two may be in it.
inline std::string text_of_html(const std::string& html) {
  using Sign = std::pair<std::string_view, std::string_view>;
  constexpr std::array<Sign, 8> kSigns{{{"<body>", ""},
                                        {"</body>", ""},
                                        {"<strong>", ""},
                                        {"</strong>", ""},
                                        {"&lt;", "<"},
                                        {"&gt;", ">"},
                                        {"&#13;", "\r"},
                                        {"&amp;", "&"}}};
  EXPECT_TRUE(html.starts_with("<body>") && html.ends_with("</body>")) << html.substr(0, 40);
  return without(html, kSigns);
}

// The text of a document of Atlassian's format, a line for each paragraph.
inline std::string text_of_document(const core::Json& document) {
  std::string text;
  for (const auto& paragraph : document.at("content")) {
    if (!text.empty()) text += '\n';
    for (const auto& node : paragraph.at("content")) text += node.at("text").get<std::string>();
  }
  return text;
}

// The letters of a text, as UTF-16 counts them.
inline std::size_t letters_of(std::string_view text) {
  std::size_t letters = 0;
  for (const char byte : text) {
    const auto value = static_cast<unsigned char>(byte);
    letters += value >= 0xf0 ? 2U : (value & 0xc0U) == 0x80U ? 0U : 1U;
  }
  return letters;
}

// The text of sections of a message, from the one at `first` on. None has more than the 3,000
// letters that Slack takes.
inline std::string text_of_sections(const core::Json& blocks, std::size_t first = 0) {
  using Sign = std::pair<std::string_view, std::string_view>;
  constexpr std::array<Sign, 3> kSigns{{{"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}}};
  std::string all;
  for (auto at = first; at < blocks.size(); ++at) {
    EXPECT_EQ(blocks[at].at("type"), "section");
    EXPECT_EQ(blocks[at].at("text").at("type"), "mrkdwn");
    const auto text = blocks[at].at("text").at("text").get<std::string>();
    EXPECT_FALSE(text.empty());
    EXPECT_LE(letters_of(text), 3'000U);
    EXPECT_EQ(text.find('<'), std::string::npos) << "nothing is a link or a mention";
    all += text;
  }
  std::string read;
  for (std::string_view rest = all; !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size() - 1) + 1;
    auto line = std::string(rest.substr(0, end));
    if (const auto close = line.find("*: ", 1); line.starts_with('*') && close != std::string::npos)
      line.erase(close, 1).erase(0, 1);
    read += line;
    rest.remove_prefix(end);
  }
  return without(read, kSigns);
}

// A context whose values try to be something else, and its values by name.
inline core::Json hostile_packet() {
  std::string lengthy;
  for (int at = 0; at < 900; ++at) lengthy += "<& " + std::to_string(at) + " é🎈";
  return {{"client", "ACME \"Europe\" & Söhne; GmbH"},
          {"constraints", "<!channel> <@U012AB3CD> <https://evil.example|our site> &lt;b&gt;"},
          {"figures", lengthy},
          {"goal", "</body><script>alert(1)</script>]]><body onload='x()'>"},
          {"sector", "*bold* _slanted_ ~gone~ `code` [a](javascript:alert(1)) {{x}} ${y}"},
          {"why", "Won against Initech,\nclient: nobody\n\n  on speed: 3 × faster"}};
}

}  // namespace baton::tests

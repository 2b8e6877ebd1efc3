#include "connectors/slack_sections.hpp"

#include "baton/context/packet.hpp"
#include "baton/core/utf8.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace baton::connectors {

namespace {

using core::Json;

// A longer name is not made bold, so that it and its signs stay together in one section.
constexpr std::size_t kBoldNameBytesMax = 200;

// A part of a text that is not to be torn apart: a letter, or what is written in place of one.
struct SlackPart {
  std::string_view text{};
  // How many letters it is, as UTF-16 counts them.
  std::size_t letters = 1;
};

SlackPart part_at(std::string_view line, std::size_t at, std::size_t length) {
  switch (line[at]) {
    case '&': return {"&amp;", 5};
    case '<': return {"&lt;", 4};
    case '>': return {"&gt;", 4};
    default: return {line.substr(at, length), length > 3 ? std::size_t{2} : std::size_t{1}};
  }
}

std::vector<SlackPart> parts_of(std::string_view line) {
  std::vector<SlackPart> parts;
  const auto name = context::field_name(line.substr(0, kBoldNameBytesMax));
  std::size_t at = 0;
  if (!name.empty()) {
    parts.push_back({"*", 1});
    parts.push_back({name, name.size()});
    parts.push_back({"*", 1});
    at = name.size();
  }
  for (; at < line.size();) {
    const auto length = core::utf8::width(line, at);
    parts.push_back(part_at(line, at, length));
    at += length;
  }
  return parts;
}

// Fills texts one after the other.
class SlackTexts {
 public:
  void add(const std::vector<SlackPart>& line) {
    std::size_t letters = 0;
    for (const auto& part : line) letters += part.letters;
    // A section ends before a line that does not fit into it. A line that is too long for any
    // section is split, and begins a new one only if not even its name fits. A section that is less
    // than half full never ends here, so that their number follows from the length of what they
    // hold.
    const auto needed = letters > kSlackLettersMax ? kBoldNameBytesMax + 2 : letters;
    if (letters_ + needed > kSlackLettersMax && letters_ >= kSlackLettersMax / 2) end();
    for (const auto& part : line) {
      if (letters_ + part.letters > kSlackLettersMax) end();
      text_ += part.text;
      letters_ += part.letters;
    }
  }
  std::vector<std::string> take() {
    end();
    return std::move(texts_);
  }

 private:
  void end() {
    if (text_.empty()) return;
    texts_.push_back(std::exchange(text_, {}));
    letters_ = 0;
  }

  std::vector<std::string> texts_{};
  std::string text_{};
  std::size_t letters_ = 0;
};

}  // namespace

core::Result<Json> slack_sections(std::string_view text, std::size_t sections_max) {
  SlackTexts texts;
  for (std::size_t from = 0; from < text.size();) {
    const auto end = std::min(text.find('\n', from), text.size() - 1) + 1;
    texts.add(parts_of(text.substr(from, end - from)));
    from = end;
  }
  auto filled = texts.take();
  if (filled.size() > sections_max)
    return core::Error{core::Errc::invalid,
                       "the text takes " + std::to_string(filled.size()) + " sections of " +
                           std::to_string(kSlackLettersMax) +
                           " letters, and the message has room "
                           "for " +
                           std::to_string(sections_max),
                       {},
                       "send less of it, as text.cut(context.summary, 12000)"};
  Json sections = Json::array();
  for (auto& one : filled)
    sections.push_back(
        {{"type", "section"},
         {"text", {{"type", "mrkdwn"}, {"text", std::move(one)}, {"verbatim", true}}}});
  return sections;
}

}  // namespace baton::connectors

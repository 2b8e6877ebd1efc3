#include "formats/yaml/flow.hpp"

#include "formats/yaml/chars.hpp"
#include "formats/yaml/strict.hpp"

#include <algorithm>

namespace baton::formats::yaml {

namespace {

std::size_t skip_comment(const Source& source, std::size_t at) {
  while (source.at(at) != '\0' && !is_break(source.at(at))) ++at;
  return at;
}

// One pass over a list or map in brackets, from its opening bracket to its closing one.
class FlowScan {
 public:
  FlowScan(const Source& source, std::size_t offset, long parent_indent)
      : source_(source), at_(offset), parent_indent_(parent_indent) {}

  std::optional<Fault> run() {
    do {
      if (auto fault = step()) return fault;
    } while (depth_ > 0 && at_ < source_.text().size());
    if (depth_ == 0 && source_.at(at_) == '#') return comment_without_space(at_);
    return depth_ == 0 ? rest() : std::nullopt;
  }

 private:
  // Checks what stands behind the last bracket in its line.
  std::optional<Fault> rest() const {
    const auto after = skip_blanks(source_, at_);
    const char c = source_.at(after);
    if (is_space(c) || c == '#' || c == ':') return std::nullopt;
    return Fault{"syntax/brackets", "expected nothing more after the closing bracket",
                 c == ',' ? "remove the comma"
                          : "text that begins with a bracket is quoted as a whole: \"…\"",
                 after};
  }

  std::optional<Fault> step() {
    const char c = source_.at(at_);
    if (is_space(c)) return space(c);
    if (line_start_ && c != ']' && c != '}' && c != '#' && indent_ <= parent_indent_)
      return too_little_indented(at_);
    line_start_ = false;
    if (c == '#' && comment_may_start()) {
      at_ = skip_comment(source_, at_);
      return std::nullopt;
    }
    return token(c);
  }

  std::optional<Fault> space(char c) {
    if (c == '\n') {
      line_start_ = true;
      indent_ = 0;
    } else if (line_start_ && c == ' ') {
      ++indent_;
    }
    ++at_;
    return std::nullopt;
  }

  std::optional<Fault> token(char c) {
    const bool entry_expected = entry_expected_;
    entry_expected_ = c == '[' || c == '{' || c == ',';
    switch (c) {
      case '[':
      case '{': ++depth_; break;
      case ']':
      case '}': --depth_; break;
      case ',':
        if (entry_expected)
          return Fault{"syntax/comma", "expected a value before the comma", {}, at_};
        break;
      case '"':
      case '\'': {
        const auto after =
            starts_value(entry_expected) ? after_quoted(source_.text(), at_) : at_ + 1;
        at_ = std::min(after, source_.text().size());
        return std::nullopt;
      }
      case '#':
        if (entry_expected) return comment_without_space(at_);
        break;
      case '-':
        if (entry_expected && ends_plain(source_.at(at_ + 1))) {
          return Fault{"syntax/dash", "\"-\" alone is no value inside brackets",
                       "quote it, or write the list in lines", at_};
        }
        break;
      default: break;
    }
    ++at_;
    return std::nullopt;
  }

  static bool ends_plain(char c) {
    return is_space(c) || c == ',' || c == '[' || c == ']' || c == '{' || c == '}';
  }
  bool comment_may_start() const { return at_ == 0 || is_space(source_.at(at_ - 1)); }
  // True if a quote here opens a text. Inside a plain scalar it is a character like any other.
  bool starts_value(bool entry_expected) const {
    if (entry_expected) return true;
    auto before = at_;
    while (before > 0 && is_space(source_.at(before - 1))) --before;
    return before == 0 || source_.at(before - 1) == ':' || source_.at(before - 1) == '?';
  }

  const Source& source_;
  std::size_t at_;
  long parent_indent_;
  long indent_ = 0;
  int depth_ = 0;
  bool line_start_ = false;
  bool entry_expected_ = false;
};

}  // namespace

std::optional<Fault> check_flow(const Source& source, std::size_t offset, long parent_indent) {
  return FlowScan(source, offset, parent_indent).run();
}

}  // namespace baton::formats::yaml

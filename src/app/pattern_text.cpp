#include "app/pattern_text.hpp"

#include <algorithm>
#include <cctype>

namespace baton::app {

namespace {

// How deep groups may be nested. Deeper ones get no text.
constexpr int kGroupsDeepMax = 50;
// A repetition stops once its text is this long, which is enough for identifiers.
constexpr std::size_t kRepeatedMax = 1'000;

// Reads an expression once, from left to right, and makes a text that fits it.
class PatternReader {
 public:
  explicit PatternReader(std::string_view pattern) : rest_(pattern) {}

  // The text of the first alternative, up to the end or to the bracket that closes the group.
  std::string alternatives(int depth) {
    auto text = sequence(depth);
    while (take('|')) sequence(depth);
    return text;
  }

 private:
  bool take(char sign) {
    if (!rest_.starts_with(sign)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  char next() {
    if (rest_.empty()) return '\0';
    const char sign = rest_.front();
    rest_.remove_prefix(1);
    return sign;
  }

  std::string sequence(int depth) {
    std::string text;
    while (!rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
      const auto one = atom(depth);
      const auto times = repetition();
      for (std::size_t made = 0; made < times && text.size() < kRepeatedMax; ++made) text += one;
    }
    return text;
  }

  std::string atom(int depth) {
    const char sign = next();
    if (sign == '^' || sign == '$') return {};
    if (sign == '.') return "a";
    if (sign == '\\') return escaped(next());
    if (sign == '[') return {one_of_class()};
    if (sign == '(') return group(depth);
    return {sign};
  }

  // What stands behind a backslash outside of a class.
  static std::string escaped(char sign) {
    if (sign == 'b' || sign == 'B' || sign == 'A' || sign == 'z' || sign == '\0') return {};
    return {of_kind(sign)};
  }
  // A character of the kind that `\d` and such mean; any other sign stands for itself.
  static char of_kind(char sign) {
    switch (sign) {
      case 'd': return '1';
      case 'w':
      case 'S':
      case 'D': return 'a';
      case 's': return ' ';
      case 'W': return '-';
      case 't': return '\t';
      case 'n': return '\n';
      default: return sign;
    }
  }

  std::string group(int depth) {
    if (take('?')) {
      // `(?:`, `(?<name>`, `(?P<name>` and `(?i)`.
      while (!rest_.empty() && rest_.front() != ':' && rest_.front() != '>' && rest_.front() != ')')
        next();
      if (!rest_.starts_with(')')) next();
    }
    auto text = depth < kGroupsDeepMax ? alternatives(depth + 1) : std::string();
    take(')');
    return text;
  }

  // A member of the class whose text begins here. Of a negated class, a letter, a digit or a sign
  // that it does not exclude.
  char one_of_class() {
    const bool others = take('^');
    std::string members;
    bool first = true;
    while (!rest_.empty() && (first || rest_.front() != ']')) {
      first = false;
      add_member(members);
    }
    take(']');
    if (!others) return members.empty() ? 'a' : members.front();
    for (const char one : std::string_view("a1A-_ ."))
      if (members.find(one) == std::string::npos) return one;
    return '~';
  }
  void add_member(std::string& members) {
    if (rest_.starts_with("[:")) {
      const auto end = std::min(rest_.find(":]"), rest_.size() - 2);
      members += rest_.substr(2, end - 2) == "digit" ? '1' : 'a';
      rest_.remove_prefix(end + 2);
      return;
    }
    char from = next();
    if (from == '\\') from = of_kind(next());
    members += from;
    if (rest_.size() < 2 || rest_[0] != '-' || rest_[1] == ']') return;
    next();
    char to = next();
    if (to == '\\') to = of_kind(next());
    for (int one = from + 1; one <= to && one < 127; ++one) members += static_cast<char>(one);
  }

  // How often what was just read is repeated: as few times as is allowed, but once for a star,
  // since an empty text is no good example.
  std::size_t repetition() {
    std::size_t times = 1;
    if (take('?'))
      times = 0;
    else if (take('*') || take('+'))
      times = 1;
    else if (rest_.size() > 1 && rest_[0] == '{' &&
             std::isdigit(static_cast<unsigned char>(rest_[1])) != 0) {
      next();
      times = 0;
      while (!rest_.empty() && std::isdigit(static_cast<unsigned char>(rest_.front())) != 0)
        times = std::min(times * 10 + static_cast<std::size_t>(next() - '0'), kRepeatedMax);
      while (!rest_.empty() && next() != '}') {}
    } else {
      return 1;
    }
    take('?');  // as few as possible: the text is the same
    return times;
  }

  std::string_view rest_;
};

}  // namespace

std::string text_for_pattern(std::string_view pattern) {
  return PatternReader(pattern).alternatives(0);
}

}  // namespace baton::app

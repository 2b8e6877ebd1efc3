#include "simulator/query.hpp"

#include "baton/core/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace baton::simulator {

using core::Json;

namespace {

// One piece of a query: a word, an operator, a bracket, or a value in quotes.
struct QueryToken {
  std::string text{};
  bool quoted = false;
  bool is(std::string_view word) const { return !quoted && core::same_no_case(text, word); }
};

constexpr std::string_view kQueryMarks = "=!<>~";

std::string take_quoted(std::string_view& rest) {
  const char quote = rest.front();
  std::string out;
  std::size_t at = 1;
  for (; at < rest.size() && rest[at] != quote; ++at) {
    if (rest[at] == '\\' && at + 1 < rest.size()) ++at;
    out += rest[at];
  }
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return out;
}

std::vector<QueryToken> query_tokens(std::string_view rest) {
  std::vector<QueryToken> out;
  while (!rest.empty()) {
    const char first = rest.front();
    if (first == ' ' || first == '\t' || first == '\n' || first == '\r' || first == '+') {
      rest.remove_prefix(1);
    } else if (first == '\'' || first == '"') {
      out.push_back({take_quoted(rest), true});
    } else if (kQueryMarks.find(first) != std::string_view::npos) {
      const auto end = std::min(rest.find_first_not_of(kQueryMarks), rest.size());
      out.push_back({std::string(rest.substr(0, end)), false});
      rest.remove_prefix(end);
    } else if (first == '^' || first == '(' || first == ')' || first == ',') {
      out.push_back({std::string(1, first), false});
      rest.remove_prefix(1);
    } else {
      const auto end = std::min(rest.find_first_of(" \t\r\n^(),'\"=!<>~"), rest.size());
      out.push_back({std::string(rest.substr(0, end)), false});
      rest.remove_prefix(end);
    }
  }
  return out;
}

// The value of an encoded query ends at the next ^ and is in no quotes: "a=two words^b=1".
std::vector<QueryToken> encoded_tokens(std::string_view rest) {
  std::vector<QueryToken> out;
  while (!rest.empty()) {
    const auto term = core::take_part(rest, '^');
    if (core::starts_no_case(term, "ORDERBY")) break;
    if (!out.empty()) out.push_back({"^", false});
    constexpr std::array<std::string_view, 9> kWords{"!=", ">=",   "<=",         "=", ">",
                                                     "<",  "LIKE", "STARTSWITH", "IN"};
    const auto name_ends = [](char letter) {
      return !(letter == '_' || letter == '.' || core::is_digit(letter) ||
               (letter >= 'a' && letter <= 'z'));
    };
    const auto end =
        static_cast<std::size_t>(std::find_if(term.begin(), term.end(), name_ends) - term.begin());
    const auto behind = term.substr(end);
    const auto* word = std::find_if(kWords.begin(), kWords.end(), [behind](std::string_view one) {
      return behind.starts_with(one);
    });
    if (word == kWords.end()) {
      out.push_back({std::string(term), false});
      continue;
    }
    out.push_back({std::string(term.substr(0, end)), false});
    out.push_back({std::string(*word), false});
    auto values = behind.substr(word->size());
    if (*word != "IN") {
      out.push_back({std::string(values), true});
      continue;
    }
    out.push_back({"(", false});
    while (!values.empty()) out.push_back({std::string(core::take_part(values, ',')), true});
    out.push_back({")", false});
  }
  return out;
}

std::optional<std::string> scalar_words(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_structured() || value.is_null() || value.is_discarded()) return std::nullopt;
  return core::dump(value);
}

std::optional<double> number_in(std::string_view text) {
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

// Negative, zero or positive: as numbers if both are, else as texts.
int compared(std::string_view left, std::string_view right) {
  const auto a = number_in(left), b = number_in(right);
  if (a && b) return *a < *b ? -1 : *a > *b ? 1 : 0;
  return left.compare(right);
}

// LIKE of SQL: % stands for anything. A text without % is contained, as ServiceNow and JQL have it.
bool is_like(std::string_view came, std::string_view wanted) {
  const auto text = core::lower(std::string(came));
  auto pattern = core::lower(std::string(wanted));
  if (pattern.find('%') == std::string::npos) pattern = "%" + pattern + "%";
  std::size_t at = 0, in = 0, star = std::string::npos, retry = 0;
  while (at < text.size()) {
    if (in < pattern.size() && pattern[in] == '%') {
      star = in++;
      retry = at;
    } else if (in < pattern.size() && pattern[in] == text[at]) {
      ++at;
      ++in;
    } else if (star != std::string::npos) {
      in = star + 1;
      at = ++retry;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('%', in) == std::string::npos;
}

bool one_holds(std::string_view op, std::string_view came, const std::vector<std::string>& values) {
  const auto& first = values.front();
  if (op == "<") return compared(came, first) < 0;
  if (op == "<=") return compared(came, first) <= 0;
  if (op == ">") return compared(came, first) > 0;
  if (op == ">=") return compared(came, first) >= 0;
  if (op == "LIKE" || op == "~" || op == "CONTAINS") return is_like(came, first);
  if (op == "STARTSWITH") return core::starts_no_case(came, first);
  return std::any_of(values.begin(), values.end(),
                     [came](const auto& one) { return core::same_no_case(came, one); });
}

const Json* member_at(const Json& record, std::string_view path) {
  const Json* value = &record;
  while (!path.empty() && value != nullptr) value = core::find(*value, core::take_part(path, '.'));
  return value;
}

// The operator in the form that one_holds() knows, without its "not"; empty for none.
std::string operator_of(const std::vector<QueryToken>& tokens, std::size_t& at, bool& negated) {
  if (tokens[at].quoted) return {};
  std::string op = tokens[at].text;
  std::transform(op.begin(), op.end(), op.begin(), [](char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 32) : letter;
  });
  if (op == "NOT" && at + 1 < tokens.size() && tokens[at + 1].is("IN")) {
    ++at;
    negated = true;
    return "IN";
  }
  if (op == "!=" || op == "<>" || op == "!~") {
    negated = true;
    return op == "!~" ? "~" : "=";
  }
  constexpr std::array<std::string_view, 10> kKnown{"=",  "==", "<",    "<=", ">",
                                                    ">=", "~",  "LIKE", "IN", "STARTSWITH"};
  const bool known =
      op == "CONTAINS" || std::find(kKnown.begin(), kKnown.end(), op) != kKnown.end();
  return known ? op : std::string();
}

std::vector<std::string> values_of(const std::vector<QueryToken>& tokens, std::size_t& at) {
  std::vector<std::string> values;
  if (at >= tokens.size()) return values;
  if (!tokens[at].is("(")) {
    values.push_back(tokens[at++].text);
    return values;
  }
  for (++at; at < tokens.size() && !tokens[at].is(")"); ++at) {
    if (!tokens[at].is(",")) values.push_back(tokens[at].text);
  }
  if (at < tokens.size()) ++at;
  return values;
}

}  // namespace

Query Query::read(std::string_view text, bool encoded) {
  const auto tokens = encoded ? encoded_tokens(text) : query_tokens(text);
  Query query;
  std::size_t at = 0;
  for (std::size_t index = 0; index < tokens.size(); ++index) {
    if (tokens[index].is("WHERE")) at = index + 1;
  }
  if (at == 0 && !tokens.empty() && tokens.front().is("SELECT")) return query;
  while (at < tokens.size()) {
    if (tokens[at].is("ORDER") || tokens[at].is("LIMIT")) break;
    if (tokens[at].is("AND") || tokens[at].is("^") || tokens[at].is("(") || tokens[at].is(")")) {
      ++at;
      continue;
    }
    const auto begin = at++;
    Condition condition{tokens[begin].text, {}, {}};
    bool negated = false;
    if (at < tokens.size()) condition.op = operator_of(tokens, at, negated);
    if (!condition.op.empty()) condition.values = values_of(tokens, ++at);
    if (condition.op.empty() || condition.values.empty()) {
      if (query.unread_.empty()) query.unread_ = tokens[begin].text;
      while (at < tokens.size() && !tokens[at].is("AND") && !tokens[at].is("^") &&
             !tokens[at].is("ORDER") && !tokens[at].is("LIMIT"))
        ++at;
      continue;
    }
    if (negated) condition.op.insert(0, "!");
    query.conditions_.push_back(std::move(condition));
  }
  return query;
}

bool Query::holds(const Condition& condition, const Json& value) {
  std::string_view op = condition.op;
  const bool negated = op.starts_with('!');
  if (negated) op.remove_prefix(1);
  const auto is_one = [&](const Json& one) {
    const auto word = scalar_words(one);
    if (word) return one_holds(op, *word, condition.values);
    for (const auto* name : {"name", "key", "id", "value"}) {
      const auto* part = core::find(one, name);
      const auto inner = part == nullptr ? std::nullopt : scalar_words(*part);
      if (inner && one_holds(op, *inner, condition.values)) return true;
    }
    return false;
  };
  const bool one =
      value.is_array() ? std::any_of(value.begin(), value.end(), is_one) : is_one(value);
  return one != negated;
}

bool Query::holds(const Json& record, const Columns& columns) const {
  static const Json kNothing;
  return std::all_of(conditions_.begin(), conditions_.end(), [&](const Condition& condition) {
    const auto listed = columns.paths.find(condition.column);
    std::string path = columns.below.empty() ? std::string() : columns.below + ".";
    if (listed == columns.paths.end()) {
      path += condition.column;
    } else {
      path = listed->second;
    }
    if (path == "*") return true;
    const auto* value = member_at(record, path);
    return holds(condition, value == nullptr ? kNothing : *value);
  });
}

}  // namespace baton::simulator

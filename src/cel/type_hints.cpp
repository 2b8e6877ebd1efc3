#include "cel/type_hints.hpp"

#include "baton/core/text.hpp"
#include "cel/moments.hpp"
#include "cel/unify.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace baton::cel {

using TypeKind = Type::Kind;

namespace {

bool is_date(std::string_view text) {
  constexpr std::string_view kForm = "dddd-dd-dd";
  return text.size() == kForm.size() &&
         std::equal(text.begin(), text.end(), kForm.begin(), [](char symbol, char form) {
           return form == 'd' ? symbol >= '0' && symbol <= '9' : symbol == form;
         });
}

bool is_number_text(std::string_view text) {
  double ignored = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), ignored);
  return error == std::errc() && end == text.data() + text.size();
}

// One operand that does not fit, and the type that it should have.
struct BadOperand {
  std::string_view function;
  const Type& given;
  const Type& wanted;
  const Node& other_part;
  std::string source;
  // The source of the other operand.
  std::string other;
  // It is a text in quotes.
  bool literal = false;
  // The text without quotes, or the value if it is no literal.
  std::string text{};
  // `text` is set.
  bool known = false;
  // It stands on the left.
  bool first = false;
  bool other_literal = false;
  // The other operand is a text that begins with a digit.
  bool other_counts = false;
};

bool is_moment(std::string_view text) {
  return !parse_timestamp(text).is_error() || !parse_local_timestamp(text, "UTC").is_error();
}

// True for a path that names a time by convention: run.started_at, event.time,
// event.data.closed_at.
bool names_moment(const BadOperand& operand) {
  const std::string_view source = operand.source;
  const auto name = source.substr(source.rfind('.') + 1);
  const bool named = name.ends_with("_at") || name == "time" || name == "received";
  return operand.given.kind == TypeKind::string && !operand.literal && named &&
         (!operand.known || is_moment(operand.text));
}

// The minutes since midnight of "09:00", "9:30" or "17:05:00"; nullopt for any other text.
std::optional<int> time_of_day(std::string_view text) {
  int hours = 0;
  int minutes = 0;
  const auto* const end = text.data() + text.size();
  auto read = std::from_chars(text.data(), end, hours);
  if (read.ec != std::errc() || read.ptr == end || *read.ptr != ':') return std::nullopt;
  read = std::from_chars(read.ptr + 1, end, minutes);
  const bool ends = read.ec == std::errc() && (read.ptr == end || *read.ptr == ':');
  if (!ends || hours < 0 || hours > 24 || minutes < 0 || minutes > 59) return std::nullopt;
  return hours * 60 + minutes;
}

// The operator to write if the other operand stands on the left.
std::string operator_behind_other(const BadOperand& operand) {
  std::string written(operand.function.substr(1, operand.function.size() - 2));
  if (operand.first && written[0] == '<') return '>' + written.substr(1);
  if (operand.first && written[0] == '>') return '<' + written.substr(1);
  return written;
}

std::string hint_for_time_of_day(const BadOperand& operand, int minutes) {
  constexpr std::string_view kZone = "(\"Europe/Paris\")";
  auto written = operator_behind_other(operand);
  const auto hours = operand.other + ".getHours" + std::string(kZone);
  if (minutes % 60 != 0)
    return "write " + hours + " * 60 + " + operand.other + ".getMinutes" + std::string(kZone) +
           ' ' + written + ' ' + std::to_string(minutes);
  if (written[0] == '>') written = ">=";  // from nine o'clock on, getHours() is 9 or more
  if (written[0] == '<') written = "<";
  return "write " + hours + ' ' + written + ' ' + std::to_string(minutes / 60);
}

std::string hint_for_time_text(const BadOperand& operand) {
  const auto& text = operand.text;
  if (!parse_timestamp(text).is_error()) return "write timestamp(" + operand.source + ")";
  if (is_moment(text))
    return "write timestamp(" + operand.source + ", \"Europe/Paris\"), with the zone that is meant";
  if (const auto minutes = time_of_day(text)) return hint_for_time_of_day(operand, *minutes);
  if (!parse_duration_text(text).is_error())
    return "say from when: timestamp(run.started_at) + duration(" + operand.source + ")";
  return "write a time, as timestamp(\"2026-12-01T09:00:00Z\")";
}

std::string hint_for_time(const BadOperand& operand) {
  const auto& date = operand.literal ? operand.text : operand.source;
  if (is_date(date)) return "write timestamp(\"" + date + "T00:00:00Z\")";
  if (operand.literal) return hint_for_time_text(operand);
  if (operand.known && !is_moment(operand.text)) return {};
  constexpr double kOldMoment =
      100'000'000;  // seconds since 1970, in 1973: smaller numbers count something else
  double number = 0;
  const auto& source = operand.source;
  const auto read = std::from_chars(source.data(), source.data() + source.size(), number);
  const bool is_number = read.ec == std::errc() && read.ptr == source.data() + source.size();
  if (is_number && number < kOldMoment)
    return "say what of the time: " + operand.other + ".getHours(\"Europe/Paris\"), for example";
  const bool of_text_or_number =
      operand.given.kind == TypeKind::string || operand.given.kind == TypeKind::integer;
  return of_text_or_number ? "write timestamp(" + source + ")" : "";
}

std::string hint_for_length(const BadOperand& operand) {
  const bool unreadable =
      (operand.literal || operand.known) && parse_duration_text(operand.text).is_error();
  if (operand.given.kind == TypeKind::string)
    return unreadable ? "write a length of time, as duration(\"24h\")"
                      : "write duration(" + operand.source + ")";
  return is_numeric(operand.given)
             ? "say of what: duration(\"" +
                   (is_number_text(operand.source) ? operand.source : "24") + "h\")"
             : "";
}

bool equates(std::string_view function) { return function == "_==_" || function == "_!=_"; }

// The hint for a text that is no number but is compared with one, by the name of the text.
std::string hint_for_words(const BadOperand& operand) {
  const std::string_view source = operand.source;
  if (source.ends_with(".error.code")) {
    const bool http = operand.other_part.kind == NodeKind::literal &&
                      is_number_text(operand.other) && operand.other.size() == 3;
    const auto code = "http_" + (http ? operand.other : "404");
    if (equates(operand.function)) return "an error code is a text: compare with \"" + code + '"';
    return "an error code is a text: ask " + operand.source + ".startsWith(\"" + code.substr(0, 6) +
           "\")";
  }
  const bool of_step = source.starts_with("steps.") && source.ends_with(".status");
  return of_step ? "the status of a step is a text, as \"succeeded\"" : "";
}

std::string hint_for_number(const BadOperand& operand) {
  if (operand.given.kind != TypeKind::string) return {};
  if (operand.literal)
    return is_number_text(operand.text) ? "compare with the number " + operand.text : "";
  if (auto words = hint_for_words(operand); !words.empty()) return words;
  if (names_moment(operand))
    return "write timestamp(" + operand.source + "), and compare it with a time";
  if (operand.known && !is_number_text(operand.text)) return {};
  const bool number = operand.other_part.kind == NodeKind::literal;
  if (number && equates(operand.function)) return "compare with the text \"" + operand.other + '"';
  return "write double(" + operand.source + ")";
}

std::string hint_for(const BadOperand& operand) {
  if (operand.wanted.kind == TypeKind::timestamp) return hint_for_time(operand);
  if (operand.wanted.kind == TypeKind::duration) return hint_for_length(operand);
  return is_numeric(operand.wanted) ? hint_for_number(operand) : "";
}

std::string source_of(std::string_view text, const Node& part) {
  return std::string(text.substr(part.offset, part.length));
}

BadOperand bad_operand(std::string_view text, const Node& node, const std::vector<Type>& types,
                       const Value* values, std::size_t side) {
  const auto& part = *node.parts[side];
  const auto& other = *node.parts[1 - side];
  BadOperand operand{node.text, types[side],           types[1 - side],
                     other,     source_of(text, part), source_of(text, other)};
  operand.first = side == 0;
  operand.literal = part.kind == NodeKind::literal && part.value.is(Value::Kind::string);
  if (operand.literal) operand.text = part.value.as_string();
  operand.known = !operand.literal && values != nullptr && values[side].is(Value::Kind::string);
  if (operand.known) operand.text = values[side].as_string();
  operand.other_literal = other.kind == NodeKind::literal;
  const auto& told = operand.other_literal || values == nullptr ? other.value : values[1 - side];
  const auto beginning =
      told.is(Value::Kind::string) ? told.as_string().substr(0, 1) : std::string_view();
  operand.other_counts = !beginning.empty() && beginning[0] >= '0' && beginning[0] <= '9';
  return operand;
}

// The hint for a sum or difference. To a text, the other operand is added as a text. To a time, a
// length of time is added; a time minus a time is a length of time.
std::string hint_for_sum(const BadOperand& operand) {
  const bool plus = operand.function == "_+_";
  if (names_moment(operand) && is_numeric(operand.wanted) && (plus || operand.function == "_-_"))
    return "write timestamp(" + operand.source + (plus ? ") + " : ") - ") + "duration(\"" +
           (is_number_text(operand.other) ? operand.other : "24") + "h\")";
  if (plus && operand.known && is_numeric(operand.wanted) && is_number_text(operand.text))
    return hint_for_number(operand);
  if (operand.wanted.kind == TypeKind::string) {
    const bool moved =
        operand.given.kind == TypeKind::timestamp && operand.other_counts;  // as now + "3 days"
    const bool counted =
        is_numeric(operand.given) && operand.other_counts && !operand.other_literal;
    return plus && !moved && !counted ? "write string(" + operand.source + ")" : "";
  }
  const bool text = operand.given.kind == TypeKind::string;
  if (operand.wanted.kind == TypeKind::timestamp) {
    if (is_numeric(operand.given)) return hint_for_length(operand);
    const bool length = operand.literal && !operand.text.empty() && operand.text.size() < 10 &&
                        operand.text.find('-') == std::string::npos;
    if (text && (plus || length)) return hint_for_length(operand);
    return text ? "write timestamp(" + operand.source + ")" : "";
  }
  if (operand.wanted.kind == TypeKind::duration && text)
    return plus ? "write timestamp(" + operand.source + ")" : "";
  return is_numeric(operand.wanted) && !plus ? hint_for_number(operand) : "";
}

}  // namespace

bool compares(std::string_view function) {
  return function == "_<_" || function == "_<=_" || function == "_>_" || function == "_>=_" ||
         function == "_==_" || function == "_!=_";
}

std::string overload_hint(std::string_view text, const Node& node, const std::vector<Type>& types,
                          const Value* values) {
  if (node.kind != NodeKind::call || types.size() != 2 || node.member) return {};
  const bool sum =
      node.text == "_+_" || node.text == "_-_" || node.text == "_*_" || node.text == "_/_";
  if (!sum && !compares(node.text)) return {};
  for (std::size_t side = 0; side < 2; ++side) {
    const auto operand = bad_operand(text, node, types, values, side);
    auto hint = sum ? hint_for_sum(operand) : hint_for(operand);
    if (!hint.empty()) return hint;
  }
  return {};
}

std::string member_hint(std::string_view name) {
  if (name == "length" || name == "size" || name == "count") return "write size(x)";
  return {};
}

std::string known_members(std::string_view name, const std::vector<std::string>& members) {
  auto hint = core::did_you_mean(name, members);
  constexpr std::size_t kShownMax = 12;  // a longer list does not help
  if (!hint.empty() || members.empty() || members.size() > kShownMax) return hint;
  return "it has " + core::any_of(members, " and ");
}

}  // namespace baton::cel

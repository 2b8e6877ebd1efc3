#include "cel/value_words.hpp"

#include "cel/functions.hpp"
#include "cel/text_forms.hpp"
#include "cel/type_hints.hpp"

namespace baton::cel {

using Kind = Value::Kind;

namespace {

// The beginning of a text, in quotes.
std::string beginning(std::string_view text) {
  constexpr std::size_t kBytesMax = 40;
  std::string shown;
  std::size_t at = 0;
  while (at < text.size() && at < kBytesMax) shown += next_quoted(text, at);
  return '"' + shown + (at < text.size() ? "…" : "") + '"';
}

std::string_view done_by(std::string_view function) {
  if (function == "_+_") return "added";
  if (function == "_-_") return "subtracted";
  if (function == "_*_") return "multiplied";
  return function == "_/_" || function == "_%_" ? "divided" : "";
}

}  // namespace

std::string in_words(const Value& value) {
  switch (value.kind()) {
    case Kind::null: return "null";
    case Kind::boolean: return value.as_bool() ? "true" : "false";
    case Kind::integer:
    case Kind::floating: return "the number " + value.text();
    case Kind::unsigned_integer: return "the number " + value.literal();
    case Kind::string: return "a text (" + beginning(value.as_string()) + ")";
    case Kind::bytes: return "bytes";
    case Kind::list: return "a list";
    case Kind::map: return "a map";
    case Kind::timestamp: return "the time " + value.text();
    case Kind::duration: return "a length of time (" + value.text() + ")";
    case Kind::type: return "a type";
    case Kind::optional:
      return value.has_value() ? in_words(value.optional_value()) + " that may be absent"
                               : "a value that is absent";
    case Kind::error: break;
  }
  return "an error";
}

Type type_of_value(const Value& value) {
  switch (value.kind()) {
    case Kind::boolean: return simple(Type::Kind::boolean);
    case Kind::integer:
    case Kind::unsigned_integer: return simple(Type::Kind::integer);
    case Kind::floating: return simple(Type::Kind::floating);
    case Kind::string: return simple(Type::Kind::string);
    case Kind::timestamp: return simple(Type::Kind::timestamp);
    case Kind::duration: return simple(Type::Kind::duration);
    default: return dyn();
  }
}

std::string misfit(std::string_view function, const Value* arguments, std::size_t count) {
  if (count == 2 && compares(function))
    return in_words(arguments[0]) + " cannot be compared with " + in_words(arguments[1]);
  const auto done = done_by(function);
  if (count == 2 && !done.empty())
    return in_words(arguments[0]) + " and " + in_words(arguments[1]) + " cannot be " +
           std::string(done);
  if (function == "@in")
    return "\"in\" looks into a list or a map, not into " + in_words(arguments[1]);
  if (function == "!_") return "\"!\" is for true and false, not for " + in_words(arguments[0]);
  if (function == "-_")
    return "\"-\" is for a number or a length of time, not for " + in_words(arguments[0]);
  std::string text(spelling(function));
  text += " is not defined for (";
  for (std::size_t at = 0; at < count; ++at)
    text += (at == 0 ? "" : ", ") + in_words(arguments[at]);
  return text + ")";
}

}  // namespace baton::cel

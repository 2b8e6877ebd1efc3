#include "cel/type_hints.hpp"

#include "cel/unify.hpp"

#include <algorithm>
#include <charconv>

namespace baton::cel {

using Kind = Type::Kind;

namespace {

bool is_date(std::string_view text) {
  constexpr std::string_view kForm = "dddd-dd-dd";
  return text.size() == kForm.size() && std::equal(text.begin(), text.end(), kForm.begin(), [](char symbol, char form) {
           return form == 'd' ? symbol >= '0' && symbol <= '9' : symbol == form;
         });
}

bool is_number_text(std::string_view text) {
  double ignored = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), ignored);
  return error == std::errc() && end == text.data() + text.size();
}

// One operand that does not fit, and the type that it should have.
struct Misfit {
  const Type& given;
  const Type& wanted;
  std::string source;
  bool literal = false;  // a text in quotes, which `text` is without them
  std::string text{};
};

std::string hint_for_time(const Misfit& misfit) {
  const auto& date = misfit.literal ? misfit.text : misfit.source;
  if (is_date(date)) return "write timestamp(\"" + date + "T00:00:00Z\")";
  const bool of_text_or_number = misfit.given.kind == Kind::string || misfit.given.kind == Kind::integer;
  return of_text_or_number ? "write timestamp(" + misfit.source + ")" : "";
}

std::string hint_for_length(const Misfit& misfit) {
  if (misfit.given.kind == Kind::string) return "write duration(" + misfit.source + ")";
  return is_numeric(misfit.given) ? "say of what: duration(\"" + (is_number_text(misfit.source) ? misfit.source : "24") + "h\")"
                                  : "";
}

std::string hint_for_number(const Misfit& misfit) {
  if (misfit.given.kind != Kind::string) return {};
  if (misfit.literal && is_number_text(misfit.text)) return "compare with the number " + misfit.text;
  return misfit.literal ? "" : "write double(" + misfit.source + ")";
}

std::string hint_for(const Misfit& misfit) {
  if (misfit.wanted.kind == Kind::timestamp) return hint_for_time(misfit);
  if (misfit.wanted.kind == Kind::duration) return hint_for_length(misfit);
  return is_numeric(misfit.wanted) ? hint_for_number(misfit) : "";
}

Misfit misfit_of(std::string_view text, const Node& node, const std::vector<Type>& types, std::size_t side) {
  const auto& part = *node.parts[side];
  Misfit misfit{types[side], types[1 - side], std::string(text.substr(part.offset, part.length))};
  misfit.literal = part.kind == NodeKind::literal && part.value.is(Value::Kind::string);
  if (misfit.literal) misfit.text = part.value.as_string();
  return misfit;
}

// A sum of a text and something else is a text; a time is moved by a length of time, and less a time it is one.
std::string hint_for_sum(const std::string& function, const Misfit& misfit) {
  if (misfit.wanted.kind == Kind::string) return function == "_+_" ? "write string(" + misfit.source + ")" : "";
  const bool text = misfit.given.kind == Kind::string;
  if (misfit.wanted.kind == Kind::timestamp) {
    if (is_numeric(misfit.given)) return hint_for_length(misfit);
    const bool length =
        misfit.literal && !misfit.text.empty() && misfit.text.size() < 10 && misfit.text.find('-') == std::string::npos;
    if (text && (function == "_+_" || length)) return "write duration(" + misfit.source + ")";
    return text ? "write timestamp(" + misfit.source + ")" : "";
  }
  if (misfit.wanted.kind == Kind::duration && text) return function == "_+_" ? "write timestamp(" + misfit.source + ")" : "";
  return is_numeric(misfit.wanted) && function != "_+_" ? hint_for_number(misfit) : "";
}

}  // namespace

bool compares(std::string_view function) {
  return function == "_<_" || function == "_<=_" || function == "_>_" || function == "_>=_" || function == "_==_" ||
         function == "_!=_";
}

std::string overload_hint(std::string_view text, const Node& node, const std::vector<Type>& types) {
  if (node.kind != NodeKind::call || types.size() != 2 || node.member) return {};
  const bool sum = node.text == "_+_" || node.text == "_-_" || node.text == "_*_" || node.text == "_/_";
  if (!sum && !compares(node.text)) return {};
  for (const std::size_t side : {0, 1}) {
    const auto misfit = misfit_of(text, node, types, side);
    auto hint = sum ? hint_for_sum(node.text, misfit) : hint_for(misfit);
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
  constexpr std::size_t kShownMax = 12;  // more than that is no help
  if (!hint.empty() || members.empty() || members.size() > kShownMax) return hint;
  hint = "it has ";
  for (std::size_t at = 0; at < members.size(); ++at)
    hint += (at == 0 ? "" : at + 1 == members.size() ? " and " : ", ") + members[at];
  return hint;
}

}  // namespace baton::cel

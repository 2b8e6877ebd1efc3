#include "cel/guess.hpp"

namespace baton::cel {

using Kind = Value::Kind;

namespace {

// The items of a known list that are walked over. A longer list is taken for unknown.
constexpr std::size_t kItemsMax = 64;

}  // namespace

Guess Guesser::comprehension(const Node& node) {
  const auto range = guess(*node.parts[0]);
  if (range.is_error()) return range;
  const auto slot = static_cast<std::size_t>(node.slot);
  if (node.macro == Macro::bind) {
    locals_[slot] = range;
    return guess(*node.parts[2]);
  }
  if (node.macro == Macro::opt_map || node.macro == Macro::opt_flat_map)
    return optional_map(node, range);
  const bool quantifier = node.macro == Macro::all || node.macro == Macro::exists;
  const bool walked =
      range.exact && range.exact->is(Kind::list) && range.exact->size() <= kItemsMax;
  if (quantifier && walked && node.variables.size() == 1)
    return quantify(node, *range.exact, node.macro == Macro::exists);
  for (std::size_t variable = 0; variable < node.variables.size(); ++variable)
    locals_[slot + variable] = Guess{};
  const auto missing = missing_.size();
  for (std::size_t part = 1; part <= 2; ++part)
    if (node.parts[part] != nullptr) guess(*node.parts[part]);
  if (!range.exact) missing_.resize(missing);  // there may be no item
  return quantifier || node.macro == Macro::exists_one
             ? Guess::one_of(Guess::kCondition)
             : Guess::one_of(Guess::kOther | Guess::kError);
}

Guess Guesser::quantify(const Node& node, const Value& list, bool absorbing) {
  std::vector<std::uint8_t> parts;
  for (std::size_t at = 0; at < list.size(); ++at) {
    locals_[static_cast<std::size_t>(node.slot)] = Guess::of(list.at(at));
    parts.push_back(guess(*node.parts[2]).may);
  }
  return Guess::joined(parts, absorbing);
}

Guess Guesser::optional_map(const Node& node, const Guess& target) {
  auto& local = locals_[static_cast<std::size_t>(node.slot)];
  const bool held = target.exact && target.exact->is(Kind::optional);
  if (held && !target.exact->has_value()) return target;
  local = held ? Guess::of(target.exact->optional_value()) : Guess{};
  if (target.members != nullptr && target.optional) local = Guess::of(*target.members);
  const bool surely = held || (target.members != nullptr && target.optional);
  const auto missing = missing_.size();
  auto body = guess(*node.parts[2]);
  if (!surely) missing_.resize(missing);
  if (!surely || !body.exact || body.is_error()) return body.is_error() && surely ? body : Guess{};
  return node.macro == Macro::opt_map ? Guess::of(Value::optional_of(*body.exact)) : body;
}

}  // namespace baton::cel

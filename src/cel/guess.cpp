#include "cel/guess.hpp"

#include "cel/expression_impl.hpp"

#include <algorithm>
#include <iterator>

namespace baton::cel {

using Kind = Value::Kind;

namespace {

// The steps of one guess. A condition is small; one that costs more stays undecided.
constexpr std::size_t kGuessCostMax = 10'000;

// The outcomes of ! from those of its operand. An operand that is no boolean is an error.
std::uint8_t swapped(std::uint8_t may) {
  std::uint8_t out = 0;
  if ((may & Guess::kTrue) != 0) out |= Guess::kFalse;
  if ((may & Guess::kFalse) != 0) out |= Guess::kTrue;
  if ((may & (Guess::kError | Guess::kOther)) != 0) out |= Guess::kError;
  return out;
}

}  // namespace

Guess Guess::joined(const std::vector<std::uint8_t>& parts, bool absorbing) {
  const std::uint8_t absorbs = absorbing ? Guess::kTrue : Guess::kFalse;
  const std::uint8_t passes = absorbing ? Guess::kFalse : Guess::kTrue;
  bool all_pass = true;
  bool any_absorbs = false;
  bool any_fails = false;
  for (const auto may : parts) {
    if (may == absorbs) return Guess::of(Value::boolean(absorbing));
    all_pass = all_pass && (may & passes) != 0;
    any_absorbs = any_absorbs || (may & absorbs) != 0;
    any_fails = any_fails || (may & (Guess::kError | Guess::kOther)) != 0;
  }
  std::uint8_t may = 0;
  if (all_pass) may |= passes;
  if (any_absorbs) may |= absorbs;
  if (any_fails) may |= Guess::kError;
  return Guess::one_of(may);
}

Guess Guess::of(Value value) {
  Guess guess;
  guess.may = value.is_true()    ? kTrue
              : value.is_false() ? kFalse
              : value.is_error() ? kError
                                 : kOther;
  guess.exact = std::move(value);
  return guess;
}

Guess Guess::of(const Sketch& sketch) {
  if (sketch.kind() == Sketch::Kind::value) return of(Value::borrow(sketch.json()));
  Guess guess;
  if (sketch.kind() == Sketch::Kind::unknown) return guess;
  guess.may = kOther;
  guess.members = &sketch;
  return guess;
}

Guess Guess::one_of(std::uint8_t may) {
  if (may == kTrue || may == kFalse) return of(Value::boolean(may == kTrue));
  if (may == kError) return of(failure(core::Errc::invalid, "it cannot be evaluated"));
  Guess guess;
  guess.may = may;
  return guess;
}

Guess Guess::between(Range range) {
  Guess guess;
  guess.may = kOther;
  guess.range = range;
  return guess;
}

Guesser::Guesser(const Expression::Impl& impl, const Sketch& names, const Overrides& overrides)
    : impl_(impl),
      names_(names),
      overrides_(overrides),
      budget_(kGuessCostMax, nullptr),
      locals_(static_cast<std::size_t>(impl.syntax.slots)),
      seen_(impl.syntax.nodes.size()) {
  budget_.begin(kGuessCostMax);
}

Guess Guesser::guess(const Node& node) {
  const auto known = overrides_.find(node.id);
  auto made = known != overrides_.end() ? known->second : dispatch(node);
  if (assumed_ != nullptr && !made.exact && made.members == nullptr) {
    const auto assumed = assumed_->find(node.id);
    if (assumed != assumed_->end()) made = assumed->second;
  }
  seen_[node.id] |= made.may;
  return made;
}

Guess Guesser::dispatch(const Node& node) {
  switch (node.kind) {
    case NodeKind::literal: return Guess::of(node.value);
    case NodeKind::name: return name(node);
    case NodeKind::select: return select(node);
    case NodeKind::has: return has(node);
    case NodeKind::index: return index(node);
    case NodeKind::call: return call(node);
    case NodeKind::list:
    case NodeKind::map: return made(node);
    case NodeKind::logical_and: return logical(node, false);
    case NodeKind::logical_or: return logical(node, true);
    case NodeKind::conditional: return conditional(node);
    case NodeKind::comprehension: return comprehension(node);
    case NodeKind::message: break;
  }
  return {};
}

Guess Guesser::unknown(const Node& node) const {
  Guess guess;
  if (node.type.kind == Type::Kind::boolean) guess.may = Guess::kCondition;
  return guess;
}

Guess Guesser::name(const Node& node) const {
  if (node.slot >= 0) return locals_[static_cast<std::size_t>(node.slot)];
  const auto found = names_.members().find(node.text);
  return found == names_.members().end() ? unknown(node) : Guess::of(found->second);
}

// To read a missing member is an error, except behind `.?`.
Guess Guesser::absent(const Node& node, const std::string& name) {
  if (node.optional) return Guess::of(Value::optional_none());
  const std::string_view source = std::string_view(impl_.text).substr(node.offset, node.length);
  const auto written = source.rfind(name);
  missing_.push_back(written == std::string_view::npos ? node.at : node.offset + written);
  return Guess::of(failure(core::Errc::not_found, "there is no field \"" + name + '"'));
}

Guess Guesser::member(const Node& node, const Guess& target, const std::string& name) {
  if (target.is_error()) return target;
  if (target.members != nullptr) {
    const auto found = target.members->members().find(name);
    if (found == target.members->members().end()) {
      if (!target.members->closed()) return unknown(node);
      return target.optional ? Guess::of(Value::optional_none()) : absent(node, name);
    }
    auto made = Guess::of(found->second);
    if (!node.optional && !target.optional) return made;
    if (made.exact) return Guess::of(Value::optional_of(*made.exact));
    if (made.members == nullptr) return unknown(node);
    made.optional = true;
    return made;
  }
  if (!target.exact) return unknown(node);
  const bool held = target.exact->is(Kind::optional);
  if (held && !target.exact->has_value()) return target;
  const auto& value = held ? target.exact->optional_value() : *target.exact;
  Value out;
  if (value.is(Kind::map) && value.find(name, out)) {
    return Guess::of(held || node.optional ? Value::optional_of(std::move(out)) : std::move(out));
  }
  if (value.is(Kind::map) || value.is_null())
    return held ? Guess::of(Value::optional_none()) : absent(node, name);
  return Guess::one_of(Guess::kError);
}

Guess Guesser::select(const Node& node) { return member(node, guess(*node.parts[0]), node.text); }

Guess Guesser::index(const Node& node) {
  const auto target = guess(*node.parts[0]);
  const auto key = guess(*node.parts[1]);
  if (target.is_error()) return target;
  if (key.is_error()) return key;
  if (key.exact && key.exact->is(Kind::string))
    return member(node, target, std::string(key.exact->as_string()));
  return unknown(node);
}

Guess Guesser::has(const Node& node) {
  const auto missing = missing_.size();
  const auto target = guess(*node.parts[0]);
  missing_.resize(missing);  // has() is false if any part of its path is missing
  if (target.is_error()) {
    const bool not_there = target.exact && target.exact->as_error().code == core::Errc::not_found;
    return not_there ? Guess::of(Value::boolean(false)) : target;
  }
  if (target.members != nullptr) {
    const bool there = target.members->members().contains(node.text);
    if (there || target.members->closed()) return Guess::of(Value::boolean(there));
  }
  if (!target.exact) return Guess::one_of(Guess::kCondition);
  const auto& value = *target.exact;
  const bool held = value.is(Kind::optional);
  if (held && !value.has_value()) return Guess::of(Value::boolean(false));
  const auto& inner = held ? value.optional_value() : value;
  Value ignored;
  if (inner.is(Kind::map)) return Guess::of(Value::boolean(inner.find(node.text, ignored)));
  return inner.is_null() ? Guess::of(Value::boolean(false)) : Guess::one_of(Guess::kError);
}

// A list or map that the expression writes out. It is known if all of its parts are.
Guess Guesser::made(const Node& node) {
  Value::List items;
  bool known =
      std::find(node.optionals.begin(), node.optionals.end(), true) == node.optionals.end();
  std::optional<Guess> error;
  for (const auto* part : node.parts) {
    auto item = guess(*part);
    if (item.is_error() && !error) error = item;
    known = known && item.exact;
    if (known) items.push_back(*item.exact);
  }
  if (error) return *error;
  if (!known) return Guess::one_of(Guess::kOther | Guess::kError);
  if (node.kind == NodeKind::list) return Guess::of(Value::list(std::move(items)));
  Value::Entries entries;
  for (std::size_t at = 0; at + 1 < items.size(); at += 2)
    entries.emplace_back(items[at], items[at + 1]);
  return Guess::of(Value::map(std::move(entries)));
}

// A member that is missing in one part does not matter if another part decides.
Guess Guesser::logical(const Node& node, bool absorbing) {
  const auto missing = missing_.size();
  std::vector<std::uint8_t> parts;
  for (const auto* part : node.parts) parts.push_back(guess(*part).may);
  auto made = Guess::joined(parts, absorbing);
  if (made.exact && made.exact->is(Kind::boolean) && made.exact->as_bool() == absorbing)
    missing_.resize(missing);
  return made;
}

Guess Guesser::conditional(const Node& node) {
  const auto condition = guess(*node.parts[0]);
  if (condition.may == Guess::kTrue) return guess(*node.parts[1]);
  if (condition.may == Guess::kFalse) return guess(*node.parts[2]);
  if ((condition.may & (Guess::kTrue | Guess::kFalse)) == 0) return Guess::one_of(Guess::kError);
  const auto chosen = guess(*node.parts[1]);
  const auto other = guess(*node.parts[2]);
  const auto fails = static_cast<std::uint8_t>(condition.may & Guess::kError);
  Guess made;
  made.may = chosen.may | other.may | fails;
  return made;
}

// a.or(b) and a.orValue(b). b is evaluated only if a is absent.
Guess Guesser::or_else(const Node& node) {
  const auto target = guess(*node.parts[0]);
  if (target.is_error()) return target;
  const bool value = node.text == "orValue";
  if (target.members != nullptr && target.optional)
    return value ? Guess::of(*target.members) : target;
  if (!target.exact || !target.exact->is(Kind::optional)) {
    const auto missing = missing_.size();
    guess(*node.parts[1]);
    missing_.resize(missing);
    return unknown(node);
  }
  if (!target.exact->has_value()) return guess(*node.parts[1]);
  return value ? Guess::of(target.exact->optional_value()) : target;
}

Guess Guesser::call(const Node& node) {
  if (node.function == nullptr) return Guess::one_of(Guess::kError);
  if (node.function->lazy) return or_else(node);
  std::vector<Guess> arguments;
  for (const auto* part : node.parts) arguments.push_back(guess(*part));
  for (const auto& argument : arguments)
    if (argument.is_error()) return argument;
  return apply(node, arguments);
}

Guess Guesser::apply(const Node& node, const std::vector<Guess>& arguments) {
  const bool known = std::all_of(arguments.begin(), arguments.end(),
                                 [](const Guess& one) { return one.exact.has_value(); });
  if (known && !node.function->outside) {
    std::vector<Value> values;
    for (const auto& argument : arguments) values.push_back(*argument.exact);
    auto result = node.function->native({node, budget_, patterns_, impl_.options.strict},
                                        values.data(), values.size());
    const bool limited = result.is_error() && result.as_error().code == core::Errc::limited;
    return limited ? unknown(node) : Guess::of(std::move(result));
  }
  if (node.text == "!_") return Guess::one_of(swapped(arguments[0].may));
  if (node.text == "dyn") return arguments[0];
  if (node.text == "hasValue" && arguments[0].members != nullptr && arguments[0].optional)
    return Guess::one_of(Guess::kTrue);
  if (arguments.size() == 2) {
    if (auto compared = compare_ranges(node.text, arguments[0], arguments[1])) return *compared;
  }
  const bool of_timestamp =
      !node.parts.empty() && node.parts[0]->type.kind == Type::Kind::timestamp;
  if (const auto range = field_range(node.text); range && of_timestamp)
    return Guess::between(*range);
  return unknown(node);
}

}  // namespace baton::cel

#include "cel/evaluator.hpp"

#include "cel/lexer.hpp"
#include "cel/text_forms.hpp"
#include "cel/value_words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace baton::cel {

using Kind = Value::Kind;

namespace {

// What an error costs. It takes five times as long as a value, since its message is composed and
// its line and column are counted out in the text.
constexpr std::size_t kStepsPerError = 8;
// What it costs to compute when a part that reads `now` changes.
constexpr std::size_t kStepsPerTick = 4;
// A call that reads more bytes than this may take long, whatever steps it counts.
constexpr std::size_t kLongBytes = 4'096;

std::size_t bytes_read(const Value& value) {
  if (value.is(Kind::string) || value.is(Kind::bytes)) return value.as_string().size();
  return value.is(Kind::list) || value.is(Kind::map) ? value.size() * sizeof(Value) : 0;
}

}  // namespace

Evaluator::Evaluator(std::string_view text, const Bindings& names, Budget& budget, bool strict,
                     const Syntax& syntax, Trace* trace, Horizon* horizon)
    : text_(text),
      names_(names),
      meter_(budget),
      strict_(strict),
      trace_(trace),
      horizon_(horizon),
      plain_(trace == nullptr && horizon == nullptr),
      values_(names, syntax.name_paths),
      locals_(few_.data()) {
  const auto slots = static_cast<std::size_t>(syntax.slots);
  if (slots <= few_.size()) return;
  many_.resize(slots);
  locals_ = many_.data();
}

Value Evaluator::run(const Node& root) {
  auto value = value_of(root);
  return meter_.over() ? over_limit(root) : value;
}

Truth Evaluator::decide(const Node& root, Value& other) {
  const auto found = truth(root, other);
  if (!meter_.over()) return found;
  other = over_limit(root);
  return Truth::neither;
}

Value Evaluator::fail(const Node& node, core::Errc code, std::string message) {
  meter_.spend(kStepsPerError + (message.size() + node.at) / 16);
  const auto at = position_of(text_, node.at);
  return Value::failure(
      {code, std::move(message),
       "expression:" + std::to_string(at.line) + ":" + std::to_string(at.column)});
}

Value Evaluator::located(const Node& node, Value error) {
  if (!error.is_error() || !error.as_error().where.empty()) return error;
  return fail(node, error.as_error().code, error.as_error().message);
}

Value Evaluator::not_bool(const Node& node, const Value& value) {
  return value.is_error() ? value
                          : fail(node, core::Errc::invalid,
                                 source(node) + ": expected true or false, got " + in_words(value));
}

Value Evaluator::value_of(const Node& node) {
  if (plain_ && node.name_path >= 0) {
    if (const auto* json = values_.at(node.name_path))
      return meter_.spend(values_.steps(node.name_path)) ? Value::borrow(*json) : over_limit(node);
  }
  if (!meter_.spend(1)) return over_limit(node);
  auto value = dispatch(node);
  if (trace_ != nullptr) trace_->slots[node.id] = {value, true};
  if (horizon_ != nullptr && node.tick == Tick::unread) horizon_->unread();
  return value;
}

Value Evaluator::dispatch(const Node& node) {
  switch (node.kind) {
    case NodeKind::literal: return node.value;
    case NodeKind::name: return name(node);
    case NodeKind::select: return field(node, value_of(*node.parts[0]));
    case NodeKind::has: return has(node);
    case NodeKind::index: return index(node);
    case NodeKind::call: return call(node);
    case NodeKind::list: return list(node);
    case NodeKind::map: return map(node);
    case NodeKind::logical_and: return logical(node, false);
    case NodeKind::logical_or: return logical(node, true);
    case NodeKind::conditional: return conditional(node);
    case NodeKind::comprehension: return comprehension(node);
    case NodeKind::message: break;
  }
  return fail(node, core::Errc::unsupported, "messages are not supported");
}

Value Evaluator::name(const Node& node) {
  if (node.slot >= 0) return locals_[static_cast<std::size_t>(node.slot)];
  auto found = names_.find(node.text);
  if (found) return std::move(*found);
  return fail(node, core::Errc::invalid, node.text + " is not bound to a value");
}

// A field of a map. The field of an optional is an optional: the field of its value, or absent.
Value Evaluator::field(const Node& node, const Value& target) {
  Value out;
  switch (target.kind()) {
    case Kind::map:
      if (target.find(node.text, out))
        return node.optional ? Value::optional_of(std::move(out)) : out;
      if (node.optional) return Value::optional_none();
      return fail(node, core::Errc::not_found,
                  source(node) + ": there is no field \"" + node.text + "\"");
    case Kind::error: return target;
    case Kind::optional: {
      if (!target.has_value()) return target;
      const auto& inner = target.optional_value();
      if (inner.is_null() && !strict_) return Value::optional_none();
      if (!inner.is(Kind::map)) break;
      return inner.find(node.text, out) ? Value::optional_of(std::move(out))
                                        : Value::optional_none();
    }
    case Kind::null:
      if (node.optional) return Value::optional_none();
      break;
    default: break;
  }
  // In JSON, null stands for a value that is missing.
  const bool missing = target.is_null() && !strict_;
  const auto& held = target.is(Kind::optional) ? target.optional_value() : target;
  return fail(node, missing ? core::Errc::not_found : core::Errc::invalid,
              source(node) + ": " + source(*node.parts[0]) + " is " + in_words(held) +
                  ", which has no fields");
}

Value Evaluator::has(const Node& node) {
  const auto target = value_of(*node.parts[0]);
  if (target.is_error() && !strict_ && target.as_error().code == core::Errc::not_found)
    return Value::boolean(false);
  return has_field(node, target);
}

Value Evaluator::has_field(const Node& node, const Value& target) {
  Value ignored;
  switch (target.kind()) {
    case Kind::map: return Value::boolean(target.find(node.text, ignored));
    case Kind::error: return target;
    case Kind::optional:
      return target.has_value() ? has_field(node, target.optional_value()) : Value::boolean(false);
    case Kind::null:
      if (!strict_) return Value::boolean(false);
      break;
    default: break;
  }
  return fail(node, core::Errc::invalid, source(node) + ": " + in_words(target) + " has no fields");
}

Value Evaluator::index(const Node& node) {
  auto target = value_of(*node.parts[0]);
  if (target.is_error()) return target;
  auto key = value_of(*node.parts[1]);
  if (key.is_error()) return key;
  if (!target.is(Kind::optional)) return element(node, target, key);
  if (!target.has_value()) return target;
  auto found = element(node, target.optional_value(), key);
  if (found.is_error() && found.as_error().code == core::Errc::not_found)
    return Value::optional_none();
  return found.is_error() || node.optional ? found : Value::optional_of(std::move(found));
}

namespace {

// Sets `out` to the index that a key stands for; false if the key is no whole number.
bool whole(const Value& key, std::int64_t& out) {
  if (key.is(Kind::integer)) {
    out = key.as_int();
    return true;
  }
  if (key.is(Kind::unsigned_integer)) {
    out = key.as_uint() > static_cast<std::uint64_t>(INT64_MAX)
              ? INT64_MAX
              : static_cast<std::int64_t>(key.as_uint());
    return true;
  }
  if (!key.is(Kind::floating) || std::abs(key.as_double()) > 9e15 ||
      std::trunc(key.as_double()) != key.as_double())
    return false;
  out = static_cast<std::int64_t>(key.as_double());
  return true;
}

}  // namespace

Value Evaluator::element(const Node& node, const Value& target, const Value& key) {
  Value out;
  bool found = false;
  std::int64_t position = 0;
  if (target.is(Kind::list)) {
    if (!whole(key, position))
      return fail(node, core::Errc::invalid,
                  source(node) + ": expected a whole number as index, got " + key.literal());
    found = position >= 0 && static_cast<std::uint64_t>(position) < target.size();
    if (found) out = target.at(static_cast<std::size_t>(position));
  } else if (target.is(Kind::map)) {
    if (key.is(Kind::string) && !meter_.spend(key.as_string().size() / 16)) return over_limit(node);
    found = target.find(key, out);
  } else if (!target.is_null() || !node.optional) {
    const bool missing = target.is_null() && !strict_;
    return fail(node, missing ? core::Errc::not_found : core::Errc::invalid,
                source(node) + ": " + in_words(target) + " has no elements");
  }
  if (found) return node.optional ? Value::optional_of(std::move(out)) : out;
  if (node.optional) return Value::optional_none();
  return fail(node, core::Errc::not_found,
              source(node) +
                  (target.is(Kind::list) ? ": there is no element " : ": there is no key ") +
                  key.literal());
}

Value Evaluator::call(const Node& node) {
  if (plain_ && node.relation != Relation::none) {
    Value other;
    const auto found = compare(node, other);
    return found == Truth::neither ? other : Value::boolean(found == Truth::yes);
  }
  if (node.function == nullptr)
    return fail(node, core::Errc::invalid,
                std::string(spelling(node.text)) + " is no function of so many values");
  if (node.function->lazy) return or_else(node);
  constexpr std::size_t kInline = 3;
  const auto count = node.parts.size();
  if (count <= kInline) {
    std::array<Value, kInline> arguments;
    for (std::size_t i = 0; i < count; ++i) {
      arguments[i] = value_of(*node.parts[i]);
      if (arguments[i].is_error()) return std::move(arguments[i]);
    }
    return invoke(node, arguments.data(), count);
  }
  std::vector<Value> arguments;
  arguments.reserve(count);
  for (const auto* part : node.parts) {
    arguments.push_back(value_of(*part));
    if (arguments.back().is_error()) return std::move(arguments.back());
  }
  return invoke(node, arguments.data(), count);
}

Value Evaluator::invoke(const Node& node, const Value* arguments, std::size_t count) {
  if (horizon_ != nullptr && node.tick != Tick::none) note_tick(node, arguments, count);
  std::size_t bytes = 0;
  for (const auto* argument = arguments; argument != arguments + count; ++argument)
    bytes += bytes_read(*argument);
  if (bytes > kLongBytes && !meter_.watch(bytes))
    return located(node, Value::failure(meter_.error()));
  auto result =
      node.function->native({node, meter_, patterns_, strict_, text_, &names_}, arguments, count);
  return result.is_error() ? located(node, std::move(result)) : result;
}

// a.or(b) and a.orValue(b). b is evaluated only if a is absent.
Value Evaluator::or_else(const Node& node) {
  std::array<Value, 2> arguments{value_of(*node.parts[0]), Value()};
  if (arguments[0].is_error()) return std::move(arguments[0]);
  if (!arguments[0].is(Kind::optional) || !arguments[0].has_value()) {
    arguments[1] = value_of(*node.parts[1]);
    if (arguments[1].is_error()) return std::move(arguments[1]);
  }
  return invoke(node, arguments.data(), 2);
}

Value Evaluator::list(const Node& node) {
  Value::List items;
  items.reserve(node.parts.size());
  for (std::size_t i = 0; i < node.parts.size(); ++i) {
    auto item = value_of(*node.parts[i]);
    if (item.is_error()) return item;
    if (!node.optionals[i]) {
      items.push_back(std::move(item));
    } else if (!item.is(Kind::optional)) {
      return fail(*node.parts[i], core::Errc::invalid,
                  "expected an optional behind '?', got " + in_words(item));
    } else if (item.has_value()) {
      items.push_back(item.optional_value());
    }
  }
  return made(node, Value::list(std::move(items)));
}

// Pays for a list or map that the expression writes out. It is often small, so that the memory
// around its items counts too.
Value Evaluator::made(const Node& node, Value value) {
  constexpr std::size_t kFrameBytes = 64;
  if (meter_.make(kFrameBytes + value.size() * sizeof(Value))) return value;
  return over_limit(node);
}

Value Evaluator::add_entry(const Node& node, Value::Entries& entries, Value key, Value value) {
  if (!key.is(Kind::string) && !key.is(Kind::integer) && !key.is(Kind::unsigned_integer) &&
      !key.is(Kind::boolean)) {
    return fail(node, core::Errc::invalid,
                "a key of a map is a text, a whole number, true or false, not " + in_words(key));
  }
  if (!meter_.spend(entries.size() / 8)) return over_limit(node);
  for (const auto& [known, ignored] : entries) {
    if (known.equals(key))
      return fail(node, core::Errc::invalid, "the key " + key.literal() + " is there twice");
  }
  entries.emplace_back(std::move(key), std::move(value));
  return {};
}

Value Evaluator::map(const Node& node) {
  Value::Entries entries;
  entries.reserve(node.optionals.size());
  for (std::size_t i = 0; i < node.optionals.size(); ++i) {
    auto key = value_of(*node.parts[2 * i]);
    if (key.is_error()) return key;
    auto value = value_of(*node.parts[2 * i + 1]);
    if (value.is_error()) return value;
    if (node.optionals[i]) {
      if (!value.is(Kind::optional))
        return fail(node, core::Errc::invalid,
                    "expected an optional behind '?', got " + in_words(value));
      if (!value.has_value()) continue;
      value = Value(value.optional_value());
    }
    auto fault = add_entry(*node.parts[2 * i], entries, std::move(key), std::move(value));
    if (fault.is_error()) return fault;
  }
  return made(node, Value::map(std::move(entries)));
}

void Evaluator::note_tick(const Node& node, const Value* arguments, std::size_t count) {
  meter_.spend(kStepsPerTick);
  if (node.tick == Tick::compares) {
    horizon_->compared(arguments[0], arguments[1], node.parts[0]->pace - node.parts[1]->pace);
  } else if (node.tick == Tick::reads_field) {
    horizon_->field_read(node.text, arguments, count, node.parts[0]->pace);
  }
}

Value Evaluator::logical(const Node& node, bool absorbing) {
  if (horizon_ != nullptr && node.reads_now) return lasting_logical(node, absorbing);
  Value other;
  const auto found = joined(node, absorbing, other);
  return found == Truth::neither ? other : Value::boolean(found == Truth::yes);
}

// && and ||. A part that comes to `absorbing`, which is false for && and true for ||, decides,
// whatever errors there are in other parts, before or behind it. `other` becomes the first error.
Truth Evaluator::joined(const Node& node, bool absorbing, Value& other) {
  const auto deciding = absorbing ? Truth::yes : Truth::no;
  bool failed = false;
  for (const auto* part : node.parts) {
    Value value;
    const auto found = truth(*part, value);
    if (found == deciding) return deciding;
    if (found != Truth::neither || failed) continue;
    failed = true;
    other = not_bool(*part, value);
  }
  if (failed) return Truth::neither;
  return absorbing ? Truth::no : Truth::yes;
}

// The value of a condition. Comparisons, and conditions that are made of others, make no Value of
// their outcome.
Truth Evaluator::truth(const Node& node, Value& other) {
  const bool joins = is_joined(node);
  if (plain_ && (joins || node.relation != Relation::none)) {
    if (meter_.spend(1))
      return joins ? joined(node, node.kind == NodeKind::logical_or, other) : compare(node, other);
    other = over_limit(node);
    return Truth::neither;
  }
  other = value_of(node);
  if (!other.is(Kind::boolean)) return Truth::neither;
  return other.as_bool() ? Truth::yes : Truth::no;
}

// The same, with all parts evaluated. The outcome lasts as long as the longest-lasting part that
// decides, whatever the other parts do meanwhile.
Value Evaluator::lasting_logical(const Node& node, bool absorbing) {
  Value error;
  bool decided = false;
  Wide all = Horizon::kForever;
  Wide deciding = 0;
  for (const auto* part : node.parts) {
    Wide until = 0;
    auto value = apart(until, [this, part] { return value_of(*part); });
    if (value.is(Kind::boolean) && value.as_bool() == absorbing) {
      decided = true;
      deciding = std::max(deciding, until);
      if (deciding == Horizon::kForever) break;
    } else if (!value.is(Kind::boolean) && !error.is_error()) {
      error = not_bool(*part, value);
    }
    all = std::min(all, until);
  }
  horizon_->until = std::min(horizon_->until, decided ? deciding : all);
  if (decided) return Value::boolean(absorbing);
  return error.is_error() ? error : Value::boolean(!absorbing);
}

Value Evaluator::conditional(const Node& node) {
  const auto condition = value_of(*node.parts[0]);
  if (!condition.is(Kind::boolean)) return not_bool(*node.parts[0], condition);
  return value_of(*node.parts[condition.as_bool() ? 1 : 2]);
}

}  // namespace baton::cel

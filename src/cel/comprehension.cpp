#include "cel/evaluator.hpp"
#include "cel/value_words.hpp"

#include <algorithm>
#include <utility>

namespace baton::cel {

namespace {

using Kind = Value::Kind;

}  // namespace

Value Evaluator::comprehension(const Node& node) {
  auto range = value_of(*node.parts[0]);
  if (range.is_error()) return range;
  switch (node.macro) {
    case Macro::all: return quantify(node, range, false);
    case Macro::exists: return quantify(node, range, true);
    case Macro::exists_one: return exists_one(node, range);
    case Macro::map:
    case Macro::transform_list: return collect_list(node, range);
    case Macro::transform_map:
    case Macro::transform_map_entry: return collect_map(node, range);
    case Macro::filter: return filter(node, range);
    case Macro::opt_map:
    case Macro::opt_flat_map: return optional_map(node, range);
    case Macro::sort_by: return sort_by(node, range);
    case Macro::bind:
      locals_[static_cast<std::size_t>(node.slot)] = std::move(range);
      return value_of(*node.parts[2]);
    case Macro::none: break;
  }
  return fail(node, core::Errc::internal, "unknown macro");
}

// Sets the macro's variables for one element after the other and calls visit(), until that returns
// false. One variable is the element of a list or the key of a map; two are index and element, or
// key and value. The result is an error if the range is neither list nor map.
template <class Visit>
Value Evaluator::each(const Node& node, const Value& range, Visit visit) {
  const auto slot = static_cast<std::size_t>(node.slot);
  const bool two = node.variables.size() == 2;
  if (range.is(Kind::list)) {
    const auto count = range.size();
    for (std::size_t i = 0; i < count && meter_.spend(1); ++i) {
      if (two) locals_[slot] = Value::integer(static_cast<std::int64_t>(i));
      locals_[slot + (two ? 1 : 0)] = range.at(i);
      if (!visit()) break;
    }
    return {};
  }
  if (!range.is(Kind::map)) {
    return fail(*node.parts[0], core::Errc::invalid,
                source(*node.parts[0]) + ": expected a list or map, got " + in_words(range));
  }
  range.for_each([&](const Value& key, const Value& value) {
    locals_[slot] = key;
    if (two) locals_[slot + 1] = value;
    return meter_.spend(1) && visit();
  });
  return {};
}

// all() and exists(). An element whose condition comes to `absorbing`, which is false for all() and
// true for exists(), decides, whatever errors there are in others.
Value Evaluator::quantify(const Node& node, const Value& range, bool absorbing) {
  Value error;
  bool decided = false;
  const auto& body = *node.parts[2];
  Wide all = Horizon::kForever;
  // The horizon of the last element that was looked at. If any element decides, it is this one.
  Wide until = Horizon::kForever;
  auto fault = each(node, range, [&] {
    Value other;
    const auto found =
        horizon_ == nullptr ? truth(body, other) : apart(until, [&] { return truth(body, other); });
    all = std::min(all, until);
    decided = found == (absorbing ? Truth::yes : Truth::no);
    if (found == Truth::neither && !error.is_error()) error = not_bool(body, other);
    return !decided;
  });
  if (horizon_ != nullptr) horizon_->until = std::min(horizon_->until, decided ? until : all);
  if (fault.is_error()) return fault;
  if (decided) return Value::boolean(absorbing);
  return error.is_error() ? error : Value::boolean(!absorbing);
}

Value Evaluator::exists_one(const Node& node, const Value& range) {
  Value error;
  std::size_t found = 0;
  auto fault = each(node, range, [&] {
    auto value = value_of(*node.parts[2]);
    if (!value.is(Kind::boolean)) error = not_bool(*node.parts[2], value);
    if (value.is_true()) ++found;
    return !error.is_error();
  });
  if (fault.is_error()) return fault;
  return error.is_error() ? error : Value::boolean(found == 1);
}

// map() and transformList(), with or without a filter.
Value Evaluator::collect_list(const Node& node, const Value& range) {
  Value error;
  Value::List items;
  auto fault = each(node, range, [&] {
    if (node.parts[1] != nullptr) {
      auto wanted = value_of(*node.parts[1]);
      if (!wanted.is(Kind::boolean)) error = not_bool(*node.parts[1], wanted);
      if (!wanted.is_true()) return !error.is_error();
    }
    items.push_back(value_of(*node.parts[2]));
    if (items.back().is_error()) error = items.back();
    return !error.is_error();
  });
  if (fault.is_error()) return fault;
  return error.is_error() ? error : Value::list(std::move(items));
}

Value Evaluator::filter(const Node& node, const Value& range) {
  Value error;
  Value::List items;
  const auto slot = static_cast<std::size_t>(node.slot);
  auto fault = each(node, range, [&] {
    auto wanted = value_of(*node.parts[2]);
    if (!wanted.is(Kind::boolean)) error = not_bool(*node.parts[2], wanted);
    if (wanted.is_true()) items.push_back(locals_[slot]);
    return !error.is_error();
  });
  if (fault.is_error()) return fault;
  return error.is_error() ? error : Value::list(std::move(items));
}

// transformMap() keeps the keys and computes the values. transformMapEntry() computes maps, which
// are joined.
Value Evaluator::collect_map(const Node& node, const Value& range) {
  Value error;
  Value::Entries entries;
  const auto slot = static_cast<std::size_t>(node.slot);
  auto fault = each(node, range, [&] {
    if (node.parts[1] != nullptr) {
      auto wanted = value_of(*node.parts[1]);
      if (!wanted.is(Kind::boolean)) error = not_bool(*node.parts[1], wanted);
      if (!wanted.is_true()) return !error.is_error();
    }
    const auto key = locals_[slot];
    auto value = value_of(*node.parts[2]);
    if (value.is_error()) {
      error = std::move(value);
    } else if (node.macro == Macro::transform_map_entry) {
      error = add_entries(node, entries, value);
    } else {
      entries.emplace_back(key,
                           std::move(value));  // keys of a map and indexes of a list do not repeat
    }
    return !error.is_error();
  });
  if (fault.is_error()) return fault;
  return error.is_error() ? error : Value::map(std::move(entries));
}

Value Evaluator::add_entries(const Node& node, Value::Entries& entries, const Value& addition) {
  if (!addition.is(Kind::map)) {
    return fail(*node.parts[2], core::Errc::invalid,
                "transformMapEntry expects a map, got " + in_words(addition));
  }
  Value fault;
  addition.for_each([&](const Value& key, const Value& value) {
    fault = add_entry(*node.parts[2], entries, key, value);
    return !fault.is_error();
  });
  return fault;
}

Value Evaluator::optional_map(const Node& node, const Value& target) {
  if (!target.is(Kind::optional)) {
    return fail(node, core::Errc::invalid,
                source(*node.parts[0]) + ": expected an optional, got " + in_words(target));
  }
  if (!target.has_value()) return target;
  locals_[static_cast<std::size_t>(node.slot)] = target.optional_value();
  auto value = value_of(*node.parts[2]);
  if (value.is_error()) return value;
  if (node.macro == Macro::opt_map) return Value::optional_of(std::move(value));
  if (value.is(Kind::optional)) return value;
  return fail(*node.parts[2], core::Errc::invalid,
              "optFlatMap expects an optional, got " + in_words(value));
}

Value Evaluator::sort_by(const Node& node, const Value& range) {
  if (!range.is(Kind::list))
    return fail(node, core::Errc::invalid, "sortBy expects a list, got " + in_words(range));
  struct Keyed {
    Value key;
    Value item;
  };
  std::vector<Keyed> items;
  Value error;
  const auto slot = static_cast<std::size_t>(node.slot);
  each(node, range, [&] {
    const auto item = locals_[slot];
    items.push_back({value_of(*node.parts[2]), item});
    const auto& key = items.back().key;
    if (key.is_error()) {
      error = key;
    } else if (!has_order(items.front().key, key) || items.front().key.kind() != key.kind()) {
      error = fail(*node.parts[2], core::Errc::invalid,
                   "sortBy expects keys of one type that has an order");
    }
    return !error.is_error();
  });
  if (error.is_error()) return error;
  if (!meter_.spend(sort_cost(items.size()))) return over_limit(node);
  std::stable_sort(items.begin(), items.end(), [this](const Keyed& left, const Keyed& right) {
    return sorts_before(meter_, left.key, right.key);
  });
  if (meter_.over()) return over_limit(node);
  Value::List sorted;
  sorted.reserve(items.size());
  for (auto& item : items) sorted.push_back(std::move(item.item));
  return Value::list(std::move(sorted));
}

}  // namespace baton::cel

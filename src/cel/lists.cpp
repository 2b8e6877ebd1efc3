#include "cel/functions.hpp"
#include "cel/value_words.hpp"

#include <algorithm>
#include <bit>
#include <utility>

// The functions of cel-go's lists extension. reverse() is with those of strings, and sortBy() is a
// macro.
namespace baton::cel {
namespace {

using Kind = Value::Kind;

Value slice(const Call& call, const Value* a, std::size_t count) {
  if (!a[0].is(Kind::list) || !a[1].is(Kind::integer) || !a[2].is(Kind::integer))
    return no_overload(call, a, count);
  const auto size = static_cast<std::int64_t>(a[0].size());
  const auto begin = a[1].as_int();
  const auto end = a[2].as_int();
  if (begin < 0 || end < begin || end > size) {
    return failure(core::Errc::invalid, "slice(" + std::to_string(begin) + ", " +
                                            std::to_string(end) + ") of a list of " +
                                            std::to_string(size));
  }
  if (!call.meter.make_list(static_cast<std::size_t>(end - begin))) return over_limit(call);
  Value::List items;
  for (auto i = begin; i < end; ++i) items.push_back(a[0].at(static_cast<std::size_t>(i)));
  return Value::list(std::move(items));
}

bool flatten_into(const Call& call, const Value& list, std::int64_t depth, Value::List& items) {
  const auto size = list.size();
  if (!call.meter.make_list(size)) return false;
  for (std::size_t i = 0; i < size; ++i) {
    auto item = list.at(i);
    if (!item.is(Kind::list) || depth == 0) {
      items.push_back(std::move(item));
    } else if (!flatten_into(call, item, depth - 1, items)) {
      return false;
    }
  }
  return true;
}

Value flatten(const Call& call, const Value* a, std::size_t count) {
  if (!a[0].is(Kind::list) || (count == 2 && !a[1].is(Kind::integer)))
    return no_overload(call, a, count);
  const auto depth = count == 2 ? a[1].as_int() : 1;
  if (depth < 0)
    return failure(core::Errc::invalid,
                   "flatten() expects a depth of 0 or more, got " + std::to_string(depth));
  Value::List items;
  if (!flatten_into(call, a[0], depth, items)) return over_limit(call);
  return Value::list(std::move(items));
}

Value sort(const Call& call, const Value* a, std::size_t count) {
  if (!a[0].is(Kind::list)) return no_overload(call, a, count);
  const auto size = a[0].size();
  if (!call.meter.make_list(size)) return over_limit(call);
  Value::List items;
  items.reserve(size);
  for (std::size_t i = 0; i < size; ++i) {
    items.push_back(a[0].at(i));
    if (!has_order(items.front(), items.back()) || items.front().kind() != items.back().kind()) {
      return failure(
          core::Errc::invalid,
          "sort() expects a list of one type that has an order, got " + in_words(items.back()));
    }
  }
  if (!call.meter.spend(sort_cost(size))) return over_limit(call);
  std::stable_sort(items.begin(), items.end(), [&call](const Value& left, const Value& right) {
    return sorts_before(call.meter, left, right);
  });
  if (call.meter.over()) return over_limit(call);
  return Value::list(std::move(items));
}

Value distinct(const Call& call, const Value* a, std::size_t count) {
  if (!a[0].is(Kind::list)) return no_overload(call, a, count);
  const auto size = a[0].size();
  Value::List items;
  for (std::size_t i = 0; i < size; ++i) {
    auto item = a[0].at(i);
    const auto size_of_one = weight(item, call.meter.left());
    if (!call.meter.spend(size_of_one + size_of_one * items.size() / 8)) return over_limit(call);
    const auto same = [&item](const Value& known) { return known.equals(item); };
    if (std::none_of(items.begin(), items.end(), same)) items.push_back(std::move(item));
  }
  return Value::list(std::move(items));
}

Value range(const Call& call, const Value* a, std::size_t count) {
  if (!a[0].is(Kind::integer)) return no_overload(call, a, count);
  const auto size = std::max<std::int64_t>(a[0].as_int(), 0);
  if (!call.meter.make_list(static_cast<std::size_t>(size))) return over_limit(call);
  Value::List items;
  items.reserve(static_cast<std::size_t>(size));
  for (std::int64_t i = 0; i < size; ++i) items.push_back(Value::integer(i));
  return Value::list(std::move(items));
}

Value first(const Call& call, const Value* a, std::size_t count) {
  if (!a[0].is(Kind::list)) return no_overload(call, a, count);
  return a[0].size() == 0 ? Value::optional_none() : Value::optional_of(a[0].at(0));
}

Value last(const Call& call, const Value* a, std::size_t count) {
  if (!a[0].is(Kind::list)) return no_overload(call, a, count);
  return a[0].size() == 0 ? Value::optional_none() : Value::optional_of(a[0].at(a[0].size() - 1));
}

}  // namespace

std::size_t sort_cost(std::size_t count) { return count * std::bit_width(count) / 4; }

bool sorts_before(Budget& budget, const Value& left, const Value& right) {
  if (left.is(Kind::string) || left.is(Kind::bytes)) {
    const auto compared = std::min(left.as_string().size(), right.as_string().size());
    if (!budget.spend(compared / 16)) return false;
  }
  return order(left, right) < 0;
}

void add_lists(FunctionTable& table) {
  table.add("slice", slice, {"m list(A), int, int -> list(A)"});
  table.add("flatten", flatten, {"m list(list(A)) -> list(A)", "m list(dyn), int -> list(dyn)"});
  table.add("sort", sort, {"m list(A) -> list(A)"});
  table.add("distinct", distinct, {"m list(A) -> list(A)"});
  table.add("lists.range", range, {"int -> list(int)"});
  table.add("first", first, {"m list(A) -> optional_type(A)"});
  table.add("last", last, {"m list(A) -> optional_type(A)"});
}

}  // namespace baton::cel

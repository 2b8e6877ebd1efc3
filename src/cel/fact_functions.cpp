#include "baton/cel/expression.hpp"
#include "baton/core/fact.hpp"
#include "cel/functions.hpp"

#include <optional>
#include <string>
#include <utility>

// fact(name) and fact(name, key): values from outside any run. The resolver turns facts.name[key]
// and facts.name.key into the latter. Of facts.name.?key, has(facts.name.key) and the like it makes
// optional calls, which are absent if the fact has no value yet.
namespace baton::cel {
namespace {

using Kind = Value::Kind;

// What it costs to look a fact up.
constexpr std::size_t kLookUpSteps = 100;

Value fact(const Call& call, const Value* a, std::size_t count) {
  if (count < 1 || count > 2 || !a[0].is(Kind::string)) return no_overload(call, a, count);
  std::optional<std::string> key;
  if (count == 2 && !(key = a[1].key_text())) return no_overload(call, a, count);
  if (!call.meter.spend(kLookUpSteps) || !spend_reading(call, a[0])) return over_limit(call);
  if (count == 2 && a[1].is(Kind::string) && !spend_reading(call, a[1])) return over_limit(call);
  auto* source = call.names == nullptr ? nullptr : call.names->outside().facts;
  if (source == nullptr)
    return failure(core::Errc::unavailable, "facts are needed, and there are none here");
  const auto read = source->read(a[0].as_string(), key);
  const bool optional = call.node.optional;
  if (!read && optional && read.error().code == core::Errc::not_found)
    return Value::optional_none();
  if (!read) return failure(read.error());
  auto value = Value::borrow((*read)->value).own();
  if (!call.meter.spend(weight(value, call.meter.left()))) return over_limit(call);
  return optional ? Value::optional_of(std::move(value)) : value;
}

}  // namespace

void add_facts(FunctionTable& table) {
  table.add("fact", fact, {"string -> dyn", "string, dyn -> dyn"});
}

}  // namespace baton::cel

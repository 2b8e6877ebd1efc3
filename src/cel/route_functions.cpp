#include "baton/cel/expression.hpp"
#include "baton/routing/routes.hpp"
#include "cel/functions.hpp"

#include <string>

// route(name, inputs): what a decision table gives for these inputs.
namespace baton::cel {
namespace {

using Kind = Value::Kind;

Value route(const Call& call, const Value* a, std::size_t count) {
  if (count != 2 || !a[0].is(Kind::string) || !a[1].is(Kind::map))
    return no_overload(call, a, count);
  if (!spend_reading(call, a[0]) || !call.meter.spend(weight(a[1], call.meter.left())))
    return over_limit(call);
  const auto* tables = call.names == nullptr ? nullptr : call.names->outside().routes;
  if (tables == nullptr)
    return failure(core::Errc::unavailable, "route() needs the routes, and there are none here");
  const auto table = tables->named(a[0].as_string());
  if (!table) return failure(table.error());
  // Each row looks at each of its inputs at most once.
  if (!call.meter.spend((*table)->rows().size() * ((*table)->inputs().size() + 1)))
    return over_limit(call);
  auto left = call.meter.left();
  const auto inputs = a[1].to_json(left);
  if (!inputs) return failure(inputs.error());
  const auto answer = (*table)->answer(*inputs);
  return answer ? Value::borrow(*answer).own() : failure(answer.error());
}

}  // namespace

void add_routes(FunctionTable& table) {
  table.add("route", route, {"string, map(string, dyn) -> dyn"});
}

}  // namespace baton::cel

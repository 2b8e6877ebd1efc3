#include "runtime/asked_by_routes.hpp"

#include "baton/core/json.hpp"

#include <string>
#include <utility>
#include <vector>

namespace baton::runtime {

namespace {

// Whom a row asks, as engine::ask_route() reads it.
identity::RowAsks asks_of(const routing::Row& row) {
  identity::RowAsks asks{row.name, core::text_at(row.then, "group")};
  if (const auto* users = core::find(row.then, "users"); users != nullptr && users->is_array()) {
    for (const auto& user : *users)
      if (user.is_string()) asks.users.push_back(user.get<std::string>());
  }
  if (const auto* count = core::find(row.then, "count");
      count != nullptr && count->is_number_integer())
    asks.count = count->get<int>();
  return asks;
}

}  // namespace

identity::AskedByRoutes asked_by_routes(const core::Template& workflow,
                                        const routing::Routes* routes) {
  identity::AskedByRoutes asked;
  if (routes == nullptr) return asked;
  for (const auto& step : workflow.steps) {
    const auto* routing = core::routing_of(step);
    const auto table = routing == nullptr ? nullptr : routes->find(routing->route);
    if (table == nullptr) continue;
    auto& rows = asked[routing->route];
    rows.clear();
    for (const auto& row : table->rows()) rows.push_back(asks_of(row));
  }
  return asked;
}

}  // namespace baton::runtime

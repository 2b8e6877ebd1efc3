#include "engine/routing.hpp"

#include "baton/core/text.hpp"
#include "baton/routing/routes.hpp"
#include "engine/verbs/common.hpp"

#include <algorithm>
#include <utility>

namespace baton::engine {

namespace {

using core::Json;

void add_new(std::vector<std::string>& all, const std::string& one) {
  if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
}

// Adds those whom a row names.
void add_row(Routed& routed, const Json& then) {
  if (auto group = core::text_at(then, "group"); !group.empty()) add_new(routed.groups, group);
  if (const auto* users = core::find(then, "users"))
    for (const auto& user : *users) add_new(routed.users, user.get<std::string>());
  if (const auto* count = core::find(then, "count"))
    routed.count = std::max(routed.count, count->get<int>());
}

core::Result<Routed> ask(const routing::Routes* tables, const std::string& name, Json with) {
  if (tables == nullptr)
    return core::Error{core::Errc::unavailable,
                       "the route \"" + name + "\" is needed, and there are no routes here"};
  const auto table = tables->named(name);
  if (!table) return table.error();
  const auto rows = (*table)->choose(with);
  if (!rows) return rows.error();
  Routed routed;
  Json names = Json::array();
  for (const auto* row : *rows) {
    add_row(routed, row->then);
    names.push_back(row->name);
  }
  if (routed.groups.empty() && routed.users.empty())
    return core::Error{core::Errc::not_found,
                       names.empty() ? "no row of the route \"" + name + "\" takes " +
                                           core::one_line(core::dump(with), 300)
                                     : "the route \"" + name + "\" names nobody",
                       {},
                       "a row names a group or users"};
  routed.how = {{"route", name}, {"rows", std::move(names)}, {"with", std::move(with)}};
  return routed;
}

}  // namespace

std::optional<Routed> ask_route(Draft& draft, const PlanStep& step, const core::Routing& routing,
                                const DocumentPtr& with) {
  auto values = render(draft, step, with, "by.with");
  if (!values) return std::nullopt;
  if (values->is_null()) *values = Json::object();
  auto routed = ask(draft.moment.routes, routing.route, std::move(*values));
  if (routed) return *std::move(routed);
  fail(draft, step, "route", "by: " + routed.error().text());
  return std::nullopt;
}

std::string by_route(const Json& routed) {
  if (routed.is_null()) return {};
  std::vector<std::string> names;
  if (const auto* rows = core::find(routed, "rows"); rows != nullptr && rows->is_array())
    for (const auto& row : *rows)
      if (row.is_string()) names.push_back('"' + row.get<std::string>() + '"');
  return std::string("by ") + (names.size() == 1 ? "row " : "rows ") + core::join(names, " and ") +
         " of the route \"" + core::text_at(routed, "route") + '"';
}

}  // namespace baton::engine

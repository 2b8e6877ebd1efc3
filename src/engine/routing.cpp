#include "engine/routing.hpp"

#include "baton/calendar/duration.hpp"
#include "baton/core/text.hpp"
#include "baton/routing/routes.hpp"
#include "engine/bounds.hpp"
#include "engine/facts.hpp"
#include "engine/lengths.hpp"
#include "engine/service_levels.hpp"
#include "engine/verbs/common.hpp"
#include "engine/waits.hpp"

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
  if (auto sla = core::text_at(then, "sla"); !sla.empty()) add_new(routed.slas, sla);
}

// The length of time that ends first. One that cannot be counted now is taken only if it is the
// only one; the clock of the step then says why.
std::string shortest_sla(const DecisionDraft& draft, const PlanStep& step,
                         const std::vector<std::string>& of) {
  std::string shortest = of.front();
  std::optional<core::Time> ends;
  for (const auto& text : of) {
    const auto length = calendar::parse_span(text);
    if (!length) continue;
    const auto end = time_after(draft.plan, draft.moment, sla_calendar(step), *length);
    if (!end || (ends && *ends <= *end)) continue;
    shortest = text;
    ends = *end;
  }
  return shortest;
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
                       names.empty()
                           ? "no row of the route \"" + name + "\" takes " +
                                 core::one_line(core::dump(core::with_plain_numbers(with)), 300)
                           : "the route \"" + name + "\" names nobody",
                       {},
                       "a row names a group or users"};
  routed.how = {{"route", name}, {"rows", std::move(names)}, {"with", std::move(with)}};
  return routed;
}

// Asks the table, and keeps with the answer how long the step may take, and what its inputs have
// read of facts.
core::Result<Routed> find_route(DecisionDraft& draft, const PlanStep& step,
                                const core::Routing& routing, const DocumentPtr& with) {
  note_facts(draft, step.ref);  // what was read before is not the route's
  auto values = with->render(draft.names_of(step));
  auto facts = draft.facts_read();
  if (!values) return values.error();
  if (auto why = too_large(draft.run(), *values, "with"); !why.empty())
    return core::Error{core::Errc::too_large, std::move(why)};
  if (values->is_null()) *values = Json::object();
  auto routed = ask(draft.moment.routes, routing.route, *std::move(values));
  if (routed && !facts.is_null()) routed->how["facts"] = std::move(facts);
  if (routed && !routed->slas.empty()) routed->how["sla"] = shortest_sla(draft, step, routed->slas);
  return routed;
}

}  // namespace

std::optional<Routed> ask_route(DecisionDraft& draft, const PlanStep& step,
                                const core::Routing& routing, const DocumentPtr& with,
                                std::optional<Routed> found) {
  if (found) {
    note_facts(draft, step.ref);  // what was read since is not the route's
    return found;
  }
  auto routed = find_route(draft, step, routing, with);
  if (routed) return *std::move(routed);
  fail(draft, step, "route", "by: " + routed.error().text());
  return std::nullopt;
}

std::optional<Routed> ask_route_again(DecisionDraft& draft, const PlanStep& step,
                                      const core::Routing& routing, const DocumentPtr& with,
                                      const Json& before) {
  auto routed = find_route(draft, step, routing, with);
  if (!routed) {
    note_on(draft, step, "its route cannot be asked again: " + routed.error().text());
    return std::nullopt;
  }
  if (routed->how.at("rows") == before.value("rows", Json())) return std::nullopt;
  return *std::move(routed);
}

const Json& routed_of(const core::StepState& state) {
  static const Json none;
  if (state.task) return state.task->request.routed;
  return state.approval ? state.approval->request.routed : none;
}

std::optional<core::Span> length_by_route(const core::StepState& state) {
  const auto text = core::text_at(routed_of(state), "sla");
  if (text.empty()) return std::nullopt;
  const auto length = calendar::parse_span(text);
  return length ? std::optional(*length) : std::nullopt;
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

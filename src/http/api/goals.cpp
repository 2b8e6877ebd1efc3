#include "baton/context/cited.hpp"
#include "baton/goals/standing.hpp"
#include "baton/goals/tree.hpp"
#include "baton/insight/flow.hpp"
#include "baton/runtime/damage.hpp"
#include "baton/runtime/goal_status.hpp"
#include "baton/runtime/goal_work.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/runtime/unknown.hpp"
#include "baton/views/run.hpp"
#include "http/api/answer.hpp"
#include "http/api/goal_coverage.hpp"
#include "http/api/handlers.hpp"
#include "http/api/kpi_figures.hpp"

#include <algorithm>
#include <set>
#include <utility>

// What the work is for: goals and initiatives with what belongs to them, and what belongs to none.
namespace baton::http {
namespace {

// How many of the runs that stand in the way are told of one goal.
constexpr std::size_t kBlockingMax = 50;

core::Json standing_json(const goals::Node& node, const goals::GoalStanding& standing,
                         const runtime::GoalWork& work) {
  core::Json json = goals::to_json(node);
  json["state"] = to_text(standing.state);
  json["sentence"] = standing.sentence;
  json["open"] = standing.open;
  json["late"] = standing.late;
  json["stopped"] = standing.stopped;
  json["at_least"] = standing.at_least;
  json["more_open"] = standing.more_open;
  json["blocking"] = standing.blocking.size();
  json["unreadable"] = runtime::unreadable_json(work.damaged(node));
  return json;
}

core::Json standing_json(const goals::Node& node, const runtime::GoalWork& work) {
  return standing_json(node, work.standing(node), work);
}

// How many actions of active workflows belong to a goal or to what is beneath it.
std::int64_t actions_beneath(const std::vector<WorkflowActions>& all, const goals::Tree& tree,
                             const goals::Node& node) {
  std::int64_t actions = 0;
  for (const auto& of : all) {
    const auto* own = tree.of(of.workflow, of.goal);
    if (own == nullptr) continue;
    const auto chain = tree.chain(*own);
    if (std::find(chain.begin(), chain.end(), &node) != chain.end())
      actions += static_cast<std::int64_t>(of.actions.size());
  }
  return actions;
}

core::Json chain_json(const goals::Tree& tree, const goals::Node& node) {
  core::Json chain = core::Json::array();
  for (const auto* one : tree.chain(node)) {
    chain.push_back({{"kind", to_text(one->kind)}, {"name", one->name}, {"title", one->title}});
    if (one->due) chain.back()["due"] = core::to_rfc3339(*one->due);
  }
  return chain;
}

// The goal that is asked for by what stands for it in another system, "jira:MKT-12".
core::Result<const goals::Node*> linked(const goals::Tree& tree, const std::string& link) {
  const auto colon = link.find(':');
  const auto* node = colon == std::string::npos
                         ? nullptr
                         : tree.linked(link.substr(0, colon), link.substr(colon + 1));
  if (node != nullptr) return node;
  return core::Error{core::Errc::not_found,
                     "no goal is linked to \"" + core::one_line(link, 80) + "\"",
                     {},
                     colon == std::string::npos
                         ? "write the name of the system before the key: jira:MKT-12"
                         : "links: of a goal says what stands for it elsewhere"};
}

core::Json actions_json(const WorkflowActions& of) {
  core::Json actions = core::Json::array();
  for (const auto& step : of.actions)
    actions.push_back({{"step", step.name},
                       {"title", step.title},
                       {"connection", step.connection},
                       {"operation", step.operation}});
  return {{"workflow", of.workflow},
          {"version", of.version},
          {"goal", of.goal},
          {"actions", std::move(actions)}};
}

// The action of a step, as the first link of a way up.
core::Result<core::Json> action_link(ports::Templates& queries, runtime::PlanCache& plans,
                                     const ports::RunRow& row, const std::string& step) {
  const auto steps = runtime::outline(queries, plans, row.workflow, row.version);
  const auto name = core::StepRef::of_key(step).name;
  const auto found = std::find_if(steps.begin(), steps.end(),
                                  [&name](const auto& one) { return one.name == name; });
  if (found == steps.end())
    return runtime::no_such_step(row.workflow, steps, core::one_line(step, 64));
  return core::Json{{"kind", "action"},
                    {"name", found->name},
                    {"title", found->title},
                    {"connection", found->connection},
                    {"operation", found->operation}};
}

// From a run, or the action of one of its steps, up to the goal that it is for.
core::Result<core::Json> goal_trace(ports::Queries& queries, runtime::PlanCache& plans,
                                    const goals::Tree& tree, core::RunId id,
                                    const std::string& step) {
  const auto above = runtime::ancestry_of(queries, id);
  if (above.runs.empty()) return no_such(ValueKind::run);
  core::Json chain = core::Json::array();
  if (!step.empty()) {
    auto action = action_link(queries, plans, above.runs.front(), step);
    if (!action) return action.error();
    chain.push_back(*std::move(action));
  }
  const goals::Node* node = nullptr;
  for (const auto& row : above.runs) {
    chain.push_back({{"kind", "run"}, {"name", row.id.text()}, {"title", row.title}});
    chain.push_back({{"kind", "workflow"}, {"name", row.workflow}, {"title", row.workflow}});
    if (node == nullptr) node = tree.of(row.workflow, row.goal);
  }
  if (node != nullptr)
    for (auto& one : chain_json(tree, *node)) chain.push_back(std::move(one));
  std::set<core::RunId> damaged;
  if (above.damaged) damaged.insert(above.damaged);
  return core::Json{{"run", id.text()},
                    {"orphan", node == nullptr && damaged.empty()},
                    {"chain", std::move(chain)},
                    {"unreadable", runtime::unreadable_json(damaged)}};
}

}  // namespace

Answered list_goals(Services& services, Asked& asked) {
  const auto tree = services.parts.runtime.goals();
  const auto kpis = services.parts.runtime.kpis();
  const std::string link = asked.values.text("link");
  const goals::Node* only = nullptr;
  if (!link.empty()) {
    const auto found = linked(*tree, link);
    if (!found) co_return found.error();
    only = *found;
  }
  const auto language = context::language_asked(asked.values.text("lang"));
  if (!language) co_return language.error();
  auto read = [&tree, &kpis, only, language = *language, now = services.parts.clock.now(),
               &plans = services.parts.runtime.plans()](ports::Queries& queries) {
    const runtime::GoalWork work(queries, *tree, now, language);
    KpiFigures figures(queries, plans, insight::day_of(now));
    std::vector<WorkflowActions> actions;
    if (!tree->empty()) {
      figures.look_at(all_of(*kpis));
      actions = workflow_actions(queries, plans);
    }
    core::Json items = core::Json::array();
    for (const auto* node : tree->nodes()) {
      if (only != nullptr && node != only) continue;
      items.push_back(standing_json(*node, work));
      items.back()["depth"] = tree->chain(*node).size() - 1;
      items.back()["actions"] = actions_beneath(actions, *tree, *node);
      items.back()["kpi_states"] = kpis_beneath(figures, *kpis, *tree, *node);
    }
    return items;
  };
  auto items = co_await services.parts.store.read(read);
  co_return whole_list(std::move(items));
}

Answered show_goal(Services& services, Asked& asked) {
  const auto tree = services.parts.runtime.goals();
  const auto kpis = services.parts.runtime.kpis();
  const auto named = tree->named(asked.values.text("name"));
  if (!named) co_return named.error();
  const auto language = context::language_asked(asked.values.text("lang"));
  if (!language) co_return language.error();
  auto read = [&tree, &kpis, &node = **named, language = *language, &clock = services.parts.clock,
               &plans = services.parts.runtime.plans()](
                  ports::Queries& queries) -> core::Result<std::string> {
    const runtime::GoalWork work(queries, *tree, clock.now(), language);
    const auto standing = work.standing(node);
    core::Json json = standing_json(node, standing, work);
    json["chain"] = chain_json(*tree, node);
    KpiFigures figures(queries, plans, insight::day_of(clock.now()));
    json["kpi_states"] = kpis_beneath(figures, *kpis, *tree, node);
    json["measured_by"] = kpis_of(figures, *kpis, node);
    core::Json blocking = core::Json::array();
    for (const auto& each : standing.blocking) {
      if (blocking.size() == kBlockingMax) break;
      blocking.push_back(goals::to_json(each));
    }
    json["blocked_by"] = std::move(blocking);
    core::Json beneath = core::Json::array();
    for (const auto* child : tree->beneath(node.name))
      beneath.push_back(standing_json(*child, work));
    json["beneath"] = std::move(beneath);
    core::Json workflows = core::Json::array();
    for (const auto& of : workflow_actions(queries, plans))
      if (tree->of(of.workflow, of.goal) == &node) workflows.push_back(actions_json(of));
    json["of_workflows"] = std::move(workflows);
    core::Json runs = core::Json::array();
    for (const auto& row : work.rows_of(node)) {
      if (runs.size() == core::kPageSizeDefault) break;
      runs.push_back(views::run(row, clock));
    }
    json["runs"] = std::move(runs);
    return core::dump(json);
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

Answered list_orphans(Services& services, Asked& /*asked*/) {
  const auto tree = services.parts.runtime.goals();
  auto read = [&tree, &plans = services.parts.runtime.plans()](ports::Queries& queries) {
    auto all = workflow_actions(queries, plans);
    const auto covered = coverage(all, *tree);
    return std::pair(orphans(std::move(all), *tree), covered);
  };
  const auto [found, covered] = co_await services.parts.store.read(read);
  core::Json items = core::Json::array();
  for (const auto& of : found) items.push_back(actions_json(of));
  const core::Json body{{"items", std::move(items)},
                        {"next", nullptr},
                        {"coverage",
                         {{"workflows", covered.workflows},
                          {"workflows_covered", covered.workflows_covered},
                          {"actions", covered.actions},
                          {"actions_covered", covered.actions_covered},
                          {"percent", covered.percent()}}}};
  co_return json(body);
}

// From an action up to the goal that it is for: the action, its run, the runs that began that one,
// the workflow, and the goals.
Answered trace_goal(Services& services, Asked& asked) {
  const auto tree = services.parts.runtime.goals();
  auto read = [&tree, id = asked.values.id<core::RunId>("id"), step = asked.values.text("step"),
               &plans = services.parts.runtime.plans()](
                  ports::Queries& queries) -> core::Result<core::Json> {
    return goal_trace(queries, plans, *tree, id, step);
  };
  const auto found = co_await services.parts.store.read(read);
  if (!found) co_return found.error();
  co_return json(*found);
}

Answered show_goal_status(Services& services, Asked& asked) {
  const auto tree = services.parts.runtime.goals();
  const auto kpis = services.parts.runtime.kpis();
  const auto named = tree->named(asked.values.text("name"));
  if (!named) co_return named.error();
  const runtime::StatusOf of{*tree, **named, asked.values.text("week")};
  auto read = [&of, &kpis, lang = asked.values.text("lang"), &clock = services.parts.clock,
               &plans = services.parts.runtime.plans()](
                  ports::Queries& queries) -> core::Result<std::string> {
    const auto found = runtime::goal_status(queries, plans, of, *kpis, clock, lang);
    if (!found) return found.error();
    return core::dump(*found);
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

Answered publish_goal_status(Services& services, Asked& asked) {
  const auto tree = services.parts.runtime.goals();
  const auto named = tree->named(asked.values.text("name"));
  if (!named) co_return named.error();
  const runtime::StatusOf of{*tree, **named, asked.body.text("week")};
  const core::Json given = asked.body.take("text");
  const std::string text = given.is_string() ? given.get<std::string>() : std::string();
  auto read = [&of, &text, actor = asked.principal->actor,
               &clock = services.parts.clock](ports::Queries& queries) {
    return runtime::status_to_publish(queries, of, text, actor, clock);
  };
  auto found = co_await services.parts.store.read(read);
  if (!found) co_return found.error();
  bus::Receipt receipt{found->published, true};
  if (found->event) {
    auto event = *std::move(found->event);
    const auto published = co_await services.parts.bus.publish(std::move(event), 0);
    if (!published) co_return published.error();
    receipt = *published;
  }
  const core::Json body{{"event", receipt.id.text()}, {"repeated", receipt.repeated}};
  co_return json(body, 202);
}

}  // namespace baton::http

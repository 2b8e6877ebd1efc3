#include "runtime/window_reads.hpp"

#include "baton/core/text.hpp"
#include "baton/engine/windows.hpp"
#include "baton/runtime/unknown.hpp"

#include <string_view>
#include <utility>
#include <vector>

namespace baton::runtime {

namespace {

using core::Json;
using core::Result;

Json of_trigger(const engine::PlanTrigger& trigger) {
  return {{"window", std::to_string(trigger.window->id)},
          {"kind", trigger.spec->threshold          ? "threshold"
                   : trigger.spec->window->sequence ? "sequence"
                                                    : "count"},
          {"line", trigger.spec->at.line},
          {"waits_for", engine::window_in_words(trigger)}};
}

// How a key stands, from its row; null if the row cannot be read.
Json of_row(const engine::PlanTrigger& trigger, const ports::WindowRow& row, const WhyNow& now) {
  auto why = engine::why_window(trigger, row.key, row.state, now.steady, now.wall_ahead);
  if (!why) return {};
  if (row.due) (*why)["fires_at"] = core::to_rfc3339(*row.due + now.wall_ahead);
  return std::move(*why);
}

// The rows of a window from a key on, one more than a page has; of one without keys its only row.
std::vector<ports::WindowRow> rows_of(ports::Windows& queries, const engine::PlanTrigger& trigger,
                                      const WindowsAsked& asked) {
  const auto id = trigger.window->id;
  if (trigger.window->by) return queries.windows(id, asked.after, asked.limit + 1);
  auto row = queries.window(id, {});
  return row ? std::vector{std::move(*row)} : std::vector<ports::WindowRow>();
}

// Adds a page of keys. Keys of which nothing counts any more are left out, so that a page may have
// fewer keys than rows were read; whether more follow is told by the rows.
void add_keys(Json& entry, const engine::PlanTrigger& trigger, std::vector<ports::WindowRow> rows,
              std::size_t limit, const WhyNow& now) {
  entry["keys"] = Json::array();
  entry["next"] = nullptr;
  if (rows.size() > limit) {
    rows.pop_back();
    entry["next"] = rows.back().key;
  }
  for (const auto& kept : rows) {
    if (kept.expires <= now.steady && !kept.due) continue;
    if (auto why = of_row(trigger, kept, now); !why.is_null())
      entry["keys"].push_back(std::move(why));
  }
}

// A window is asked for by its name, or, by people, by its line.
bool is_asked_for(const Json& entry, const std::string& window) {
  return window.empty() || entry.at("window") == window ||
         std::to_string(entry.at("line").get<int>()) == window;
}

core::Error no_such_window(const WindowsAsked& asked, const std::vector<std::string>& lines) {
  return {core::Errc::not_found,
          asked.workflow + " has no window and no threshold \"" + asked.window + '"',
          {},
          "expected the line of one, " + core::any_of(lines, " or ") + ", or its name"};
}

}  // namespace

Result<Json> windows(ports::Queries& queries, PlanCache& plans, const WindowsAsked& asked,
                     const WhyNow& now) {
  const auto row = queries.template_version(asked.workflow, 0);
  if (!row) return no_such_workflow(queries, asked.workflow);
  const auto plan = plans.plan(*row);
  if (!plan) return plan.error();
  Json found = Json::array();
  std::vector<std::string> lines;
  for (const auto& trigger : (*plan)->triggers()) {
    if (!trigger.window) continue;
    auto entry = of_trigger(trigger);
    lines.push_back(core::dump(entry.at("line")));
    if (!is_asked_for(entry, asked.window)) continue;
    add_keys(entry, trigger, rows_of(queries, trigger, asked), asked.limit, now);
    found.push_back(std::move(entry));
  }
  if (found.empty() && !lines.empty()) return no_such_window(asked, lines);
  return Json{{"windows", std::move(found)}};
}

void tell_windows(Json& why, const engine::Plan& plan, const core::Event& event, const Json& seen,
                  ports::Queries& queries, const WhyNow& now) {
  auto facts = now.fact_reader(queries);
  const auto found = engine::window_hits(plan, event, seen, now.wall, now.outside(facts));
  for (const auto& hit : found.hits) {
    auto entry = of_trigger(*hit.trigger);
    const auto row = queries.window(hit.trigger->window->id, hit.key);
    auto stands = row ? of_row(*hit.trigger, *row, now) : Json();
    if (stands.is_null())
      stands = {{"key", hit.key}, {"because", "nothing is known of this key any more"}};
    entry.update(stands);
    why["windows"].push_back(std::move(entry));
  }
  for (const auto& error : found.errors) why["windows"].push_back({{"problem", error.text()}});
}

}  // namespace baton::runtime

#include "baton/simulate/trial.hpp"

#include "simulate/walk.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace baton::simulate {

namespace {

using core::Json;

// What is done where nothing is on record, for people.
constexpr std::string_view kDefaults =
    "What the run on record does not have: an action succeeds and gives an empty object, an "
    "approval is given, a task stays undone, and no event comes. Each event is played by itself, "
    "with the facts as they are now.";

Json told(const Way& way) {
  Json json{{"starts", way.starts}};
  if (!way.starts) json["because"] = way.because;
  if (way.starts) {
    json["status"] = way.status;
    json["steps"] = Json::array();
    for (const auto& one : way.steps)
      json["steps"].push_back({{"step", one.step}, {"status", one.status}});
  }
  if (!way.error.empty()) json["error"] = way.error;
  if (way.cut) json["cut"] = true;
  return json;
}

std::map<std::string, std::string> by_step(const Way& way) {
  std::map<std::string, std::string> steps;
  for (const auto& one : way.steps) steps[one.step] = one.status;
  return steps;
}

// The steps that end otherwise in the draft, in its order; those that it does not come to are last.
Json changes(const Way& published, const Way& draft) {
  auto before = by_step(published);
  Json list = Json::array();
  for (const auto& one : draft.steps) {
    const auto found = before.find(one.step);
    const Json was = found == before.end() ? Json() : Json(found->second);
    if (was != one.status)
      list.push_back({{"step", one.step}, {"published", was}, {"draft", one.status}});
    if (found != before.end()) before.erase(found);
  }
  for (const auto& one : published.steps)
    if (before.contains(one.step))
      list.push_back({{"step", one.step}, {"published", one.status}, {"draft", nullptr}});
  return list;
}

// In a word what becomes of an event with the draft. An error that the version before it has too is
// none of the draft.
std::string result_of(const std::optional<Way>& published, const Way& draft, const Json& changed) {
  const bool starts_now = published && published->starts;
  if (!draft.error.empty() && (!published || published->error != draft.error)) return "error";
  if (!draft.starts) return starts_now || !published ? "would_not_start" : "same_path";
  if (!starts_now || !changed.empty() || published->status != draft.status) return "new_path";
  return "same_path";
}

}  // namespace

Json play_trial(const runtime::Trial& trial, const std::function<bool()>& time_is_up) {
  Json events = Json::array();
  std::map<std::string, int> counts{
      {"same_path", 0}, {"new_path", 0}, {"would_not_start", 0}, {"error", 0}};
  for (const auto& tried : trial.events) {
    if (time_is_up()) break;
    std::optional<Way> published;
    if (trial.version > 0) published = Walk(trial, trial.published, tried, time_is_up).go();
    const auto draft = Walk(trial, trial.draft, tried, time_is_up).go();
    // How far a way came by the end of the time says nothing of the draft.
    if ((draft.cut || (published && published->cut)) && time_is_up()) break;
    auto changed = changes(published.value_or(Way{}), draft);
    const auto result = result_of(published, draft, changed);
    ++counts[result];
    events.push_back({{"event", tried.event.id.text()},
                      {"type", tried.event.type},
                      {"received", core::to_rfc3339(tried.event.received)},
                      {"run", tried.run ? Json(tried.run.text()) : Json()},
                      {"result", result},
                      {"changes", std::move(changed)},
                      {"published", published ? told(*published) : Json()},
                      {"draft", told(draft)}});
  }
  const auto left_out = trial.events.size() - events.size();
  return {{"workflow", trial.workflow},
          {"version", trial.version > 0 ? Json(trial.version) : Json()},
          {"defaults", kDefaults},
          {"counts", counts},
          {"left_out", left_out},
          {"looked_to", trial.looked_to ? Json(trial.looked_to.text()) : Json()},
          {"events", std::move(events)}};
}

}  // namespace baton::simulate

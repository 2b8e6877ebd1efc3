#include "app/commands/events_wait.hpp"

#include "app/commands/runs.hpp"
#include "app/words.hpp"
#include "baton/core/ids.hpp"

#include <chrono>

// baton events send --wait: what an event came to.
namespace baton::app::commands {
namespace {

// Soon enough for a person, light for a server.
constexpr std::chrono::milliseconds kLookEvery{300};

// What the event did, once the workflows have looked at it. Only a list tells that, so the list of
// the events after the one before is asked for.
core::Json effect_of(Shell& shell, const std::string& event) {
  const auto id = core::EventId::parse(event);
  if (!id) throw Refused(id.error());
  const std::string before = core::EventId(id->value() - 1).text();
  for (;;) {
    const core::Json page = shell.get("/api/v1/events", {{"after", before}, {"limit", "1"}});
    const core::Json* items = core::find(page, "items");
    const bool found = items != nullptr && items->is_array() && !items->empty() &&
                       core::text_at(items->front(), "id") == event;
    if (!found)  // it was there when the server answered, so it has been deleted since
      throw Refused(core::Error{
          core::Errc::not_found, "the event " + event + " is not kept any more", {}, {}});
    const core::Json* effect = core::find(items->front(), "effect");
    if (effect != nullptr && !flag_at(*effect, "pending")) return *effect;
    shell.world.pause(kLookEvery);
  }
}

core::Json ended(Shell& shell, const std::string& run) {
  for (;;) {
    core::Json now = shell.get(run_path(run));
    if (has_ended(now)) return now;
    shell.world.pause(kLookEvery);
  }
}

}  // namespace

std::vector<core::Json> ended_runs_of(Shell& shell, const std::string& event) {
  const core::Json effect = effect_of(shell, event);
  if (const std::string cause = core::text_at(effect, "parked"); !cause.empty())
    throw Refused(core::Error{core::Errc::conflict,
                              "the event could not be processed: " + cause,
                              {},
                              "baton events parked lists it"});
  std::vector<core::Json> runs;
  const core::Json* started = core::find(effect, "started");
  if (started == nullptr || !started->is_array()) return runs;
  for (const core::Json& run : *started) runs.push_back(ended(shell, core::text_at(run, "id")));
  return runs;
}

}  // namespace baton::app::commands

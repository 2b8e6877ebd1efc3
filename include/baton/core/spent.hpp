#pragma once

#include "baton/core/time.hpp"

#include <optional>
#include <string_view>

// What the time of a run is spent on. Values; any thread.
namespace baton::core {

class Run;

// Where several things happen at once, the first of work, people, backoff and queue counts.
enum class SpentOn {
  // None of its steps has anything to do with the outside: they are ready and have not begun, they
  // sleep, or their gates are closed.
  queue,
  // An action is being performed.
  work,
  // Somebody or something outside is awaited: a decision, an event.
  people,
  // The next attempt at an action, or the next look for its effect, is awaited.
  backoff,
};
// The stable word of it, stored and shown: "queue", …
std::string_view to_text(SpentOn on);
// What has this word; nullopt if nothing has.
std::optional<SpentOn> spent_on(std::string_view text);

// How the time of a run was spent. The four members add up to all of its time.
struct Split {
  Duration queue{};
  Duration work{};
  Duration people{};
  Duration backoff{};

  // Adds time that was spent on this.
  void add(SpentOn on, Duration spent);
  bool operator==(const Split&) const = default;
};

// What the run's time is spent on in its present state.
SpentOn spent_on(const Run& run);

}  // namespace baton::core

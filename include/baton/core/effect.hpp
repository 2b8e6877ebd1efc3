#pragma once

#include "baton/core/event.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/step_ref.hpp"
#include "baton/core/time.hpp"
#include "baton/core/trace.hpp"

#include <optional>
#include <string>
#include <variant>

// What a decision asks the rooms that do I/O to do, once the decision is on disk. Plain values.
namespace baton::core {

// Perform one attempt of an action. All members can be computed again from the run, so that a crash
// loses nothing.
struct StartAction {
  // What is done.
  enum class Mode {
    // Send it.
    perform,
    // The answer of the last attempt was lost: look for its effect by the key first.
    read_back,
  };
  RunId run{};
  // The event from outside that caused the run. Actions of different roots take turns.
  EventId root{};
  StepRef step{};
  int attempt = 1;
  // For read_back, which look for the effect of this attempt it is; 0 after a restart that cut the
  // attempt.
  int look = 0;
  // The idempotency key, which is the same for every attempt.
  std::string key{};
  // The connection and its operation that is performed.
  std::string connection{};
  std::string operation{};
  // What the operation is given, as it was rendered for the first attempt.
  Json input{};
  // The packet that travels with the run's actions.
  Json context{};
  // The action does not begin before this moment (steady time).
  Time not_before{};
  // The longest time of the attempt, from when its request is sent.
  Duration timeout{};
  Mode mode = Mode::perform;
  // For read_back, when the last attempt may have been sent (steady time).
  Time sent_at{};
  // When the step's `retry: for` ends (steady time). The action does not begin after it.
  std::optional<Time> give_up_at{};
  // How urgent it is: 1 is served first, 5 last.
  int priority = 3;
  // The trace of the run. Its span is the run's, and once the action is performed that of the
  // attempt: the parent of what its requests cause elsewhere.
  Trace trace{};
};

// The name of the lane in which an action queues: "jira.create_issue".
std::string lane_of(std::string_view connection, std::string_view operation);

// Put an event on the bus (`emit`, lifecycle).
struct Publish {
  Event event;
};

// A wait was opened: look back over the log for an event that came just before. Of several, the
// oldest is taken, as if the wait had been open when it came. The effects for all events that a
// step waits for stand one behind the other.
struct LookBack {
  RunId run{};
  StepRef step{};
  // Which of the events that the step waits for: its place in StepWaiting::branches().
  int branch = 0;
};

// One thing to do.
using Effect = std::variant<StartAction, Publish, LookBack>;

// How an action's attempt ended.
struct ActionResult {
  // What the result means for the step.
  enum class Kind {
    succeeded,
    // It may work later, and is tried again.
    transient,
    // Not now, and nothing was done. What `scope` names pauses for retry_after.
    throttled,
    // Not yet, and nothing was done: what the action asks for has not come about. The action is
    // performed again after retry_after under the same attempt, until its timeout is over. Nothing
    // else waits.
    pending,
    // It will not work; the step fails.
    permanent,
    // It may have had its effect. That is looked for before it is sent again, after retry_after if
    // that is set.
    unknown,
    // A look found no trace of the effect, and would have found one by now. It may be sent.
    not_found,
    // Nothing was sent, because something is missing or wrong in Baton's own configuration;
    // `message` says what.
    held,
    // It may have had its effect, and nothing can tell. A person decides.
    undecidable,
  };
  // What pauses when the kind is `throttled`.
  enum class Scope {
    // The whole connection.
    connection,
    // This operation of the connection.
    operation,
    // This action alone.
    action,
  };
  Kind kind = Kind::succeeded;
  // The output of a successful action.
  Json output{};
  // "http_503", "timeout", "INVALID_SESSION_ID"; may be empty.
  std::string code{};
  // What went wrong, for people; may be empty.
  std::string message{};
  // How long the other side asks to wait; zero if it did not say.
  Duration retry_after{};
  // The attempt may have had its effect, whatever `kind` says. Doing it twice has no second effect.
  bool in_doubt = false;
  // What pauses when the kind is `throttled`.
  Scope scope = Scope::connection;
  // When the kind is `throttled`: requests came faster than the other side takes them, so that they
  // are sent at a lower rate after the pause. False where the rate is not the reason.
  bool too_fast = true;
  // If the attempt did not succeed, the request and its answer for people, a few KiB without
  // secrets: schema Exchange of docs/openapi.yaml. Null if nothing is known of them.
  Json exchange{};
  // How long the attempt waited before it was sent, from the moment at which it could have been. A
  // connector tells how long it waited for the connection's own rate limit; the dispatcher adds how
  // long the attempt waited before that. Zero for a look for the effect.
  Duration waited{};
  // The attempt was given up before anything was sent.
  bool unsent = false;
};

// The code and the message, "http_503: try later"; only one of them if the other is empty.
std::string reason_of(const ActionResult& result);
// The stable word of a kind, stored and shown: "succeeded", "transient", …
std::string_view to_text(ActionResult::Kind kind);
// The kind of this word; nullopt if no kind has it.
std::optional<ActionResult::Kind> action_result_kind(std::string_view text);

}  // namespace baton::core

#pragma once

#include "baton/core/event.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/step_ref.hpp"
#include "baton/core/time.hpp"

#include <optional>
#include <string>
#include <variant>

// What the shell has to do once a decision is on disk.
namespace baton::core {

// Perform one attempt of an action. All of it can be had again from the run: a crash loses nothing.
struct StartAction {
  enum class Mode {
    perform,
    read_back,  // the last attempt's answer was lost: look for its effect by key first
  };
  RunId run{};
  EventId root{};  // of the run: the event from outside that caused it; actions of different ones
                   // take turns
  StepRef step{};
  int attempt = 1;
  int look = 0;  // read_back: which look for this attempt's effect it is; 0 after a restart that
                 // cut the attempt
  std::string key{};  // idempotency key, the same for every attempt
  std::string connection{};
  std::string operation{};
  Json input{};
  Json context{};  // the packet that travels
  Time not_before{};
  Duration timeout{};  // of the attempt, from when its request is sent
  Mode mode = Mode::perform;
  Time sent_at{};  // read_back: when the last attempt may have been sent, in steady time
  std::optional<Time>
      give_up_at{};  // when the step's `retry: for` ends, in steady time: not begun after it
};

// What an action queues in: "jira.create_issue".
std::string lane_of(std::string_view connection, std::string_view operation);

// Put an event on the bus (`emit`, lifecycle).
struct Publish {
  Event event;
};

// A wait was opened: look back over the log for an event that came just before.
struct LookBack {
  RunId run{};
  StepRef step{};
};

using Effect = std::variant<StartAction, Publish, LookBack>;

// How an action's attempt ended.
struct ActionResult {
  enum class Kind {
    succeeded,
    transient,  // may work later: retried
    throttled,  // not now, and nothing was done: the lane of the connection pauses for retry_after
    permanent,  // will not work: the step fails
    unknown,    // it may have had its effect: looked for before it is sent again, after retry_after
                // when that is set
    not_found,  // read_back found no trace, and would have by now: it may be sent
    held,       // nothing was sent: our own configuration is in the way, and `message` says how
    undecidable,  // it may have had its effect, and nothing can tell: a person decides
  };
  Kind kind = Kind::succeeded;
  Json output{};
  std::string code{};  // "http_503", "timeout", "INVALID_SESSION_ID"
  std::string message{};
  Duration retry_after{};  // zero: not said
  bool in_doubt = false;   // it may have had its effect, though it ended otherwise; doing it twice
                           // is doing it once
};

// "http_503: try later", or the one of the two that is there.
std::string reason_of(const ActionResult& result);
std::string_view to_text(ActionResult::Kind kind);
std::optional<ActionResult::Kind> action_result_kind(std::string_view text);

}  // namespace baton::core

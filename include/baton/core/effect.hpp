#pragma once

#include "baton/core/event.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/time.hpp"

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
  std::string step{};
  int attempt = 1;
  std::string key{};  // idempotency key, the same for every attempt
  std::string connection{};
  std::string operation{};
  Json input{};
  Json context{};  // the packet that travels
  Time not_before{};
  Duration timeout{};
  Mode mode = Mode::perform;
};

// Put an event on the bus (`emit`, lifecycle).
struct Publish {
  Event event;
};

// A wait was opened: look back over the log for an event that came just before.
struct LookBack {
  RunId run{};
  std::string step{};
};

using Effect = std::variant<StartAction, Publish, LookBack>;

// How an action's attempt ended.
struct ActionResult {
  enum class Kind {
    succeeded,
    transient,  // may work later: retried
    throttled,  // the vendor said when: retried then
    permanent,  // will not work: the step fails
    unknown,    // sent, but the answer was lost
    not_found,  // read_back found no trace: it may be sent
  };
  Kind kind = Kind::succeeded;
  Json output{};
  std::string code{};  // "http_503", "timeout", "INVALID_SESSION_ID"
  std::string message{};
  Duration retry_after{};  // zero: not said
};

std::string_view to_text(ActionResult::Kind kind);
std::optional<ActionResult::Kind> action_result_kind(std::string_view text);

}  // namespace baton::core

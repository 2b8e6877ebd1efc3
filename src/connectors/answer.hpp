#pragma once

#include "connectors/connection.hpp"
#include "connectors/redaction.hpp"

#include <optional>

namespace baton::connectors {

// An answer as expressions see it, without the secrets that it repeats.
struct Answer {
  int code = 0;
  core::Json status{};
  core::Json headers =
      core::Json::object();  // lower-case names; those that the connector lets a run see
  core::Json body{};  // JSON when it is, else text; null when empty; {base64: …} when it is neither
  std::string coding{};  // in which the body came though none was asked for: it was not read
  std::size_t body_bytes = 0;
  std::optional<core::Duration>
      retry_after{};  // zero: to wait, and not how long; nullopt: nothing was said

  static Answer of(const HttpResponse& response, const Connection& connection,
                   const Redaction& redaction, core::Time now);
  // Binds status, headers and body; the answer must outlive the evaluation.
  void bind(ingress::Values& names) const;
};

// What an answer means for an action: the operation's rules first, then what HTTP says. A 5xx may
// have had its effect: where that can be looked up it is `unknown`, and it is looked for before
// anything is sent again. An operation that names neither a key nor a look-up says by its own rules
// what its 5xx mean; without a rule they are taken as tried and failed.
core::ActionResult classify(const OperationSpec& operation, const Answer& answer,
                            const ingress::Values& names, core::Time now);
// What a failure below HTTP means.
core::ActionResult classify(const HttpFailure& failure, const OperationSpec& operation);
// Nothing can be sent until somebody completes or mends the connection: the action waits until
// then.
core::ActionResult incomplete(std::string reason);
// An outcome that nobody can find out by looking is for a person to decide.
core::ActionResult decidable(core::ActionResult result, const OperationSpec& operation);

}  // namespace baton::connectors

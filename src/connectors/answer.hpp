#pragma once

#include "connectors/connection.hpp"
#include "connectors/redaction.hpp"

#include <optional>

namespace baton::connectors {

// An answer in the form in which expressions read it, without the secrets that it repeats.
struct Answer {
  // The status code.
  int code = 0;
  // The status code as a JSON number, for expressions.
  core::Json status{};
  // The header fields that the connector lets a run read, by their names in lower case. Empty if
  // nobody reads them.
  core::Json headers = core::Json::object();
  // The links of the header field Link, by their `rel` (links_of()).
  core::Json links = core::Json::object();
  // The body: JSON, or text if it is not JSON, or {base64: …} if it is neither. XML becomes JSON if
  // the request says so. Null if the body is empty or was not read.
  core::Json body{};
  // True if the body was kept as {base64: …}, since it is neither JSON nor text. The body alone
  // does not tell: JSON of a vendor may have a member of that name.
  bool is_bytes = false;
  // The coding of the body, if it came in one that was not asked for, or cannot be unpacked. Such a
  // body is not read.
  std::string coding{};
  // Why it cannot be unpacked; nullopt: that coding was not asked for.
  std::optional<core::Error> not_unpacked{};
  // The number that the vendor gave the request, by which its support finds it; may be empty. It is
  // as it came, so that whole_exchange() has to leave secrets out before anybody sees it.
  std::string request_id{};
  // The length of the body as it came, in bytes.
  std::size_t body_bytes = 0;
  // How long the vendor asks us to wait. Zero: it asks us to wait, and does not say how long.
  // Nullopt: it says nothing of waiting.
  std::optional<core::Duration> retry_after{};
  // How long it takes until there is a quota again, if this is a success that has used up the last
  // of it (quota_wait()). Nullopt: something is left, or nothing is said.
  std::optional<core::Duration> quota_wait{};
  // The wall clock's time when it came.
  core::Time came{};

  // Reads a response to the request of `spec`. `now` is the wall clock's time, from which dates in
  // the response count. Without `with_headers`, the header fields stay empty.
  static Answer of(const HttpResponse& response, const RequestSpec& spec,
                   const Connection& connection, const Redaction& redaction, core::Time now,
                   bool with_headers);
  // Binds the names status, headers, links, body and now. The answer must outlive the evaluation.
  void bind(ingress::Values& names) const;
};

// What an answer means for an action. A success has a `retry_after` where the vendor wants the
// connection to wait before anything else is sent. The rules of the operation come first, then the
// meaning of the status in HTTP. After a 5xx the effect may have happened. If the operation has a
// look-up, the result is then `unknown`, and the effect is looked for before anything is sent
// again. If it has neither a key nor a look-up, its own rules say what a 5xx means, and without a
// rule the attempt counts as failed.
core::ActionResult classify(const OperationSpec& operation, const Answer& answer,
                            const ingress::Values& names);
// True for a status that the operation calls a success.
bool is_success(const OperationSpec& operation, int status);
// The rule of the operation that applies to an answer; null if none does.
const ErrorRule* rule_of(const OperationSpec& operation, const Answer& answer,
                         const ingress::Values& names);
// What it means for an action that there is no answer.
core::ActionResult classify(const HttpFailure& failure, const OperationSpec& operation);
// The result of an action that cannot be sent until somebody completes or mends the connection.
// Such an action is held until then.
core::ActionResult incomplete(std::string reason);
// The result of an action that could not be sent, since the vendor did not answer when it was asked
// for a token. Whatever became of that request, the action itself was not sent.
core::ActionResult token_unanswered(const HttpFailure& failure);
// Turns `unknown` into `undecidable` for an operation that has no look-up and may not be repeated:
// a person decides what became of it.
core::ActionResult decidable(core::ActionResult result, const OperationSpec& operation);

}  // namespace baton::connectors

#pragma once

#include "connectors/connection.hpp"

#include <optional>
#include <string_view>

namespace baton::connectors {

// An answer as expressions see it.
struct Answer {
  int code = 0;
  core::Json status{};
  core::Json headers = core::Json::object();  // lower-case names
  core::Json body{};                          // JSON when it is, else text; null when empty
  std::size_t body_bytes = 0;

  static Answer of(const HttpResponse& response);
  // Binds status, headers and body; the answer must outlive the evaluation.
  void bind(Values& names) const;
};

// What an answer means for an action: the operation's rules first, then what HTTP says.
core::ActionResult classify(const OperationSpec& operation, const Answer& answer, const Values& names, core::Time now);
// What a failure below HTTP means.
core::ActionResult classify(const HttpFailure& failure, bool repeatable);
// The vendor said so, or HTTP does: seconds or a date (RFC 9110 section 10.2.3). At most an hour; zero when nothing was said.
core::Duration retry_after(const Answer& answer, core::Time now);
// "Sun, 06 Nov 1994 08:49:37 GMT".
std::optional<core::Time> parse_http_date(std::string_view text);

}  // namespace baton::connectors

#include "connectors/redacting_performer.hpp"

#include "connectors/exchange.hpp"

namespace baton::connectors {

boost::asio::awaitable<core::ActionResult> RedactingPerformer::perform(
    const core::StartAction& action) {
  auto result = co_await performer_.perform(action);
  redaction_.redact(result.output);
  redaction_.redact(result.code);
  redaction_.redact(result.message);
  shorten_exchange(result.exchange, redaction_);
  co_return result;
}

core::Result<core::Json> RedactingPerformer::preview(const core::StartAction& action) const {
  return performer_.preview(action);
}

boost::asio::awaitable<std::vector<Registry::Check>> RedactingPerformer::probe() {
  auto checks = co_await performer_.probe();
  for (auto& check : checks) redaction_.redact(check.text);
  co_return checks;
}

std::string RedactingPerformer::check(std::string_view operation) const {
  return performer_.check(operation);
}

}  // namespace baton::connectors

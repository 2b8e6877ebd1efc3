#include "connectors/redacting_actor.hpp"

namespace baton::connectors {

boost::asio::awaitable<core::ActionResult> RedactingActor::perform(
    const core::StartAction& action) {
  auto result = co_await actor_.perform(action);
  redaction_.redact(result.output);
  redaction_.redact(result.code);
  redaction_.redact(result.message);
  redaction_.redact(result.exchange);
  co_return result;
}

core::Result<core::Json> RedactingActor::preview(const core::StartAction& action) const {
  return actor_.preview(action);
}

boost::asio::awaitable<std::vector<Registry::Check>> RedactingActor::probe() {
  auto checks = co_await actor_.probe();
  for (auto& check : checks) redaction_.redact(check.text);
  co_return checks;
}

std::string RedactingActor::check(std::string_view operation) const {
  return actor_.check(operation);
}

}  // namespace baton::connectors

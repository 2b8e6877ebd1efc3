#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"

#include <utility>

// Expressions that a person tries.
namespace baton::http {

Answered evaluate_expression(Services& services, Asked& asked) {
  std::string expression = asked.body.text("expression");
  core::Json event = asked.body.take("event");
  core::RunId run;
  if (const std::string text = asked.body.text("run"); !text.empty()) {
    const auto id = core::RunId::parse(text);
    if (!id) co_return core::Error{core::Errc::invalid, id.error().message, "/run", {}};
    run = *id;
  }
  const auto answer =
      co_await services.parts.runtime.evaluate(std::move(expression), std::move(event), run);
  if (!answer) co_return answer.error();
  co_return json(*answer);
}

}  // namespace baton::http

#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"
#include "http/api/problem.hpp"

#include <chrono>
#include <string>
#include <utility>

// What browsers, load balancers and monitoring ask for.
namespace baton::http {
namespace {

// When a turn takes longer than this, /readyz answers 503: senders that wait so long for an answer
// begin to give up.
constexpr core::Duration kTurnSlow = std::chrono::seconds(1);

Response plain(std::string text) {
  Response response;
  response.content_type = "text/plain";
  response.body = std::move(text);
  return response;
}

core::Error not_ready(std::string why) { return {core::Errc::unavailable, std::move(why), {}, {}}; }

// What is missing in the configuration, one line each. Only names are told, because no token is
// needed to ask.
std::string lacking(const Services& services) {
  std::string lines;
  for (const ports::LaneState& lane : services.parts.runtime.lanes())
    if (lane.kind == ports::LaneState::Kind::held)
      lines += "held: " + lane.connection + "." + lane.operation + "\n";
  for (const auto& aside : services.parts.runtime.set_aside())
    lines += "set aside: " + aside.name + "@" + std::to_string(aside.version) + "\n";
  for (const std::string& name : services.parts.registry.faulty())
    lines += "faulty: " + name + "\n";
  return lines;
}

}  // namespace

// The answer at "/", unless the console answers there: see console.hpp.
core::Result<Response> show_front(Services& /*services*/, const Asked& /*asked*/) {
  const core::Json body{
      {"name", "Baton"},
      {"version", BATON_VERSION},
      {"description", "/api/v1/openapi.json"},
      {"health", "/healthz"},
      {"hint",
       "the API is under /api/v1 and takes Authorization: Bearer and a token; webhooks "
       "come in at /hooks/CONNECTION"}};
  return json(body);
}

core::Result<Response> show_health(Services& /*services*/, const Asked& /*asked*/) {
  return plain("ok\n");
}

core::Result<Response> show_readiness(Services& services, const Asked& /*asked*/) {
  if (!services.is_ready) return not_ready("the server is starting or going down");
  if (const std::string why = services.parts.store.refuses(); !why.empty())
    return not_ready("no new events: " + why);
  if (const auto taken = services.parts.runtime.turn_takes(); taken > kTurnSlow)
    return not_ready("a turn has taken " + core::to_text(taken) + ", and others wait for it");
  const std::string lines = lacking(services);
  return plain((lines.empty() ? "ok\n" : "degraded\n") + lines);
}

}  // namespace baton::http

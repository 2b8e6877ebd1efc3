#include "vendors.hpp"

#include "shapes.hpp"

#include <utility>

namespace simulator {

void Vendors::clear() { *this = Vendors(*ledger_); }

std::string Vendors::next_id(std::string_view prefix) {
  return std::string(prefix) + std::to_string(++last_id_);
}

Reply Vendors::handle(const Request& request) {
  // Every vendor's OAuth token endpoint answers alike as far as a client reads it.
  if (request.method == "POST" &&
      (request.path.ends_with("/token") || contains(request.path, "/oauth/"))) {
    return {200,
            {{"access_token", next_id("token-")},
             {"token_type", "Bearer"},
             {"expires_in", 1800},
             {"instance_url", "http://127.0.0.1/" + request.vendor},
             {"issued_at", std::to_string(now_us() / 1000)}}};
  }
  const std::string_view path = request.path;
  if (request.vendor == "asana") return asana(request, path);
  if (request.vendor == "hubspot") return hubspot(request, path);
  if (request.vendor == "jira") return jira(request, path);
  if (request.vendor == "google_ads") return google_ads(request, path);
  if (request.vendor == "salesforce") return salesforce(request, path);
  if (request.vendor == "http") return http(request, path);
  return {404,
          {{"message",
            "expected a path under /asana, /hubspot, /jira, /google_ads, /salesforce or /http"}}};
}

// Stands for an endpoint that honours idempotency keys: a repeat gets the first answer again and
// does nothing.
Reply Vendors::http(const Request& request, std::string_view path) {
  if (request.method != "POST") return {200, {{"ok", true}}};
  const std::string operation = "post " + std::string(path);
  const auto repeat = answers_.find(request.key);
  if (!request.key.empty() && repeat != answers_.end()) {
    ledger_->action(request, operation, request.key, request.text.substr(0, 200), false);
    return {200, repeat->second};
  }
  const Json answer = {{"ok", true}, {"id", next_id("")}};
  if (!request.key.empty()) answers_[request.key] = answer;
  ledger_->action(request, operation, request.key, request.text.substr(0, 200), true);
  return {200, answer};
}

}  // namespace simulator

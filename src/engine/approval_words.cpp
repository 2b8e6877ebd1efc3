#include "engine/approval_words.hpp"

#include "baton/core/actor.hpp"
#include "baton/identity/policy.hpp"

namespace baton::engine {

namespace {

using core::Json;

std::string excluded(const core::Run& run, const core::ApprovalRequested& request) {
  if (!request.not_requester) return {};
  const auto& requester = run.head().requester;
  if (requester.is_nobody()) return ", by whoever of them: who asked for it is not known";
  return ", but not of " + std::string(requester.name()) + ", who asked for it";
}

std::string so_far(const core::Approval& approval) {
  std::string names;
  for (const auto& decided : approval.decisions) {
    if (decided.approve) names += (names.empty() ? "" : ", ") + std::string(decided.actor.name());
  }
  if (names.empty() && approval.request.count <= 1) return {};
  const auto missing = identity::missing(approval);
  const auto more = std::to_string(missing) + " more " + (missing == 1 ? "is" : "are") + " missing";
  return "; " + (names.empty() ? "nobody has agreed yet, " : "agreed so far: " + names + ", ") +
         more;
}

}  // namespace

std::string who_may(const core::ApprovalRequested& request) {
  std::string who;
  for (std::size_t at = 0; at < request.users.size(); ++at) {
    const bool last = at + 1 == request.users.size() && request.group.empty();
    who += (at == 0 ? "" : last ? " or " : ", ") + request.users[at];
  }
  if (!request.group.empty())
    who += (who.empty() ? "" : " or ") + ("group \"" + request.group + "\"");
  return request.count > 1 ? std::to_string(request.count) + " of " + who : who;
}

std::string because_asked(const core::Run& run, const core::Approval& approval) {
  const auto& request = approval.request;
  auto because = "it waits for the approval of " + who_may(request) + excluded(run, request);
  if (request.due) because += ", until " + core::to_rfc3339(*request.due);
  if (!request.ask.empty()) because += ": " + request.ask;
  return because + so_far(approval);
}

std::string about_void(const core::ApprovalVoided& voided,
                       const std::optional<core::Approval>& approval) {
  std::string who;
  for (const auto& decided : approval ? approval->decisions : std::vector<core::Decided>{}) {
    if (decided.approve) who += (who.empty() ? "" : ", ") + std::string(decided.actor.name());
  }
  return "its approval is void, and asked anew" +
         (voided.reason.empty() ? "" : ": " + voided.reason) +
         (who.empty() ? "" : "; agreed before: " + who);
}

Json to_json(const core::Run& run, const core::Approval& approval) {
  const auto& request = approval.request;
  Json json{{"ask", request.ask},
            {"group", request.group},
            {"users", request.users},
            {"count", request.count},
            {"not_requester", request.not_requester},
            {"requester", run.head().requester},
            {"decided", Json::array()},
            {"missing", identity::missing(approval)}};
  for (const auto& decided : approval.decisions)
    json["decided"].push_back({{"actor", decided.actor},
                               {"approve", decided.approve},
                               {"at", core::to_rfc3339(decided.at)}});
  return json;
}

}  // namespace baton::engine

#include "engine/approval_words.hpp"

#include "baton/core/actor.hpp"
#include "baton/core/text.hpp"
#include "baton/identity/policy.hpp"
#include "engine/routing.hpp"

#include <string_view>
#include <vector>

namespace baton::engine {

namespace {

using core::Json;

// Who of those who are asked may not decide; empty if all may.
std::string excluded(const core::Run& run, const core::ApprovalRequested& request) {
  if (!request.not_requester) return {};
  const auto& requester = run.head().requester;
  std::vector<std::string_view> again;
  for (const auto& person : request.again_by) again.push_back(core::person_written(person));
  std::string others;
  if (!again.empty()) others = " of " + core::join(again) + ", who had it begun again";
  if (requester.is_nobody())
    return ", by whoever of them: who asked for it is not known" +
           (others.empty() ? others : ", but not" + others);
  return ", but not of " + std::string(requester.name()) + ", who asked for it" +
         (others.empty() ? others : ", nor" + others);
}

// The names of those who agreed: "ada, ben".
std::string agreed(const core::Approval& approval) {
  std::vector<std::string_view> names;
  for (const auto& decided : approval.decisions) {
    if (decided.approve) names.push_back(decided.actor.name());
  }
  return core::join(names);
}

// Who has agreed so far, and how many are missing; empty if one person decides and nobody has.
std::string so_far(const core::Approval& approval) {
  const auto names = agreed(approval);
  if (names.empty() && approval.request.count <= 1) return {};
  const auto missing = identity::missing(approval);
  const auto more = std::to_string(missing) + " more " + (missing == 1 ? "is" : "are") + " missing";
  return "; " + (names.empty() ? "nobody has agreed yet, " : "agreed so far: " + names + ", ") +
         more;
}

}  // namespace

std::string who_may(const core::ApprovalRequested& request) {
  auto deciders = request.users;
  if (!request.group.empty()) deciders.push_back("group \"" + request.group + "\"");
  for (const auto& group : request.groups) deciders.push_back("group \"" + group + "\"");
  const auto who = core::any_of(deciders);
  return request.count > 1 ? std::to_string(request.count) + " of " + who : who;
}

std::string because_asked(const core::Run& run, const core::Approval& approval) {
  const auto& request = approval.request;
  auto because = "it waits for the approval of " + who_may(request) + excluded(run, request);
  if (!request.routed.is_null()) because += ", " + by_route(request.routed);
  if (request.due) because += ", until " + core::to_rfc3339(*request.due);
  if (!request.ask.empty()) because += ": " + request.ask;
  if (approval.escalated_at)
    because += "; escalated at " + core::to_rfc3339(*approval.escalated_at);
  if (!approval.earlier.empty()) {
    const auto& last = approval.earlier.back();
    because += "; asked before at " + core::to_rfc3339(last.asked_at);
    if (!last.ended.empty()) because += ", " + last.ended;
  }
  return because + so_far(approval);
}

std::string about_void(const core::ApprovalVoided& voided,
                       const std::optional<core::Approval>& approval) {
  const auto who = approval ? agreed(*approval) : std::string();
  return "its approval is void, and asked anew" +
         (voided.reason.empty() ? "" : ": " + voided.reason) +
         (who.empty() ? "" : "; agreed before: " + who);
}

std::string about_return(const core::ApprovalReturned& returned) {
  return std::string(returned.actor.name()) + " sent it back to \"" + returned.to + "\"" +
         (returned.reason.empty() ? "" : ": " + returned.reason);
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
  if (!request.again_by.empty()) json["again_by"] = request.again_by;
  if (!request.groups.empty()) json["groups"] = request.groups;
  if (!request.changed.is_null()) json["changed"] = request.changed;
  if (!request.routed.is_null()) json["routed"] = request.routed;
  return json;
}

}  // namespace baton::engine

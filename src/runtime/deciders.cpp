#include "baton/runtime/deciders.hpp"

#include "baton/core/actor.hpp"
#include "baton/engine/policy.hpp"

#include <algorithm>
#include <set>

namespace baton::runtime {

namespace {

std::string listed(const std::set<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::string too_few(const core::ApprovalRequested& request, std::size_t missing,
                    const std::set<std::string>& may) {
  const std::string wanted =
      std::to_string(missing) + (missing == 1 ? " more person has" : " more people have");
  auto text =
      wanted + " to agree, and " + (may.empty() ? "nobody may" : "only " + listed(may) + " may");
  if (!request.group.empty()) {
    text += ": too few tokens are in group \"" + request.group + "\"";
  } else {
    text += ": too few of the people named have a token";
  }
  if (request.not_requester) text += ", whoever asked for it left out";
  return text;
}

}  // namespace

Deciders deciders(const core::Approval& approval, const core::Actor& requester,
                  const std::vector<ports::TokenRow>& tokens) {
  std::set<std::string> may;
  bool in_group = approval.request.group.empty();
  for (const auto& token : tokens) {
    const Decider by{core::Actor::token(token.name), token.role, token.groups};
    const bool lives = !token.revoked_at;
    in_group |= lives && std::find(token.groups.begin(), token.groups.end(),
                                   approval.request.group) != token.groups.end();
    const bool agreed_already = engine::decision_of(approval, by.actor) != nullptr;
    if (lives && !agreed_already && !may_decide(approval.request, requester, by))
      may.emplace(by.actor.name());
  }
  const auto wanted = static_cast<std::size_t>(std::max(1, approval.request.count));
  const auto have = engine::agreed(approval);
  Deciders found{{may.begin(), may.end()}, wanted > have ? wanted - have : 0};
  if (have + may.size() < wanted) found.problem = too_few(approval.request, wanted - have, may);
  if (!in_group && approval.request.users.empty() && found.problem.empty())
    found.problem = "no token is in group \"" + approval.request.group + "\": only " + listed(may) +
                    ", as admins, may decide";
  return found;
}

core::Findings undecidable(const core::Template& workflow,
                           const std::vector<ports::TokenRow>& tokens) {
  core::Findings findings;
  for (const auto& step : workflow.steps) {
    const auto* asks = std::get_if<core::Approve>(&step.verb);
    if (!asks) continue;
    core::Approval approval;
    approval.request.group = asks->group;
    approval.request.users = asks->users;
    approval.request.count = asks->count;
    const auto problem = deciders(approval, {}, tokens).problem;
    if (problem.empty()) continue;
    core::Finding finding;
    finding.severity = core::Finding::Severity::warning;
    finding.rule = "approve/nobody-may";
    finding.message = "step \"" + step.name + "\": " + problem;
    finding.hint =
        asks->group.empty()
            ? "an admin makes a token for each: baton token create NAME --role operator"
            : "an admin makes one: baton token create NAME --role operator --group " + asks->group;
    finding.at = step.at;
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace baton::runtime

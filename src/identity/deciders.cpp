#include "baton/identity/deciders.hpp"

#include "baton/core/counted.hpp"
#include "baton/core/text.hpp"
#include "baton/identity/policy.hpp"

#include <optional>
#include <set>

namespace baton::identity {
namespace {

std::string too_few(const core::ApprovalRequested& request, std::size_t missing,
                    const std::set<std::string>& may) {
  const std::string wanted = core::counted(missing, "more person has", "more people have");
  auto text = wanted + " to agree, and " +
              (may.empty() ? "nobody may" : "only " + core::join(may) + " may");
  if (!request.group.empty()) {
    text += ": too few people are in group \"" + request.group + "\"";
  } else {
    text += ": too few of the people named are users or have a token";
  }
  if (request.not_requester) text += ", whoever asked for it left out";
  return text;
}

}  // namespace

Deciders deciders(const core::Approval& approval, const core::Actor& requester,
                  const std::vector<Principal>& people) {
  std::set<std::string> may;
  const auto& request = approval.request;
  bool in_group = request.group.empty();
  for (const Principal& by : people) {
    in_group |= by.in_group(request.group);
    for (const auto& group : request.groups) in_group |= by.in_group(group);
    const bool decided_already = decision_of(approval, by.actor) != nullptr;
    if (!decided_already && barred(request, requester, by) == Bar::none)
      may.emplace(by.actor.name());
  }
  const std::size_t more = missing(approval);
  Deciders found{{may.begin(), may.end()}, more};
  if (may.size() < more) found.problem = too_few(request, more, may);
  if (!in_group && request.users.empty() && found.problem.empty())
    found.problem = "nobody is in group \"" + request.group + "\": only " + core::join(may) +
                    ", as admins, may decide";
  return found;
}

std::string without_workers(const core::TaskRequested& request,
                            const std::vector<Principal>& people) {
  std::set<std::string> admins;
  for (const Principal& by : people) {
    if (barred(request, by) != Bar::none) continue;
    const bool theirs = by.in_group(request.group) || core::names(request.users, by.actor);
    if (theirs || by.role != Role::admin) return {};
    admins.emplace(by.actor.name());
  }
  const std::string nobody = request.group.empty()
                                 ? "none of the people named is a user or has a token"
                                 : "nobody is in group \"" + request.group + "\"";
  return admins.empty() ? nobody
                        : nobody + ": only " + core::join(admins) + ", as admins, may do it";
}

namespace {

// The warning about a task of a template that nobody may do.
std::optional<core::Finding> undoable(const core::Step& step, const core::PeopleTask& task,
                                      const std::vector<Principal>& people) {
  if (task.routing) return std::nullopt;
  core::TaskRequested request;
  request.group = task.group;
  request.users = task.users;
  const auto problem = without_workers(request, people);
  if (problem.empty()) return std::nullopt;
  core::Finding finding;
  finding.severity = core::Finding::Severity::warning;
  finding.rule = "task/nobody-may";
  finding.message = "step \"" + step.name + "\": " + problem;
  finding.hint =
      task.group.empty()
          ? "an admin makes a token for each: " + command_to_create(Role::approver)
          : "an admin makes one: " + command_to_create(Role::approver, "--group " + task.group);
  finding.at = step.at;
  return finding;
}

}  // namespace

core::Findings undecidable(const core::Template& workflow, const std::vector<Principal>& people) {
  core::Findings findings;
  for (const auto& step : workflow.steps) {
    if (const auto* task = std::get_if<core::PeopleTask>(&step.verb)) {
      if (auto finding = undoable(step, *task, people)) findings.push_back(*std::move(finding));
      continue;
    }
    const auto* asks = std::get_if<core::Approve>(&step.verb);
    if (!asks) continue;
    core::Approval approval;
    approval.request.group = asks->group;
    approval.request.users = asks->users;
    approval.request.count = asks->count;
    const auto problem = deciders(approval, {}, people).problem;
    if (problem.empty()) continue;
    core::Finding finding;
    finding.severity = core::Finding::Severity::warning;
    finding.rule = "approve/nobody-may";
    finding.message = "step \"" + step.name + "\": " + problem;
    finding.hint =
        asks->group.empty()
            ? "an admin makes a token for each: " + command_to_create(Role::approver)
            : "an admin makes one: " + command_to_create(Role::approver, "--group " + asks->group);
    finding.at = step.at;
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace baton::identity

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

// Why nobody may do what a step asks for, or only admins; empty when somebody else may.
std::string problem_of(const core::Step& step, const RowAsks& asks,
                       const std::vector<Principal>& people) {
  if (std::holds_alternative<core::PeopleTask>(step.verb)) {
    core::TaskRequested request;
    request.group = asks.group;
    request.users = asks.users;
    return without_workers(request, people);
  }
  core::Approval approval;
  approval.request.group = asks.group;
  approval.request.users = asks.users;
  approval.request.count = asks.count;
  return deciders(approval, {}, people).problem;
}

// Whom a step asks that names people itself; nullopt if it asks nobody, or by a route.
std::optional<RowAsks> asked_itself(const core::Step& step) {
  if (core::routing_of(step) != nullptr) return std::nullopt;
  if (const auto* task = std::get_if<core::PeopleTask>(&step.verb))
    return RowAsks{{}, task->group, task->users};
  if (const auto* asks = std::get_if<core::Approve>(&step.verb))
    return RowAsks{{}, asks->group, asks->users, asks->count};
  return std::nullopt;
}

// `where`: which row of which route asks them; empty if the step itself does.
core::Finding nobody_may(const core::Step& step, const RowAsks& asks, const std::string& where,
                         const std::string& problem) {
  core::Finding finding;
  finding.severity = core::Finding::Severity::warning;
  finding.rule = std::holds_alternative<core::PeopleTask>(step.verb) ? "task/nobody-may"
                                                                     : "approve/nobody-may";
  finding.message = "step \"" + step.name + "\": " + where + problem;
  finding.hint = asks.group.empty()
                     ? "an admin makes a token for each: " + command_to_create(Role::approver)
                     : "an admin makes a token of the group: " +
                           command_to_create(Role::approver, "--group " + asks.group);
  finding.at = step.at;
  return finding;
}

}  // namespace

core::Findings undecidable(const core::Template& workflow, const std::vector<Principal>& people,
                           const AskedByRoutes& routes) {
  core::Findings findings;
  for (const auto& step : workflow.steps) {
    if (const auto asks = asked_itself(step)) {
      const auto problem = problem_of(step, *asks, people);
      if (!problem.empty()) findings.push_back(nobody_may(step, *asks, {}, problem));
      continue;
    }
    const auto* routing = core::routing_of(step);
    const auto rows = routing == nullptr ? routes.end() : routes.find(routing->route);
    if (rows == routes.end()) continue;
    std::set<std::string> told;  // several rows may ask the same group
    for (const auto& asks : rows->second) {
      if (asks.group.empty() && asks.users.empty()) continue;
      const auto problem = problem_of(step, asks, people);
      if (problem.empty() || !told.insert(problem).second) continue;
      const auto where = "in the row \"" + asks.row + "\" of the route \"" + rows->first + "\", ";
      findings.push_back(nobody_may(step, asks, where, problem));
    }
  }
  return findings;
}

}  // namespace baton::identity

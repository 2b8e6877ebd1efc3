#include "baton/identity/policy.hpp"

#include <algorithm>
#include <string>

namespace baton::identity {
namespace {

std::size_t wanted(const core::Approval& approval) {
  return static_cast<std::size_t>(std::max(1, approval.request.count));
}

// Whether a person is left out who caused the run, or had it begun once more.
bool left_out(const core::ApprovalRequested& request, const core::Actor& requester,
              const core::Actor& actor) {
  return request.not_requester &&
         (core::same_person(actor, requester) || core::names(request.again_by, actor));
}

}  // namespace

Bar barred(const core::ApprovalRequested& request, const core::Actor& requester,
           const core::Actor& actor) {
  if (!actor.is_person()) return Bar::unknown;
  if (left_out(request, requester, actor)) return Bar::asked_for_it;
  // A list without a group is complete.
  const bool listed = !request.group.empty() || !request.groups.empty() || request.users.empty() ||
                      core::names(request.users, actor);
  return listed ? Bar::none : Bar::not_named;
}

Bar barred(const core::ApprovalRequested& request, const core::Actor& requester,
           const core::Actor& actor, const core::Actor& on_behalf_of) {
  if (on_behalf_of.is_nobody()) return barred(request, requester, actor);
  if (!actor.is_person()) return Bar::unknown;
  if (left_out(request, requester, actor)) return Bar::asked_for_it;
  return barred(request, requester, on_behalf_of);
}

Bar barred(const core::ApprovalRequested& request, const core::Actor& requester,
           const Principal& by) {
  if (!may(by, Needs::decide)) return Bar::role;
  const Bar bar = barred(request, requester, by.actor);
  if (bar != Bar::none) return bar;
  const bool theirs = by.role == Role::admin || core::names(request.users, by.actor) ||
                      by.in_group(request.group) ||
                      std::any_of(request.groups.begin(), request.groups.end(),
                                  [&by](const std::string& group) { return by.in_group(group); });
  return theirs ? Bar::none : Bar::not_in_group;
}

std::optional<core::Error> cannot_decide(const core::ApprovalRequested& request,
                                         const core::Actor& requester, const Principal& by) {
  const auto denied = [](std::string message, std::string hint = {}) {
    return core::Error{core::Errc::denied, std::move(message), {}, std::move(hint)};
  };
  core::Error error;
  switch (barred(request, requester, by)) {
    case Bar::none: return std::nullopt;
    case Bar::role:
      error = denied("the role " + std::string(to_text(by.role)) + " decides nothing",
                     "it takes " + roles_that_may(Needs::decide) + ", in the group");
      error.role = to_text(least_role(Needs::decide));
      error.group = request.group;
      return error;
    case Bar::unknown: return denied("who decides is not known");
    case Bar::asked_for_it: return denied("whoever asked for it may not approve it");
    case Bar::not_named: return denied("only the people named in the template may decide this");
    case Bar::not_in_group: break;
  }
  // An approval that named people has a group only once it was escalated.
  const bool escalated = request.group.empty() && !request.groups.empty();
  const std::string& group = escalated ? request.groups.front() : request.group;
  error = denied("this is for the group \"" + group + "\" to decide, and you are not in it",
                 "an admin may, and makes tokens of the group: " +
                     command_to_create(Role::approver, "--group " + group));
  error.group = group;
  return error;
}

const core::Decided* decision_of(const core::Approval& approval, const core::Actor& actor) {
  const auto& decisions = approval.decisions;
  const auto found =
      std::find_if(decisions.begin(), decisions.end(), [&](const core::Decided& decided) {
        const bool theirs = core::same_person(decided.actor, actor) ||
                            core::same_person(decided.on_behalf_of, actor);
        return theirs && decided.hash == approval.request.hash;
      });
  return found == decisions.end() ? nullptr : &*found;
}

std::size_t agreed(const core::Approval& approval) {
  return static_cast<std::size_t>(std::count_if(
      approval.decisions.begin(), approval.decisions.end(), [&](const core::Decided& decided) {
        return decided.approve && decided.hash == approval.request.hash;
      }));
}

std::size_t missing(const core::Approval& approval) {
  const std::size_t have = agreed(approval);
  return wanted(approval) > have ? wanted(approval) - have : 0;
}

bool rejected(const core::Approval& approval) {
  return std::any_of(approval.decisions.begin(), approval.decisions.end(),
                     [](const core::Decided& decided) { return !decided.approve; });
}

bool refused(const core::StepState& state) {
  return state.status == core::StepStatus::failed && state.approval && rejected(*state.approval);
}

bool may_retry(const core::Run& run, const core::StepState& state, const core::Actor& actor) {
  return !refused(state) || !left_out(state.approval->request, run.head().requester, actor);
}

Bar barred(const core::TaskRequested& request, const Principal& by) {
  if (!may(by, Needs::decide)) return Bar::role;
  if (!by.actor.is_person()) return Bar::unknown;
  if (by.role == Role::admin || core::names(request.users, by.actor)) return Bar::none;
  if (request.group.empty()) return Bar::not_named;
  return by.in_group(request.group) ? Bar::none : Bar::not_in_group;
}

std::optional<core::Error> cannot_work(const core::TaskRequested& request, const Principal& by) {
  const auto denied = [](std::string message, std::string hint = {}) {
    return core::Error{core::Errc::denied, std::move(message), {}, std::move(hint)};
  };
  core::Error error;
  switch (barred(request, by)) {
    case Bar::none: return std::nullopt;
    case Bar::role:
      error = denied("the role " + std::string(to_text(by.role)) + " does no tasks",
                     "it takes " + roles_that_may(Needs::decide) + ", in the group");
      error.role = to_text(least_role(Needs::decide));
      error.group = request.group;
      return error;
    case Bar::unknown:
    case Bar::asked_for_it: return denied("who does it is not known");
    case Bar::not_named: return denied("only the people named in the template may do this");
    case Bar::not_in_group: break;
  }
  error = denied("this is for the group \"" + request.group + "\" to do, and you are not in it",
                 "an admin may, and makes tokens of the group: " +
                     command_to_create(Role::approver, "--group " + request.group));
  error.group = request.group;
  return error;
}

}  // namespace baton::identity

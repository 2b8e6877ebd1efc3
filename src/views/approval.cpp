#include "baton/views/approval.hpp"

#include "baton/views/step.hpp"
#include "baton/views/time.hpp"

#include <utility>
#include <vector>

namespace baton::views {
namespace {

core::Json decisions(const std::vector<core::Decided>& decided) {
  core::Json all = core::Json::array();
  for (const core::Decided& each : decided) {
    core::Json one{{"actor", each.actor},
                   {"approve", each.approve},
                   {"comment", each.comment},
                   {"hash", each.hash},
                   {"at", core::to_rfc3339(each.at)}};
    if (!each.on_behalf_of.is_nobody()) one["for"] = each.on_behalf_of;
    all.push_back(std::move(one));
  }
  return all;
}

// How the approval was asked before, in order.
core::Json earlier(const core::Approval& approval) {
  core::Json all = core::Json::array();
  for (const core::AskedBefore& before : approval.earlier) {
    all.push_back({{"asked_at", core::to_rfc3339(before.asked_at)},
                   {"hash", before.hash},
                   {"ended", before.ended},
                   {"decisions", decisions(before.decisions)}});
  }
  return all;
}

}  // namespace

std::string approval_id(const ports::ApprovalRow& row) {
  return row.run.text() + "." + row.step.key();
}

core::Json approval(const ports::ApprovalRow& row, const ports::Clock& clock) {
  core::Json json{{"id", approval_id(row)},
                  {"run", row.run.text()},
                  {"step", row.step.name},
                  {"workflow", row.workflow},
                  {"title", row.title},
                  {"ask", row.ask},
                  {"group", row.group},
                  {"status", ports::to_text(row.status)},
                  {"hash", row.hash},
                  {"requested_at", core::to_rfc3339(row.requested_at)},
                  {"due", time_on_wall(row.due, clock)},
                  {"decided_at", time(row.decided_at)},
                  {"actor", row.actor},
                  {"comment", row.comment}};
  if (row.step.has_item()) json["item"] = row.step.item;
  return json;
}

core::Json approval_detail(const ports::ApprovalRow& row, const core::Run* run,
                           const ports::Clock& clock) {
  core::Json json = approval(row, clock);
  json["of"] = nullptr;
  json["decisions"] = core::Json::array();
  if (run == nullptr || !run->step(row.step).approval) return json;
  const core::StepState& state = run->step(row.step);
  const core::Approval& kept = *state.approval;
  json["ends"] = time_on_wall(kept.request.due, clock);
  if (state.sla) json["sla"] = service_level(state, clock);
  json["of"] = kept.request.of;
  json["users"] = kept.request.users;
  json["count"] = kept.request.count;
  json["not_requester"] = kept.request.not_requester;
  json["requester"] = run->head().requester;
  if (!kept.request.again_by.empty()) json["again_by"] = kept.request.again_by;
  if (const auto* context = core::find(run->view(), "context")) json["context"] = *context;
  json["decisions"] = decisions(kept.decisions);
  if (!kept.request.groups.empty()) json["groups"] = kept.request.groups;
  if (kept.request.escalates && !kept.escalated_at)
    json["escalates"] = time_on_wall(kept.request.escalates, clock);
  if (kept.escalated_at) json["escalated_at"] = core::to_rfc3339(*kept.escalated_at);
  if (!kept.request.changed.is_null()) json["changed"] = kept.request.changed;
  if (!kept.request.routed.is_null()) json["routed"] = kept.request.routed;
  if (!kept.earlier.empty()) json["earlier"] = earlier(kept);
  return json;
}

core::Json asked(const core::Approval& approval, const ports::Clock& clock) {
  const core::ApprovalRequested& request = approval.request;
  return {{"ask", request.ask},
          {"group", request.group},
          {"users", request.users},
          {"count", request.count},
          {"hash", request.hash},
          {"due", time_on_wall(request.due, clock)},
          {"requested_at", core::to_rfc3339(approval.requested_at)},
          {"decisions", decisions(approval.decisions)}};
}

}  // namespace baton::views

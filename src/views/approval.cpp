#include "baton/views/approval.hpp"

#include "baton/views/time.hpp"

namespace baton::views {
namespace {

core::Json decisions(const core::Approval& approval) {
  core::Json all = core::Json::array();
  for (const core::Decided& decided : approval.decisions) {
    all.push_back({{"actor", decided.actor},
                   {"approve", decided.approve},
                   {"comment", decided.comment},
                   {"hash", decided.hash},
                   {"at", core::to_rfc3339(decided.at)}});
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
  const core::Approval& kept = *run->step(row.step).approval;
  json["of"] = kept.request.of;
  json["users"] = kept.request.users;
  json["count"] = kept.request.count;
  json["not_requester"] = kept.request.not_requester;
  json["requester"] = run->head().requester;
  json["decisions"] = decisions(kept);
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
          {"decisions", decisions(approval)}};
}

}  // namespace baton::views

#include "store/sqlite/rows.hpp"

#include "store/record/checksum.hpp"
#include "store/record/standing_text.hpp"
#include "store/record/transitions_text.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace baton::store {
namespace {

core::Json checked_json(const Statement::Use& use, int column, std::string_view table) {
  const auto text = use.text(column);
  if (checksum(text) != use.integer(column + 1))
    damaged(table, use.integer(0), "its checksum differs");
  auto json = core::Json::parse(text, nullptr, false);
  if (json.is_discarded()) damaged(table, use.integer(0), "it is not JSON");
  return json;
}

// `step`: as damaged() takes it.
template <class Status>
Status known(std::optional<Status> status, std::string_view table, const Statement::Use& use,
             core::StepRef step = {}) {
  if (!status) damaged(table, use.integer(0), "its status is not one we know", std::move(step));
  return *status;
}

// A probability is stored in so many parts.
constexpr double kLateParts = 10'000;

std::string copy(const Statement::Use& use, int column) { return std::string(use.text(column)); }

core::Actor actor(const Statement::Use& use, int column) {
  return core::Actor::parse(use.text(column));
}

// A list of names, which is kept as JSON. `step`: as damaged() takes it.
std::vector<std::string> names(const Statement::Use& use, int column, std::string_view table,
                               core::StepRef step = {}) {
  const auto json = core::parse_json(use.text(column));
  const auto is_name = [](const core::Json& one) { return one.is_string(); };
  if (!json || !json->is_array() || !std::all_of(json->begin(), json->end(), is_name))
    damaged(table, use.integer(0), "a list of names is not written as it should be",
            std::move(step));
  return json->get<std::vector<std::string>>();
}

// A step from two columns: its name, and its item in the column behind.
core::StepRef step_ref(const Statement::Use& use, int column) {
  return {copy(use, column), static_cast<int>(use.integer(column + 1))};
}

// What is no value of ports::CallsFor counts as the nearest.
ports::CallsFor calls_for(std::int64_t stored) {
  constexpr auto kMost = static_cast<std::int64_t>(ports::CallsFor::decision);
  return static_cast<ports::CallsFor>(std::clamp<std::int64_t>(stored, 0, kMost));
}

// A role that this version does not know may nothing.
identity::Role known_role(const Statement::Use& use, int column) {
  return identity::role(use.text(column)).value_or(identity::Role::nobody);
}

}  // namespace

core::Event event_row(const Statement::Use& use) {
  core::Event event;
  event.id = core::EventId(use.integer(0));
  event.type = copy(use, 1);
  event.source = copy(use, 2);
  event.origin = copy(use, 3);
  event.subject = copy(use, 4);
  event.actor = actor(use, 5);
  event.time = use.time(6);
  event.received = use.time(7);
  event.depth = static_cast<std::uint16_t>(use.integer(8));
  event.root = core::EventId(use.integer(9));
  event.trace = copy(use, 10);
  event.data = checked_json(use, 11, "events");
  return event;
}

ports::RunRow run_row(const Statement::Use& use) {
  ports::RunRow row;
  row.id = core::RunId(use.integer(0));
  row.workflow = copy(use, 1);
  row.version = static_cast<int>(use.integer(2));
  row.key = copy(use, 3);
  row.title = copy(use, 4);
  row.goal = copy(use, 5);
  row.status = known(core::run_status(use.text(6)), "runs", use);
  row.now_at = copy(use, 7);
  row.revision = use.integer(8);
  row.trigger = core::EventId(use.integer(9));
  row.started_at = use.time(10);
  row.updated_at = use.time(11);
  row.ended_at = use.time_if(12);
  row.failing = use.integer(13) != 0;
  if (!read_standing(use.text(14), row))
    damaged("runs", row.id.value(), "where it stands is not written as it should be");
  row.calls_for = calls_for(use.integer(15));
  return row;
}

ports::ForecastRow forecast_row(const Statement::Use& use) {
  ports::ForecastRow row;
  row.run = core::RunId(use.integer(0));
  row.revision = use.integer(1);
  row.made_at = use.time(2);
  if (use.integer(3) >= 0) row.late = static_cast<double>(use.integer(3)) / kLateParts;
  row.at_risk = use.integer(4) != 0;
  row.ends = {use.time(5), use.time(6), use.time(7)};
  row.detail = copy(use, 8);
  return row;
}

std::int64_t late_parts(const std::optional<double>& late) {
  return late ? std::llround(*late * kLateParts) : -1;
}

ports::JournalRow journal_row(const Statement::Use& use) {
  ports::JournalRow row;
  row.sequence = use.integer(0);
  row.run = core::RunId(use.integer(1));
  row.at = use.time(2);
  row.cause = core::EventId(use.integer(3));
  row.actor = actor(use, 4);
  auto transitions = to_transitions(checked_json(use, 5, "journal"));
  if (!transitions) damaged("journal", row.sequence, transitions.error().text());
  row.transitions = std::move(*transitions);
  return row;
}

ports::StepRow step_row(const Statement::Use& use) {
  ports::StepRow row;
  row.run = core::RunId(use.integer(0));
  row.step = step_ref(use, 1);
  row.status = known(core::step_status(use.text(3)), "steps", use, row.step);
  row.attempt = static_cast<int>(use.integer(4));
  row.due = use.time_if(5);
  row.lane = copy(use, 6);
  row.turn = use.integer(7);
  return row;
}

ports::AlarmRow alarm_row(const Statement::Use& use) {
  const auto kind = core::alarm_kind(use.text(5));
  if (!kind) damaged("alarms", use.integer(2), "its kind is not one we know", step_ref(use, 3));
  return {use.integer(0) != 0, use.time(1), core::RunId(use.integer(2)), step_ref(use, 3), *kind};
}

ports::BurstRow burst_row(const Statement::Use& use) {
  ports::BurstRow row;
  row.workflow = copy(use, 0);
  const auto kind = ports::burst_kind(use.text(1));
  if (!kind) damaged("bursts", use.integer(3), "its kind is not one we know");
  row.kind = *kind;
  row.key = copy(use, 2);
  row.event = core::EventId(use.integer(3));
  row.count = use.integer(4);
  row.refused = use.integer(5);
  row.until = use.time(6);
  row.due = use.time(7);
  return row;
}

ports::FactHistoryRow fact_row(const Statement::Use& use) {
  ports::FactHistoryRow row;
  row.sequence = use.integer(0);
  row.value.value = checked_json(use, 1, "facts");
  row.value.fact = copy(use, 3);
  row.value.key = copy(use, 4);
  row.value.at = use.time(5);
  row.value.event = core::EventId(use.integer(6));
  row.value.actor = actor(use, 7);
  row.value.source = copy(use, 8);
  row.value.note = copy(use, 9);
  row.value.set = use.time(10);
  row.value.stale = use.time_if(11);
  return row;
}

ports::WindowRow window_row(const Statement::Use& use) {
  return {use.integer(0), copy(use, 1), copy(use, 2), use.time(3), use.time_if(4)};
}

ports::WaitRow wait_row(const Statement::Use& use) {
  return {
      core::RunId(use.integer(0)),     step_ref(use, 1), copy(use, 3), copy(use, 4), copy(use, 5),
      static_cast<int>(use.integer(6))};
}

ports::ApprovalRow approval_row(const Statement::Use& use) {
  ports::ApprovalRow row;
  row.run = core::RunId(use.integer(0));
  row.step = step_ref(use, 1);
  row.workflow = copy(use, 3);
  row.title = copy(use, 4);
  row.ask = copy(use, 5);
  row.group = copy(use, 6);
  row.status = known(ports::approval_status(use.text(7)), "approvals", use, row.step);
  row.hash = copy(use, 8);
  row.requested_at = use.time(9);
  row.due = use.time_if(10);
  row.decided_at = use.time_if(11);
  row.actor = actor(use, 12);
  row.comment = copy(use, 13);
  return row;
}

ports::TaskRow task_row(const Statement::Use& use) {
  ports::TaskRow row;
  row.run = core::RunId(use.integer(0));
  row.step = step_ref(use, 1);
  row.workflow = copy(use, 3);
  row.run_title = copy(use, 4);
  row.title = copy(use, 5);
  row.group = copy(use, 6);
  row.users = names(use, 7, "tasks", row.step);
  row.status = known(ports::task_status(use.text(8)), "tasks", use, row.step);
  row.owner = actor(use, 9);
  row.requested_at = use.time(10);
  row.due = use.time_if(11);
  row.ends = use.time_if(12);
  row.done_at = use.time_if(13);
  row.overdue = use.integer(14) != 0;
  row.reopened = static_cast<int>(use.integer(15));
  return row;
}

ports::TemplateRow template_row(const Statement::Use& use) {
  return {copy(use, 0),  static_cast<int>(use.integer(1)),
          copy(use, 2),  copy(use, 3),
          copy(use, 4),  use.time(5),
          actor(use, 6), copy(use, 7)};
}

identity::Token token_row(const Statement::Use& use) {
  identity::Token token;
  token.id = core::TokenId(use.integer(0));
  token.name = copy(use, 1);
  token.role = known_role(use, 2);
  token.hash = copy(use, 3);
  token.created_at = use.time(4);
  token.revoked_at = use.time_if(5);
  token.groups = names(use, 6, "tokens");
  token.sources = names(use, 7, "tokens");
  token.created_by = actor(use, 8);
  token.revoked_by = actor(use, 9);
  token.scopes = names(use, 10, "tokens");
  token.expires_at = use.time_if(11);
  token.used_at = use.time_if(12);
  return token;
}

identity::User user_row(const Statement::Use& use) {
  identity::User user;
  user.id = core::UserId(use.integer(0));
  user.name = copy(use, 1);
  user.title = copy(use, 2);
  user.role = known_role(use, 3);
  user.groups = names(use, 4, "users");
  user.password = copy(use, 5);
  user.created_at = use.time(6);
  user.created_by = actor(use, 7);
  user.disabled_at = use.time_if(8);
  user.seen_at = use.time_if(9);
  return user;
}

identity::Session session_row(const Statement::Use& use) {
  return {copy(use, 0),
          core::UserId(use.integer(1)),
          core::TokenId(use.integer(2)),
          use.time(3),
          use.time(4),
          use.time(5)};
}

identity::Code code_row(const Statement::Use& use) {
  identity::Code code;
  code.hash = copy(use, 0);
  const auto purpose = identity::code_purpose(use.text(1));
  if (!purpose) damaged("codes", 0, "its purpose is not one we know");
  code.purpose = *purpose;
  code.user = core::UserId(use.integer(2));
  code.token = core::TokenId(use.integer(3));
  code.created_by = actor(use, 4);
  code.expires_at = use.time(5);
  return code;
}

identity::AuditRow audit_row(const Statement::Use& use) {
  identity::AuditRow row;
  row.sequence = use.integer(0);
  row.at = use.time(1);
  row.actor = actor(use, 2);
  row.act = copy(use, 3);
  row.object = copy(use, 4);
  auto detail = core::parse_json(use.text(5));
  row.detail = detail ? *std::move(detail) : core::Json(copy(use, 5));
  row.previous = copy(use, 6);
  row.hash = copy(use, 7);
  return row;
}

}  // namespace baton::store

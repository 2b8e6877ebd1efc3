#pragma once

#include "baton/core/event.hpp"
#include "baton/identity/audit.hpp"
#include "baton/identity/session.hpp"
#include "baton/identity/token.hpp"
#include "baton/identity/user.hpp"
#include "baton/ports/forecasts.hpp"
#include "baton/ports/rows.hpp"
#include "store/sqlite/database.hpp"

// Make rows of the ports from the columns of a result. Each function reads the column list of its
// name in statements.hpp, by position. They throw ports::RowDamaged when a row is not as it was
// written.
namespace baton::store {

core::Event event_row(const Statement::Use& use);
ports::RunRow run_row(const Statement::Use& use);
ports::JournalRow journal_row(const Statement::Use& use);
ports::ForecastRow forecast_row(const Statement::Use& use);
// How the probability of such a row is stored, in parts of ten thousand; -1: there is none.
std::int64_t late_parts(const std::optional<double>& late);
ports::StepRow step_row(const Statement::Use& use);
ports::AlarmRow alarm_row(const Statement::Use& use);
ports::BurstRow burst_row(const Statement::Use& use);
ports::FactHistoryRow fact_row(const Statement::Use& use);
ports::WindowRow window_row(const Statement::Use& use);
ports::WaitRow wait_row(const Statement::Use& use);
ports::ApprovalRow approval_row(const Statement::Use& use);
ports::TaskRow task_row(const Statement::Use& use);
ports::TemplateRow template_row(const Statement::Use& use);
identity::Token token_row(const Statement::Use& use);
identity::User user_row(const Statement::Use& use);
identity::Session session_row(const Statement::Use& use);
identity::Code code_row(const Statement::Use& use);
// If the detail of a row cannot be read, the row gets the text as its detail. It then breaks the
// chain of hashes, so that the damage is found.
identity::AuditRow audit_row(const Statement::Use& use);

}  // namespace baton::store

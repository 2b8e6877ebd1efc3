#pragma once

#include "baton/core/event.hpp"
#include "baton/identity/token.hpp"
#include "baton/ports/rows.hpp"
#include "store/sqlite/connection.hpp"

// From the columns of a result to the rows of the port. Each reader goes with the column list of
// its name in statements.hpp.
namespace baton::store {

// These throw ports::RowDamaged when the row is not what was written.
core::Event event_row(const Statement::Use& use);
ports::RunRow run_row(const Statement::Use& use);
ports::JournalRow journal_row(const Statement::Use& use);
ports::StepRow step_row(const Statement::Use& use);
ports::AlarmRow alarm_row(const Statement::Use& use);
ports::WaitRow wait_row(const Statement::Use& use);
ports::ApprovalRow approval_row(const Statement::Use& use);
ports::TemplateRow template_row(const Statement::Use& use);
identity::Token token_row(const Statement::Use& use);

}  // namespace baton::store

#pragma once

#include "baton/ports/rows.hpp"
#include "store/sqlite/connection.hpp"

// From the columns of a result to the rows of the port. Each reader goes with the column list
// beside it.
namespace baton::store {

#define BATON_EVENT_COLUMNS \
  "id, type, source, origin, subject, actor, time, received, depth, root, data, digest"
#define BATON_RUN_COLUMNS                                                                        \
  "id, workflow, version, key, title, goal, status, now_at, revision, \"trigger\", started_at, " \
  "updated_at, ended_at, failing"
#define BATON_JOURNAL_COLUMNS "sequence, run, at, cause, actor, transitions, digest"
#define BATON_STEP_COLUMNS "run, step, status, attempt, due, lane, due_on_wall"
#define BATON_WAIT_COLUMNS "run, step, type, path, value"
#define BATON_APPROVAL_COLUMNS                                                               \
  "run, step, workflow, title, ask, in_group, status, hash, requested_at, due, decided_at, " \
  "actor, comment"
#define BATON_TEMPLATE_COLUMNS "name, version, yaml, hash, title, published_at, actor, file"
#define BATON_TOKEN_COLUMNS \
  "id, name, role, hash, created_at, revoked_at, in_groups, sources, created_by, revoked_by"

// These throw ports::RowDamaged when the row is not what was written.
core::Event event_row(const Statement::Use& use);
ports::RunRow run_row(const Statement::Use& use);
ports::JournalRow journal_row(const Statement::Use& use);
ports::StepRow step_row(const Statement::Use& use);
ports::WaitRow wait_row(const Statement::Use& use);
ports::ApprovalRow approval_row(const Statement::Use& use);
ports::TemplateRow template_row(const Statement::Use& use);
ports::TokenRow token_row(const Statement::Use& use);

}  // namespace baton::store

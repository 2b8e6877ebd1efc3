#pragma once

#include <string_view>

// All statements that read and write the tables of src/store/sql, in SQLite's SQL. The statements
// that open a file and bring its schema up to date are in writer.cpp and migrations.cpp.
namespace baton::store::sql {

// The columns of each row, in the order in which rows.cpp reads them.
#define BATON_EVENT_COLUMNS \
  "id, type, source, origin, subject, actor, time, received, depth, root, trace, data, digest"
#define BATON_RUN_COLUMNS                                                                        \
  "id, workflow, version, key, title, goal, status, now_at, revision, \"trigger\", started_at, " \
  "updated_at, ended_at, failing, standing, calls_for"
#define BATON_JOURNAL_COLUMNS "sequence, run, at, cause, actor, transitions, digest"
#define BATON_STEP_COLUMNS "run, step, item, status, attempt, due, lane, turn"
#define BATON_ALARM_COLUMNS "on_wall, due, run, step, item, kind"
#define BATON_WAIT_COLUMNS "run, step, item, type, path, value, branch"
#define BATON_APPROVAL_COLUMNS                                                         \
  "run, step, item, workflow, title, ask, in_group, status, hash, requested_at, due, " \
  "decided_at, actor, comment"
#define BATON_TASK_COLUMNS                                                                      \
  "run, step, item, workflow, run_title, title, in_group, users, status, owner, requested_at, " \
  "due, ends, done_at, overdue, reopened"
#define BATON_TEMPLATE_COLUMNS "name, version, yaml, hash, title, published_at, actor, file"
#define BATON_TOKEN_COLUMNS                                                                    \
  "id, name, role, hash, created_at, revoked_at, in_groups, sources, created_by, revoked_by, " \
  "scopes, expires_at, used_at"
#define BATON_USER_COLUMNS \
  "id, name, title, role, in_groups, password, created_at, created_by, disabled_at, seen_at"
#define BATON_SESSION_COLUMNS "hash, user, token, created_at, seen_at, expires_at"
#define BATON_CODE_COLUMNS "hash, purpose, user, token, created_by, expires_at"
#define BATON_AUDIT_COLUMNS "sequence, at, actor, act, object, detail, previous, hash"

using Text = std::string_view;

// --- transactions ---

inline constexpr Text kBegin = "BEGIN IMMEDIATE";
inline constexpr Text kCommit = "COMMIT";
inline constexpr Text kRollback = "ROLLBACK";
inline constexpr Text kSavepoint = "SAVEPOINT part";
inline constexpr Text kRelease = "RELEASE part";
inline constexpr Text kRollbackTo = "ROLLBACK TO part";

// --- head ---

inline constexpr Text kHead =
    "SELECT cursor, last_event, last_run, last_sequence, events, runs, runs_open, steps_live, "
    "approvals_open, parked, windows, pruned, words_to, words_missing FROM head";
inline constexpr Text kSaveHead =
    "UPDATE head SET cursor = ?, last_event = ?, last_run = ?, last_sequence = ?, events = ?, "
    "runs = ?, runs_open = ?, steps_live = ?, approvals_open = ?, parked = ?, windows = ?, "
    "pruned = ?, "
    "words_to = ?, words_missing = ?";
// The greatest ids in the tables, which must not be greater than those of the head.
inline constexpr Text kGreatest =
    "SELECT coalesce((SELECT max(id) FROM events), 0), coalesce((SELECT max(id) FROM runs), 0), "
    "coalesce((SELECT max(sequence) FROM journal), 0)";

// --- events ---

inline constexpr Text kEvent = "SELECT " BATON_EVENT_COLUMNS " FROM events WHERE id = ?";
inline constexpr Text kEventsAfter =
    "SELECT " BATON_EVENT_COLUMNS " FROM events WHERE id > ? ORDER BY id LIMIT ?";
inline constexpr Text kEventsForward =
    "SELECT " BATON_EVENT_COLUMNS
    " FROM events WHERE id > ?1 AND id < ?2 AND (?3 = '' OR source = ?3) ORDER BY id";
inline constexpr Text kEventsBackward =
    "SELECT " BATON_EVENT_COLUMNS
    " FROM events WHERE id > ?1 AND id < ?2 AND (?3 = '' OR source = ?3) ORDER BY id DESC";
// The columns of an event stand before its data, so a large event costs no more to look at.
inline constexpr Text kLookThrough =
    "SELECT id, type, source, subject FROM events WHERE id < ?1 AND id > ?2 ORDER BY id DESC "
    "LIMIT ?3";
inline constexpr Text kLookThroughType =
    "SELECT id, type, source, subject FROM events WHERE own = 0 AND type = ?4 AND id < ?1 "
    "AND id > ?2 ORDER BY id DESC LIMIT ?3";
inline constexpr Text kTypeForward =
    "SELECT id FROM events WHERE own = 0 AND type = ?1 AND id > ?2 AND id < ?3 "
    "AND (?4 = '' OR source = ?4) ORDER BY id LIMIT ?5";
inline constexpr Text kTypeBackward =
    "SELECT id FROM events WHERE own = 0 AND type = ?1 AND id > ?2 AND id < ?3 "
    "AND (?4 = '' OR source = ?4) ORDER BY id DESC LIMIT ?5";
inline constexpr Text kNextType =
    "SELECT type FROM events WHERE own = 0 AND type > ? ORDER BY type LIMIT 1";
inline constexpr Text kDescendants =
    "SELECT count(*) FROM (SELECT 1 FROM events WHERE root = ? AND root <> 0 LIMIT ?)";
inline constexpr Text kEventsSince =
    "SELECT count(*) FROM (SELECT 1 FROM events WHERE id > ? LIMIT ?)";
inline constexpr Text kInsertEvent =
    "INSERT INTO events (id, type, source, origin, subject, actor, time, received, stored, depth, "
    "root, own, delivery, trace, data, digest) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (source, origin) WHERE origin <> '' DO NOTHING";
inline constexpr Text kFindOrigin =
    "SELECT id, type, subject, data FROM events WHERE source = ? AND origin = ? AND origin <> ''";
inline constexpr Text kFindDelivery = "SELECT stored, source, delivery FROM events WHERE id = ?";
inline constexpr Text kNewestDeliveries =
    "SELECT id, source, delivery FROM (SELECT id, source, delivery FROM events ORDER BY id DESC "
    "LIMIT ?) WHERE delivery <> '' ORDER BY id";
// True for an event that must stay however old it is: a run was started by it, it is parked, or a
// burst that is not over yet starts its run with it.
#define BATON_EVENT_NEEDED                                              \
  "(EXISTS (SELECT 1 FROM runs WHERE runs.\"trigger\" = events.id) OR " \
  "EXISTS (SELECT 1 FROM parked WHERE parked.event = events.id) OR "    \
  "EXISTS (SELECT 1 FROM bursts WHERE kind = 'debounce' AND bursts.event = events.id))"
inline constexpr Text kOldestEvents = "SELECT id, stored, " BATON_EVENT_NEEDED
                                      " FROM events WHERE id > ? AND id <= ? ORDER BY id LIMIT ?";
inline constexpr Text kDeleteEvent = "DELETE FROM events WHERE id = ?";
inline constexpr Text kReleaseEvent =
    "DELETE FROM events WHERE id = ? AND id <= ? AND NOT " BATON_EVENT_NEEDED;

// --- runs ---

inline constexpr Text kRun = "SELECT " BATON_RUN_COLUMNS " FROM runs WHERE id = ?";
inline constexpr Text kRunsStartedBy =
    "SELECT " BATON_RUN_COLUMNS " FROM runs WHERE \"trigger\" = ? ORDER BY id";
inline constexpr Text kOpenRun =
    "SELECT id FROM runs WHERE workflow = ? AND key = ? AND key <> '' AND open = 1";
inline constexpr Text kInsertRun =
    "INSERT INTO runs (" BATON_RUN_COLUMNS
    ", connection, open, over, last_entry) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
// Most saves do not change the status of a run, so this statement sets no column that has an index
// in which most runs are.
inline constexpr Text kUpdateRun =
    "UPDATE runs SET now_at = ?, revision = ?, updated_at = ?, ended_at = ?, failing = ?, "
    "standing = ?, calls_for = ?, connection = ?, last_entry = ? "
    "WHERE id = ? AND revision = ? AND status = ?";
inline constexpr Text kUpdateStatus =
    "UPDATE runs SET now_at = ?, revision = ?, updated_at = ?, ended_at = ?, failing = ?, "
    "standing = ?, calls_for = ?, connection = ?, last_entry = ?, status = ?, open = ?, over = ? "
    "WHERE id = ? AND revision = ? AND status = ?";
inline constexpr Text kRenameRun = "UPDATE runs SET version = ?, title = ?, goal = ? WHERE id = ?";
inline constexpr Text kNamesOfRun = "SELECT title, key, workflow FROM runs WHERE id = ?";
inline constexpr Text kEndedRuns =
    "SELECT id, \"trigger\", last_entry, title, key, workflow, status, failing FROM runs "
    "WHERE open = 0 AND over < ? ORDER BY over, id LIMIT ?";
inline constexpr Text kDeleteRun = "DELETE FROM runs WHERE id = ?";

// Only rows with runs are of interest: a workflow may be long gone.
inline constexpr Text kRunCounts =
    "SELECT workflow, status, failing, runs FROM run_counts WHERE runs <> 0 "
    "ORDER BY workflow, status, failing";

inline constexpr Text kAddToRunCount =
    "INSERT INTO run_counts VALUES (?, ?, ?, ?) "
    "ON CONFLICT (workflow, status, failing) DO UPDATE SET runs = runs + excluded.runs";
inline constexpr Text kAddToTally =
    "INSERT INTO run_tallies VALUES (?, ?, ?, ?) "
    "ON CONFLICT (quarter, ended, took) DO UPDATE SET runs = runs + excluded.runs";
inline constexpr Text kRunTallies =
    "SELECT quarter, ended, took, runs FROM run_tallies WHERE quarter >= ? AND quarter < ? "
    "ORDER BY quarter, ended, took";
inline constexpr Text kForgetTallies = "DELETE FROM run_tallies WHERE quarter < ?";
inline constexpr Text kAddToFlow =
    "INSERT INTO flow VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (workflow, day, step, version, team, what, took) "
    "DO UPDATE SET count = count + excluded.count, spent = spent + excluded.spent";
inline constexpr Text kFlow =
    "SELECT day, step, version, team, what, took, count, spent FROM flow "
    "WHERE workflow = ? AND day >= ? AND day < ? "
    "ORDER BY workflow, day, step, version, team, what, took";
inline constexpr Text kFlowLengths =
    "SELECT day, step, version, team, what, took, count, spent FROM flow "
    "WHERE workflow = ? AND day >= ? AND day < ? AND step > '' "
    "AND (what = 'succeeded' OR what LIKE 'from %') "
    "ORDER BY workflow, day, step, version, team, what, took";
// SQLite would go by the index of days, and from there to the row of each entry.
inline constexpr Text kFlowOfRuns =
    "SELECT day, step, version, team, what, took, count, spent FROM flow "
    "INDEXED BY sqlite_autoindex_flow_1 "
    "WHERE workflow = ? AND day = ? AND step = '' ORDER BY version, team, what, took";
// Keeps the figures of the newest days that have some; the argument is how many days. They are
// counted and not reckoned from now, since a wall clock that stands years ahead for a moment would
// have all other days forgotten.
inline constexpr Text kForgetFlow =
    "WITH RECURSIVE days (day, number) AS ("
    "SELECT max(day), 1 FROM flow UNION ALL "
    "SELECT (SELECT max(day) FROM flow WHERE day < days.day), number + 1 FROM days "
    "WHERE days.day IS NOT NULL AND number < ?1) "
    "DELETE FROM flow WHERE day < (SELECT day FROM days WHERE number = ?1)";
inline constexpr Text kNewestFlowDay = "SELECT max(day) FROM flow";
inline constexpr Text kClearFlow = "DELETE FROM flow";
// A sum beyond 64 bits becomes a REAL in SQLite, and the cast makes it the greatest integer again.
inline constexpr Text kAddToKpi =
    "INSERT INTO kpi_days VALUES (?, ?, ?, ?, ?) ON CONFLICT (kpi, day, what) "
    "DO UPDATE SET count = count + excluded.count, "
    "thousandths = CAST(thousandths + excluded.thousandths AS INTEGER)";
inline constexpr Text kKpiDays =
    "SELECT kpi, day, what, count, thousandths FROM kpi_days "
    "WHERE kpi = ? AND day >= ? AND day < ? ORDER BY kpi, day, what";
inline constexpr Text kClearKpi = "DELETE FROM kpi_days WHERE kpi = ?";
// As kForgetFlow.
inline constexpr Text kForgetKpiDays =
    "WITH RECURSIVE days (day, number) AS ("
    "SELECT max(day), 1 FROM kpi_days UNION ALL "
    "SELECT (SELECT max(day) FROM kpi_days WHERE day < days.day), number + 1 FROM days "
    "WHERE days.day IS NOT NULL AND number < ?1) "
    "DELETE FROM kpi_days WHERE day < (SELECT day FROM days WHERE number = ?1)";
// The open runs, merged from the three statuses of an open run.
inline constexpr Text kOpenRuns =
    "SELECT id FROM runs WHERE status = 'running' AND id > ?1 UNION ALL "
    "SELECT id FROM runs WHERE status = 'waiting' AND id > ?1 UNION ALL "
    "SELECT id FROM runs WHERE status = 'paused' AND id > ?1 ORDER BY id LIMIT ?2";
inline constexpr Text kRunsUnknown =
    "SELECT " BATON_RUN_COLUMNS
    " FROM runs WHERE id IN (SELECT run FROM steps INDEXED BY steps_unknown WHERE status = "
    "'unknown' AND due IS NULL ORDER BY run DESC LIMIT ?1) ORDER BY id DESC LIMIT ?1";

// --- the words of runs ---

inline constexpr Text kAddWords = "INSERT INTO run_words (rowid, words) VALUES (?, ?)";
// An index without content is told what it holds.
inline constexpr Text kDeleteWords =
    "INSERT INTO run_words (run_words, rowid, words) VALUES ('delete', ?, ?)";
inline constexpr Text kRunsWithoutWords =
    "SELECT id, title, key, workflow FROM runs WHERE id > ? ORDER BY id LIMIT ?";
inline constexpr Text kNextTerm = "SELECT term FROM run_terms WHERE term >= ? LIMIT 1";

// --- how many runs a search would look at, up to a limit ---

inline constexpr Text kCountWords =
    "SELECT count(*) FROM (SELECT 1 FROM run_words WHERE run_words MATCH ? LIMIT ?)";
inline constexpr Text kCountGoal =
    "SELECT count(*) FROM (SELECT 1 FROM runs WHERE goal = ? AND goal <> '' LIMIT ?)";
inline constexpr Text kCountConnection =
    "SELECT (SELECT count(*) FROM (SELECT 1 FROM runs WHERE connection = ?1 AND connection <> '' "
    "LIMIT ?2)) + (SELECT count(*) FROM (SELECT 1 FROM steps WHERE performing = 1 AND lane >= ?1 "
    "|| '.' AND lane < ?1 || '/' LIMIT ?2))";

// --- journal ---

inline constexpr Text kLastEntry = "SELECT last_entry FROM runs WHERE id = ?";
inline constexpr Text kEntry =
    "SELECT " BATON_JOURNAL_COLUMNS ", previous FROM journal WHERE sequence = ?";
inline constexpr Text kEntryBefore = "SELECT run, previous FROM journal WHERE sequence = ?";
inline constexpr Text kJournalAfter =
    "SELECT " BATON_JOURNAL_COLUMNS " FROM journal WHERE sequence > ? ORDER BY sequence LIMIT ?";
inline constexpr Text kRunsChanged =
    "SELECT sequence, run FROM journal WHERE sequence > ? ORDER BY sequence LIMIT ?";
inline constexpr Text kResumed =
    "SELECT DISTINCT run FROM journal WHERE resumed = 1 AND cause = ? ORDER BY run LIMIT ?";
inline constexpr Text kInsertEntry =
    "INSERT INTO journal (" BATON_JOURNAL_COLUMNS
    ", previous, resumed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, "
    "coalesce((SELECT last_entry FROM runs WHERE id = ?2), 0), ?8)";
inline constexpr Text kDeleteEntry = "DELETE FROM journal WHERE sequence = ? RETURNING previous";

// --- steps, and of them the outbox ---

inline constexpr Text kSteps =
    "SELECT " BATON_STEP_COLUMNS " FROM steps WHERE run = ? ORDER BY step, item";
// SQLite sorts rows without a due time before all others.
inline constexpr Text kOutbox =
    "SELECT " BATON_STEP_COLUMNS
    " FROM steps WHERE performing = 1 AND lane = ? ORDER BY due, turn, run, step, item";
inline constexpr Text kNextOutboxLane =
    "SELECT lane FROM steps WHERE performing = 1 AND lane >= ? ORDER BY lane LIMIT 1";
inline constexpr Text kInsertStep =
    "INSERT INTO steps (" BATON_STEP_COLUMNS ", performing) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr Text kUpdateStep =
    "UPDATE steps SET status = ?, performing = ?, attempt = ?, due = ?, lane = ?, turn = ? "
    "WHERE run = ? AND step = ? AND item = ?";
inline constexpr Text kDeleteStep = "DELETE FROM steps WHERE run = ? AND step = ? AND item = ?";
inline constexpr Text kDeleteSteps = "DELETE FROM steps WHERE run = ?";

// --- alarms ---

inline constexpr Text kDueAlarms =
    "SELECT " BATON_ALARM_COLUMNS
    " FROM alarms WHERE on_wall = ? AND due <= ? ORDER BY due, run, step, item, kind";
inline constexpr Text kInsertAlarm =
    "INSERT INTO alarms (" BATON_ALARM_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?)";
inline constexpr Text kDeleteAlarm =
    "DELETE FROM alarms WHERE on_wall = ? AND due = ? AND run = ? AND step = ? AND item = ? "
    "AND kind = ?";

inline constexpr Text kScheduleDue = "SELECT due FROM alarms WHERE kind = 'schedule' AND step = ?";
inline constexpr Text kScheduled = "SELECT step FROM alarms WHERE kind = 'schedule' ORDER BY step";
inline constexpr Text kDeleteSchedule = "DELETE FROM alarms WHERE kind = 'schedule' AND step = ?";

// --- slots ---
inline constexpr Text kSlotHolders =
    "SELECT run FROM slots WHERE workflow = ? AND key = ? AND held = 1 ORDER BY run LIMIT ?";
inline constexpr Text kHoldsSlot =
    "SELECT run FROM slots WHERE workflow = ? AND key = ? AND held = 1 AND run = ?";
inline constexpr Text kNextInSlot =
    "SELECT run FROM slots WHERE workflow = ? AND key = ? AND held = 0 ORDER BY run LIMIT 1";
inline constexpr Text kAwaitedSlot =
    "SELECT key FROM slots WHERE workflow = ? AND key > ? AND held = 0 ORDER BY key LIMIT 1";
inline constexpr Text kAheadInSlot =
    "SELECT COUNT(*) FROM slots WHERE workflow = ? AND key = ? AND held = 0 AND run < ?";
inline constexpr Text kGiveSlot =
    "UPDATE slots SET held = 1 WHERE workflow = ? AND key = ? AND held = 0 AND run = ?";
// A run that waits may have been given its place since the run was read.
inline constexpr Text kDeleteSlot =
    "DELETE FROM slots WHERE workflow = ? AND key = ? AND held IN (0, 1, 2) AND run = ?";
inline constexpr Text kInsertSlot =
    "INSERT INTO slots (workflow, key, held, run) VALUES (?, ?, ?, ?)";

// --- bursts ---
inline constexpr Text kBurst =
    "SELECT workflow, kind, key, event, count, refused, until, due FROM bursts WHERE name = ?";
inline constexpr Text kPutBurst =
    "INSERT OR REPLACE INTO bursts (name, workflow, kind, key, event, count, refused, until, due) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr Text kDeleteBurst = "DELETE FROM bursts WHERE name = ?";

// --- facts ---
#define BATON_FACT_COLUMNS \
  "sequence, value, digest, name, key, at, event, actor, source, note, since, stale"
inline constexpr Text kFact =
    "SELECT " BATON_FACT_COLUMNS " FROM facts WHERE name = ? AND key = ? AND current = 1";
inline constexpr Text kFactsOf =
    "SELECT " BATON_FACT_COLUMNS
    " FROM facts WHERE name = ? AND key > ? AND current = 1 ORDER BY key LIMIT ?";
// One with an empty key stands before all others.
inline constexpr Text kFactsFrom =
    "SELECT " BATON_FACT_COLUMNS
    " FROM facts WHERE name = ? AND key >= ? AND current = 1 ORDER BY key LIMIT ?";
inline constexpr Text kFactCount = "SELECT COUNT(*) FROM facts WHERE name = ? AND current = 1";
inline constexpr Text kFactHistory =
    "SELECT " BATON_FACT_COLUMNS
    " FROM facts WHERE name = ? AND key = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?";
inline constexpr Text kFactWas =
    "UPDATE facts SET current = 0 WHERE name = ? AND key = ? AND current = 1";
inline constexpr Text kInsertFact =
    "INSERT INTO facts (name, key, current, value, digest, at, event, actor, source, note, since, "
    "stale) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr Text kTrimFacts =
    "DELETE FROM facts WHERE name = ?1 AND key = ?2 AND sequence <= (SELECT sequence FROM facts "
    "WHERE name = ?1 AND key = ?2 ORDER BY sequence DESC LIMIT 1 OFFSET ?3)";

// --- windows ---
#define BATON_WINDOW_COLUMNS "window, key, state, expires, due"
inline constexpr Text kWindow =
    "SELECT " BATON_WINDOW_COLUMNS " FROM windows WHERE window = ? AND key = ?";
inline constexpr Text kWindows = "SELECT " BATON_WINDOW_COLUMNS
                                 " FROM windows WHERE window = ? AND key > ? ORDER BY key LIMIT ?";
inline constexpr Text kNextWindows =
    "SELECT " BATON_WINDOW_COLUMNS
    " FROM windows WHERE (window, key) > (?, ?) ORDER BY window, key LIMIT ?";
inline constexpr Text kPutWindow =
    "INSERT OR REPLACE INTO windows (window, key, state, expires, due) VALUES (?, ?, ?, ?, ?)";
inline constexpr Text kDeleteWindow = "DELETE FROM windows WHERE window = ? AND key = ?";

// --- waits ---

inline constexpr Text kWaits = "SELECT " BATON_WAIT_COLUMNS
                               " FROM waits WHERE type = ? AND path = ? AND value = ? "
                               "ORDER BY run, step, item, branch";
inline constexpr Text kWaiting =
    "SELECT DISTINCT run FROM waits WHERE type = ? AND path = ? AND value = ? AND run > ? "
    "ORDER BY run LIMIT ?";
inline constexpr Text kNextWaitPath =
    "SELECT path FROM waits WHERE type = ? AND path >= ? ORDER BY path LIMIT 1";
inline constexpr Text kPutWait =
    "INSERT OR REPLACE INTO waits (" BATON_WAIT_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?)";
inline constexpr Text kDeleteStepWaits =
    "DELETE FROM waits WHERE run = ? AND step = ? AND item = ?";
inline constexpr Text kDeleteWaits = "DELETE FROM waits WHERE run = ?";

// --- approvals ---

inline constexpr Text kApprovals =
    "SELECT " BATON_APPROVAL_COLUMNS
    " FROM approvals WHERE (run, step, item) > (?, ?, ?) ORDER BY run, step, item LIMIT ?";
inline constexpr Text kApprovalsByStatus =
    "SELECT " BATON_APPROVAL_COLUMNS
    " FROM approvals WHERE status = ? AND (run, step, item) > (?, ?, ?) "
    "ORDER BY run, step, item LIMIT ?";
inline constexpr Text kApproval =
    "SELECT " BATON_APPROVAL_COLUMNS " FROM approvals WHERE run = ? AND step = ? AND item = ?";
inline constexpr Text kPutApproval = "INSERT OR REPLACE INTO approvals (" BATON_APPROVAL_COLUMNS
                                     ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr Text kDeleteOpenApprovals =
    "DELETE FROM approvals WHERE run = ? AND status = 'open'";
inline constexpr Text kDeleteApprovals = "DELETE FROM approvals WHERE run = ?";

// --- tasks ---

inline constexpr Text kTasks =
    "SELECT " BATON_TASK_COLUMNS
    " FROM tasks WHERE (run, step, item) > (?, ?, ?) ORDER BY run, step, item LIMIT ?";
inline constexpr Text kTasksByStatus =
    "SELECT " BATON_TASK_COLUMNS
    " FROM tasks WHERE status = ? AND (run, step, item) > (?, ?, ?) "
    "ORDER BY run, step, item LIMIT ?";
inline constexpr Text kTasksToDo = "SELECT " BATON_TASK_COLUMNS
                                   " FROM tasks WHERE to_do = 1 AND (run, step, item) > (?, ?, ?) "
                                   "ORDER BY run, step, item LIMIT ?";
inline constexpr Text kTask =
    "SELECT " BATON_TASK_COLUMNS " FROM tasks WHERE run = ? AND step = ? AND item = ?";
inline constexpr Text kPutTask =
    "INSERT OR REPLACE INTO tasks (" BATON_TASK_COLUMNS
    ", to_do) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr Text kDeleteTasks = "DELETE FROM tasks WHERE run = ?";

// --- templates ---

inline constexpr Text kTemplates =
    "SELECT " BATON_TEMPLATE_COLUMNS " FROM templates WHERE active = 1 ORDER BY name";
inline constexpr Text kActiveTemplate =
    "SELECT " BATON_TEMPLATE_COLUMNS " FROM templates WHERE name = ? AND active = 1";
inline constexpr Text kTemplateVersion =
    "SELECT " BATON_TEMPLATE_COLUMNS " FROM templates WHERE name = ? AND version = ?";
inline constexpr Text kLatestTemplate =
    "SELECT " BATON_TEMPLATE_COLUMNS " FROM templates WHERE name = ? ORDER BY version DESC LIMIT 1";
// As BATON_TEMPLATE_COLUMNS, without the text.
inline constexpr Text kTemplateVersions =
    "SELECT name, version, '', hash, title, published_at, actor, file FROM templates "
    "WHERE name = ? AND version < ? ORDER BY version DESC LIMIT ?";
// Goes from name to name, so that the versions of a workflow cost one look-up.
inline constexpr Text kRetiredTemplates =
    "WITH RECURSIVE names (name) AS (SELECT min(name) FROM templates UNION ALL SELECT (SELECT "
    "min(name) FROM templates WHERE name > names.name) FROM names WHERE names.name IS NOT NULL) "
    "SELECT " BATON_TEMPLATE_COLUMNS
    " FROM names CROSS JOIN templates USING (name) WHERE version = (SELECT max(version) FROM "
    "templates AS t WHERE t.name = names.name) AND NOT EXISTS (SELECT 1 FROM templates AS t WHERE "
    "t.name = names.name AND t.active = 1) ORDER BY name";
inline constexpr Text kInsertTemplate =
    "INSERT INTO templates (" BATON_TEMPLATE_COLUMNS ", active) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)";
inline constexpr Text kDeactivate = "UPDATE templates SET active = 0 WHERE name = ? AND active = 1";
inline constexpr Text kActivate = "UPDATE templates SET active = 1 WHERE name = ? AND version = ?";

// --- users, sessions, codes ---

inline constexpr Text kUsers = "SELECT " BATON_USER_COLUMNS " FROM users ORDER BY name";
inline constexpr Text kLastUser = "SELECT coalesce(max(id), 0) FROM users";
inline constexpr Text kPutUser =
    "INSERT INTO users (" BATON_USER_COLUMNS
    ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET title = "
    "excluded.title, "
    "role = excluded.role, in_groups = excluded.in_groups, password = excluded.password, "
    "disabled_at = excluded.disabled_at, seen_at = excluded.seen_at";
inline constexpr Text kSeeUser = "UPDATE users SET seen_at = ?2 WHERE id = ?1";

inline constexpr Text kSessions =
    "SELECT " BATON_SESSION_COLUMNS " FROM sessions ORDER BY created_at, hash";
inline constexpr Text kPutSession =
    "INSERT INTO sessions (" BATON_SESSION_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?)";
inline constexpr Text kSeeSession = "UPDATE sessions SET seen_at = ?2 WHERE hash = ?1";
inline constexpr Text kDeleteSession = "DELETE FROM sessions WHERE hash = ?";
inline constexpr Text kDeleteSessionsOf = "DELETE FROM sessions WHERE user = ? AND hash <> ?";
inline constexpr Text kDeleteEndedSessions = "DELETE FROM sessions WHERE expires_at <= ?";
inline constexpr Text kDeleteOldSessions =
    "DELETE FROM sessions WHERE user = ?1 AND token = ?2 AND hash NOT IN (SELECT hash FROM "
    "sessions "
    "WHERE user = ?1 AND token = ?2 ORDER BY created_at DESC, hash LIMIT ?3)";

inline constexpr Text kCode = "SELECT " BATON_CODE_COLUMNS " FROM codes WHERE hash = ?";
inline constexpr Text kPutCode =
    "INSERT INTO codes (" BATON_CODE_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?)";
inline constexpr Text kDeleteCode = "DELETE FROM codes WHERE hash = ?";
inline constexpr Text kDeleteCodesOf = "DELETE FROM codes WHERE user = ?";
inline constexpr Text kDeleteOtherCodes =
    "DELETE FROM codes WHERE expires_at <= ? OR (purpose = ? AND user = ? AND token = ?)";

// --- the audit ---

inline constexpr Text kNextAct = "SELECT act FROM audit WHERE act >= ? ORDER BY act LIMIT 1";
inline constexpr Text kLastAudit =
    "SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1";
inline constexpr Text kInsertAudit =
    "INSERT INTO audit (" BATON_AUDIT_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

// --- tokens, parked events, settings ---

inline constexpr Text kTokens = "SELECT " BATON_TOKEN_COLUMNS " FROM tokens ORDER BY id";
inline constexpr Text kLastToken = "SELECT coalesce(max(id), 0) FROM tokens";
inline constexpr Text kPutToken = "INSERT OR REPLACE INTO tokens (" BATON_TOKEN_COLUMNS
                                  ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr Text kSeeToken = "UPDATE tokens SET used_at = ?2 WHERE id = ?1";

inline constexpr Text kParked = "SELECT event, cause, at FROM parked ORDER BY event LIMIT ?";
inline constexpr Text kParkedEvent = "SELECT event, cause, at FROM parked WHERE event = ?";
inline constexpr Text kPutParked =
    "INSERT OR REPLACE INTO parked (event, cause, at) VALUES (?, ?, ?)";
inline constexpr Text kDeleteParked = "DELETE FROM parked WHERE event = ?";

inline constexpr Text kSetting = "SELECT value FROM settings WHERE name = ?";
inline constexpr Text kPutSetting = "INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)";
inline constexpr Text kDeleteSetting = "DELETE FROM settings WHERE name = ?";

}  // namespace baton::store::sql

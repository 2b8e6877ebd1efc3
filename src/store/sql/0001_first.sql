-- The first schema. Times are microseconds since 1970, ids are the integers of core/ids.hpp, JSON is compact text.
-- `digest` is the checksum of the JSON beside it (checksum.hpp): what was damaged on disk is named, never served.

PRAGMA application_id = 1111577679;  -- "BATO"

-- One row: where the log and the counters stand. Written once per commit.
CREATE TABLE head (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  cursor INTEGER NOT NULL,          -- the last event that was stepped
  last_event INTEGER NOT NULL,      -- the greatest ids ever stored: they are not given out again when the rows are pruned
  last_run INTEGER NOT NULL,
  last_sequence INTEGER NOT NULL,
  events INTEGER NOT NULL,
  runs INTEGER NOT NULL,
  runs_open INTEGER NOT NULL,
  steps_live INTEGER NOT NULL,
  approvals_open INTEGER NOT NULL,
  parked INTEGER NOT NULL,
  windows INTEGER NOT NULL,
  pruned INTEGER NOT NULL,          -- how far the log has been pruned: what stands before it is needed by a run or a burst, or parked
  words_to INTEGER NOT NULL,        -- the last run whose words are in run_words
  words_missing INTEGER NOT NULL    -- how many runs came after that one
) STRICT;
INSERT INTO head VALUES (1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

-- The log. An event's id is its position.
CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  source TEXT NOT NULL,
  origin TEXT NOT NULL,
  subject TEXT NOT NULL,
  actor TEXT NOT NULL,
  time INTEGER NOT NULL,
  received INTEGER NOT NULL,
  stored INTEGER NOT NULL,          -- in steady time, which nobody sets: since when it is kept
  depth INTEGER NOT NULL,
  root INTEGER NOT NULL,            -- the event from outside that caused it; 0: it is one
  own INTEGER NOT NULL,             -- 1: Baton's own, addressed to one run: nobody starts from it or waits for it
  delivery TEXT NOT NULL,           -- what the signed request that brought it is known by, for a day; mostly empty
  trace TEXT NOT NULL,              -- the traceparent that came with it, or with what caused it; mostly empty
  data TEXT NOT NULL,
  digest INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX events_origin ON events (source, origin) WHERE origin <> '';
-- For looking back; events that are addressed to one run are not looked for by type. Every index ends in the row's key, so a
-- page by cursor is one range of it.
CREATE INDEX events_type ON events (type) WHERE own = 0;
-- For counting what an event has caused.
CREATE INDEX events_root ON events (root) WHERE root <> 0;

-- The journal is the truth about a run; `runs`, `steps`, `alarms`, `waits`, `approvals` and `tasks` are its projections.
CREATE TABLE journal (
  sequence INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  at INTEGER NOT NULL,
  cause INTEGER NOT NULL,
  actor TEXT NOT NULL,
  previous INTEGER NOT NULL,        -- the run's entry before; 0: its first. An index of them would cost four pages a commit.
  resumed INTEGER NOT NULL,         -- 1: a wait of the run took the event that caused this
  transitions TEXT NOT NULL,        -- stands behind what is read without it, since it may be large
  digest INTEGER NOT NULL
) STRICT;
-- An event may move on a million runs, of which a list names the first few.
CREATE INDEX journal_resumed ON journal (cause, run) WHERE resumed = 1;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  workflow TEXT NOT NULL,
  version INTEGER NOT NULL,
  key TEXT NOT NULL,
  title TEXT NOT NULL,
  goal TEXT NOT NULL,
  status TEXT NOT NULL,
  open INTEGER NOT NULL,            -- 0: ended
  now_at TEXT NOT NULL,
  revision INTEGER NOT NULL,
  "trigger" INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  ended_at INTEGER,
  over INTEGER,                     -- when it ended, in steady time: since when it is kept
  last_entry INTEGER NOT NULL,      -- of its journal
  failing INTEGER NOT NULL,         -- 1: open, and a step has failed
  standing TEXT NOT NULL,           -- where it stands and how its time was spent, as JSON (standing_text.hpp)
  calls_for INTEGER NOT NULL,       -- what it calls people for (ports::CallsFor); mostly 0, nothing
  connection TEXT NOT NULL          -- whose action has stopped the run or holds it up; mostly empty
) STRICT;
-- These two carry one column more: a list of one status and one workflow, or of one workflow and one goal, passes over other runs
-- without reading their rows.
CREATE INDEX runs_status ON runs (status, id, workflow);
CREATE INDEX runs_workflow ON runs (workflow, id, goal);
CREATE INDEX runs_failing ON runs (failing) WHERE failing = 1;
CREATE INDEX runs_calls ON runs (calls_for) WHERE calls_for > 0;
CREATE INDEX runs_key ON runs (key) WHERE key <> '';
CREATE INDEX runs_goal ON runs (goal) WHERE goal <> '';
CREATE INDEX runs_connection ON runs (connection) WHERE connection <> '';
CREATE INDEX runs_trigger ON runs ("trigger");
CREATE INDEX runs_over ON runs (over) WHERE open = 0;
CREATE UNIQUE INDEX runs_open_key ON runs (workflow, key) WHERE key <> '' AND open = 1;

-- How many runs of a workflow stand alike: with each commit it is brought up to date, so nothing is ever counted by a scan.
CREATE TABLE run_counts (
  workflow TEXT NOT NULL,
  status TEXT NOT NULL,
  failing INTEGER NOT NULL,
  runs INTEGER NOT NULL,
  PRIMARY KEY (workflow, status, failing)
) STRICT, WITHOUT ROWID;

-- How many runs started and ended in each quarter of an hour, for the figures of the overview.
CREATE TABLE run_tallies (
  quarter INTEGER NOT NULL,         -- counted since 1970, by the wall clock
  ended TEXT NOT NULL,              -- the status with which they ended; empty: they started
  took INTEGER NOT NULL,            -- the class of how long they took (run_tally.hpp); 0 for those that started
  runs INTEGER NOT NULL,
  PRIMARY KEY (quarter, ended, took)
) STRICT, WITHOUT ROWID;

-- What the figures of a workflow are made of: how many times something took about so long, by day, step and team (insight/flow.hpp). With
-- each commit it is brought up to date, so that no figure goes over runs. It is kept longer than the runs.
CREATE TABLE flow (
  workflow TEXT NOT NULL,
  day INTEGER NOT NULL,             -- on which it ended, counted since 1970 in UTC
  step TEXT NOT NULL,               -- empty: the run as a whole
  version INTEGER NOT NULL,
  team TEXT NOT NULL,               -- of the step; may be empty
  what TEXT NOT NULL,               -- a phase, an outcome, "first_action", "decided" or "returned"
  took INTEGER NOT NULL,            -- the class of how long it took
  count INTEGER NOT NULL,
  spent INTEGER NOT NULL,           -- how long they took all together
  PRIMARY KEY (workflow, day, step, version, team, what, took)
) STRICT, WITHOUT ROWID;
-- For forgetting. Rows are updated more often than they are made, and an update does not touch it.
CREATE INDEX flow_day ON flow (day);

-- How many events counted for a KPI, by the day on which they were received (ports/kpis.hpp).
CREATE TABLE kpi_days (
  kpi TEXT NOT NULL,
  day INTEGER NOT NULL,             -- counted since 1970 in UTC
  what TEXT NOT NULL,               -- as what they count: "from", "promoters", …
  count INTEGER NOT NULL,
  thousandths INTEGER NOT NULL,     -- the sum of the numbers that they brought
  PRIMARY KEY (kpi, day, what)
) STRICT, WITHOUT ROWID;
CREATE INDEX kpi_days_day ON kpi_days (day);

-- What is forecast of the open runs (runtime/foresight.hpp). Rows of runs that have ended go a moment later. The names differ from those
-- of `runs`, which lists of runs read beside them.
CREATE TABLE forecasts (
  run INTEGER PRIMARY KEY,
  of_revision INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  late INTEGER NOT NULL,            -- the probability that it ends late, in parts of ten thousand; -1: it has no due time
  at_risk INTEGER NOT NULL,         -- 1: it was called at risk, and has not been taken back since
  ends_10 INTEGER NOT NULL,         -- when it ends, by the wall clock: before this in one case of ten
  ends_50 INTEGER NOT NULL,
  ends_90 INTEGER NOT NULL,
  detail TEXT NOT NULL              -- all that is told of it, as JSON
) STRICT;

-- The newest values of the series that detectors watch (runtime/detector_watch.hpp): what they know is computed from these.
CREATE TABLE detector_values (
  detector TEXT NOT NULL,
  key TEXT NOT NULL,                -- which series of the detector; empty: it has one
  at INTEGER NOT NULL,              -- by the wall clock
  event INTEGER NOT NULL,           -- that had the value; 0: it is of a period
  value TEXT NOT NULL,              -- a JSON number
  trials INTEGER NOT NULL,          -- of a rate
  PRIMARY KEY (detector, key, at, event)
) STRICT, WITHOUT ROWID;

-- The newest alarms of detectors.
CREATE TABLE detector_alarms (
  detector TEXT NOT NULL,
  at INTEGER NOT NULL,              -- the moment of the value at which it was seen
  key TEXT NOT NULL,
  detail TEXT NOT NULL,             -- the data of its event, as JSON
  PRIMARY KEY (detector, at, key)
) STRICT, WITHOUT ROWID;

-- The words of runs (core/words.hpp), by the ids of the runs. They are added for some hundred runs at a time, since each commit that adds
-- any costs several pages: the head says which runs are in.
CREATE VIRTUAL TABLE run_words USING fts5 (words, content = '', detail = none, columnsize = 0, tokenize = 'ascii');
CREATE VIRTUAL TABLE run_terms USING fts5vocab (run_words, instance);

-- Steps to which something still has to happen; those that are performing are the outbox.
CREATE TABLE steps (
  run INTEGER NOT NULL,
  step TEXT NOT NULL,
  item INTEGER NOT NULL,            -- of a list that the step is done for; -1: it is done once
  status TEXT NOT NULL,
  performing INTEGER NOT NULL,      -- 1: in the outbox: running, or its effect is looked for (unknown, cancelled)
  attempt INTEGER NOT NULL,
  due INTEGER,                      -- when its next attempt or look is due, in steady time; all else that comes due is in alarms
  lane TEXT NOT NULL,               -- of an action: "jira.create_issue"; the outbox is read by lane, so that one that is held blocks no other
  turn INTEGER NOT NULL,            -- of those without a due time, the lowest is first: when it was decided, in seconds, earlier or later by its priority
  PRIMARY KEY (run, step, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX steps_outbox ON steps (lane, due, turn) WHERE performing = 1;
-- Those about which a person has to say what became of them; mostly none.
CREATE INDEX steps_unknown ON steps (run) WHERE status = 'unknown' AND due IS NULL;

-- All that comes due at some time but the outbox. The row is the key, which is the index it is found by. An ended run has none.
CREATE TABLE alarms (
  on_wall INTEGER NOT NULL,         -- 1: due by the wall clock; 0: in steady time
  due INTEGER NOT NULL,
  run INTEGER NOT NULL,
  step TEXT NOT NULL,
  item INTEGER NOT NULL,            -- as in steps
  kind TEXT NOT NULL,               -- what comes due
  PRIMARY KEY (on_wall, due, run, step, item, kind)
) STRICT, WITHOUT ROWID;
-- A workflow with schedules has one alarm for all of them: by the wall clock, of no run (0), with the workflow's name as its step. It is
-- found by that name when a version is published or retired.
CREATE UNIQUE INDEX alarms_schedules ON alarms (step) WHERE kind = 'schedule';

-- The columns of the key stand first, in its order: the check of SQLite 3.40 takes the others for NULL where they do not.
CREATE TABLE waits (
  run INTEGER NOT NULL,
  step TEXT NOT NULL,
  item INTEGER NOT NULL,            -- as in steps
  branch INTEGER NOT NULL,          -- tells the waits of one step apart; 0: its first
  type TEXT NOT NULL,
  path TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run, step, item, branch)
) STRICT, WITHOUT ROWID;
CREATE INDEX waits_lookup ON waits (type, path, value);

-- The slots of workflows with `concurrency`. Of the runs that wait, the lowest is next: ids grow with time. An ended run has no row.
CREATE TABLE slots (
  workflow TEXT NOT NULL,
  key TEXT NOT NULL,
  held INTEGER NOT NULL,            -- 1: the run has a place; 0: it waits for one; 2: it is paused and passed over
  run INTEGER NOT NULL,
  PRIMARY KEY (workflow, key, held, run)
) STRICT, WITHOUT ROWID;

-- Events of one key that are held back until their burst is over, or counted. `name` is what its alarm, of no run, has as its step.
CREATE TABLE bursts (
  name TEXT NOT NULL PRIMARY KEY,
  workflow TEXT NOT NULL,
  kind TEXT NOT NULL,               -- "debounce" or "throttle"
  key TEXT NOT NULL,
  event INTEGER NOT NULL,           -- the last of them
  count INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  until INTEGER NOT NULL,           -- in steady time, as due
  due INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- For pruning: the run of a burst that is held back starts with its event, which is kept until then.
CREATE INDEX bursts_event ON bursts (event) WHERE kind = 'debounce';

-- What facts are, and what they were: the newest values of each fact and key. `stale` is also the due time of an alarm of no run, which
-- has the fact and the key as its step.
CREATE TABLE facts (
  sequence INTEGER PRIMARY KEY,     -- the order in which they were set
  name TEXT NOT NULL,
  key TEXT NOT NULL,                -- empty: the fact has one value
  current INTEGER NOT NULL,         -- 1: what it is; 0: what it was
  value TEXT NOT NULL,
  digest INTEGER NOT NULL,
  at INTEGER NOT NULL,
  event INTEGER NOT NULL,           -- that set it; it may have been pruned
  actor TEXT NOT NULL,
  source TEXT NOT NULL,
  note TEXT NOT NULL,
  since INTEGER NOT NULL,           -- when it was set, in steady time
  stale INTEGER                     -- when it is too old to be relied on, in steady time
) STRICT;
CREATE UNIQUE INDEX facts_current ON facts (name, key) WHERE current = 1;
CREATE INDEX facts_history ON facts (name, key);

-- What windows and thresholds of triggers keep of the events of a key. Rows that say nothing any more are deleted a few at a time as others
-- come, so that no index by time is needed.
CREATE TABLE windows (
  window INTEGER NOT NULL,          -- a digest of what it counts, so that a version with the same window goes on with its rows
  key TEXT NOT NULL,
  state TEXT NOT NULL,              -- as JSON (engine/window_state.cpp)
  expires INTEGER NOT NULL,         -- from when on it says nothing any more, in steady time
  due INTEGER,                      -- when it fires by itself, in steady time, as its alarm
  PRIMARY KEY (window, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE approvals (
  run INTEGER NOT NULL,
  step TEXT NOT NULL,
  item INTEGER NOT NULL,            -- as in steps
  workflow TEXT NOT NULL,
  title TEXT NOT NULL,
  ask TEXT NOT NULL,
  in_group TEXT NOT NULL,           -- whose members may decide
  status TEXT NOT NULL,
  hash TEXT NOT NULL,
  requested_at INTEGER NOT NULL,
  due INTEGER,
  decided_at INTEGER,
  actor TEXT NOT NULL,
  comment TEXT NOT NULL,
  PRIMARY KEY (run, step, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX approvals_status ON approvals (status);

CREATE TABLE tasks (
  run INTEGER NOT NULL,
  step TEXT NOT NULL,
  item INTEGER NOT NULL,            -- as in steps
  workflow TEXT NOT NULL,
  run_title TEXT NOT NULL,
  title TEXT NOT NULL,
  in_group TEXT NOT NULL,           -- whose members may do it
  users TEXT NOT NULL,              -- who may do it beside them, as a JSON list of names
  status TEXT NOT NULL,
  to_do INTEGER NOT NULL,           -- 1: open or claimed
  owner TEXT NOT NULL,              -- who has it, or did it; empty: nobody
  requested_at INTEGER NOT NULL,
  due INTEGER,                      -- when it should be done, in steady time
  ends INTEGER,                     -- when the step fails, in steady time
  done_at INTEGER,
  overdue INTEGER NOT NULL,
  reopened INTEGER NOT NULL,        -- how often
  PRIMARY KEY (run, step, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX tasks_status ON tasks (status);
CREATE INDEX tasks_to_do ON tasks (to_do) WHERE to_do = 1;

CREATE TABLE templates (
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  active INTEGER NOT NULL,
  yaml TEXT NOT NULL,
  hash TEXT NOT NULL,
  title TEXT NOT NULL,
  published_at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  file TEXT NOT NULL                -- it came from; empty: from none
) STRICT;
CREATE UNIQUE INDEX templates_version ON templates (name, version);
CREATE UNIQUE INDEX templates_active ON templates (name) WHERE active = 1;

CREATE TABLE tokens (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  hash TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER,
  in_groups TEXT NOT NULL,          -- whose approvals it may decide, as a JSON list of names
  sources TEXT NOT NULL,            -- whose events it may hand in, as a JSON list of names
  created_by TEXT NOT NULL,
  revoked_by TEXT NOT NULL,
  scopes TEXT NOT NULL,             -- what it may be used for of what its role may, as a JSON list of words; []: all of it
  expires_at INTEGER,
  used_at INTEGER                   -- to about a minute
) STRICT;

CREATE TABLE users (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  role TEXT NOT NULL,
  in_groups TEXT NOT NULL,          -- whose approvals they may decide, as a JSON list of names
  password TEXT NOT NULL,           -- as argon2id writes it; empty: none was chosen yet
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  disabled_at INTEGER,
  seen_at INTEGER                   -- to about a minute
) STRICT;
CREATE UNIQUE INDEX users_name ON users (name);

-- Who is signed in. Of each user or token there are at most fifty.
CREATE TABLE sessions (
  hash TEXT PRIMARY KEY,            -- SHA-256 of the bits of the cookie
  user INTEGER NOT NULL,            -- whose it is; 0: a token's
  token INTEGER NOT NULL,           -- by which somebody signed in; 0: it is a user's
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,         -- to about a minute
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One-time codes. A code that was used is deleted.
CREATE TABLE codes (
  hash TEXT PRIMARY KEY,            -- SHA-256 of the bits of the code
  purpose TEXT NOT NULL,
  user INTEGER NOT NULL,            -- whose it is; 0: nobody's or a token's
  token INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who did what: a chain of hashes over its rows (identity/audit.hpp). Rows are never changed and never deleted.
CREATE TABLE audit (
  sequence INTEGER PRIMARY KEY,     -- 1, 2, 3 … without gaps
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  act TEXT NOT NULL,
  object TEXT NOT NULL,
  detail TEXT NOT NULL,
  previous TEXT NOT NULL,           -- the hash of the row before; empty in the first
  hash TEXT NOT NULL
) STRICT;
-- People act some thousand times a day at most, so that three indexes cost little.
CREATE INDEX audit_actor ON audit (actor);
CREATE INDEX audit_act ON audit (act);
CREATE INDEX audit_object ON audit (object);

CREATE TABLE parked (
  event INTEGER PRIMARY KEY,
  cause TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

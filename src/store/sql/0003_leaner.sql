-- A run's entries are found from its row, each from the one after it: an index of them cost four pages a commit.
ALTER TABLE runs ADD COLUMN last_entry INTEGER NOT NULL DEFAULT 0;
ALTER TABLE journal ADD COLUMN previous INTEGER NOT NULL DEFAULT 0;  -- the run's entry before; 0: its first
UPDATE journal SET previous = coalesce((SELECT max(before.sequence) FROM journal AS before
  WHERE before.run = journal.run AND before.sequence < journal.sequence), 0);
UPDATE runs SET last_entry = coalesce((SELECT max(sequence) FROM journal WHERE run = runs.id), 0);
DROP INDEX journal_run;

-- The outbox is read by connection: one whose vendor is down does not stand in the way of the others. Rows from before say none.
ALTER TABLE steps ADD COLUMN connection TEXT NOT NULL DEFAULT '';
DROP INDEX steps_outbox;
CREATE INDEX steps_outbox ON steps (connection, due) WHERE performing = 1;

-- How far the log has been pruned. What stands before it is needed: its run is kept, or it is parked.
ALTER TABLE head ADD COLUMN pruned INTEGER NOT NULL DEFAULT 0;

-- A run's entries are found from its row, each from the one after it: an index of them cost four pages a commit.
-- OR ROLLBACK: an update of a whole table otherwise keeps in memory how to undo itself alone.
ALTER TABLE runs ADD COLUMN last_entry INTEGER NOT NULL DEFAULT 0;
ALTER TABLE journal ADD COLUMN previous INTEGER NOT NULL DEFAULT 0;  -- the run's entry before; 0: its first
UPDATE OR ROLLBACK journal SET previous = coalesce((SELECT max(before.sequence) FROM journal AS before
  WHERE before.run = journal.run AND before.sequence < journal.sequence), 0);
UPDATE OR ROLLBACK runs SET last_entry = coalesce((SELECT max(sequence) FROM journal WHERE run = runs.id), 0);
DROP INDEX journal_run;

-- How far the log has been pruned. What stands before it is needed: its run is kept, or it is parked.
ALTER TABLE head ADD COLUMN pruned INTEGER NOT NULL DEFAULT 0;

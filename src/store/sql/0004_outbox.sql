-- The outbox is read by connection: one whose vendor is down does not stand in the way of the others. Rows from before say none.
ALTER TABLE steps ADD COLUMN connection TEXT NOT NULL DEFAULT '';
DROP INDEX steps_outbox;
CREATE INDEX steps_outbox ON steps (connection, due) WHERE performing = 1;

-- The groups whose approvals a token may decide, as a JSON list of names.
ALTER TABLE tokens ADD COLUMN in_groups TEXT NOT NULL DEFAULT '[]';

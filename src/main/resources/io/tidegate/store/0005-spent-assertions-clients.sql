-- Who used an assertion, so that nobody can use up the room of all. Empty for those from before.
ALTER TABLE spent_assertions ADD COLUMN client TEXT NOT NULL DEFAULT '';
CREATE INDEX spent_assertions_client ON spent_assertions (client);

-- What was done about live patterns, in the order in which it was done. The last line of a name says what is in force:
-- one without a pattern has taken it away. `near` and `tools` have a word a line. `made` is in milliseconds since
-- 1970-01-01T00:00:00Z.
CREATE TABLE live_patterns (
    version INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    name TEXT NOT NULL,
    pattern TEXT,
    near TEXT NOT NULL,
    action TEXT NOT NULL,
    direction TEXT,
    tools TEXT NOT NULL,
    because TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made BIGINT NOT NULL
);

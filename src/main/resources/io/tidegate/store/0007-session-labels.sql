-- Which labels had what a session was given. `session` is the SHA-256 of whose it is; `seen` is when it was last given
-- something with that label, in milliseconds since 1970-01-01T00:00:00Z.
CREATE TABLE session_labels (
    session TEXT NOT NULL,
    label TEXT NOT NULL,
    seen BIGINT NOT NULL,
    PRIMARY KEY (session, label)
);
CREATE INDEX session_labels_seen ON session_labels (seen);

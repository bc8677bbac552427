-- Assertions that were exchanged for tokens, so that none serves twice. `digest` is the SHA-256 of its issuer and id.
-- Times are milliseconds since 1970-01-01T00:00:00Z.
CREATE TABLE spent_assertions (
    digest BLOB PRIMARY KEY NOT NULL,
    ends BIGINT NOT NULL
);
CREATE INDEX spent_assertions_ends ON spent_assertions (ends);

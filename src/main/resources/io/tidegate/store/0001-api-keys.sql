-- API keys. `mac` is the HMAC-SHA-256 of the key's text; the text itself is stored nowhere.
-- Times are milliseconds since 1970-01-01T00:00:00Z.
CREATE TABLE api_keys (
    id TEXT PRIMARY KEY NOT NULL,
    mac BLOB NOT NULL UNIQUE,
    user_id TEXT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    revoked BIGINT,
    last_used BIGINT
);

CREATE TABLE api_key_groups (
    key_id TEXT NOT NULL REFERENCES api_keys (id),
    group_id TEXT NOT NULL,
    PRIMARY KEY (key_id, group_id)
);

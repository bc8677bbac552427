-- What users let Tidegate have at servers (OAuth grants). `sealed` is encrypted; owner and server are bound to it.
-- Times are milliseconds since 1970-01-01T00:00:00Z.
CREATE TABLE grants (
    id TEXT PRIMARY KEY NOT NULL,
    owner TEXT NOT NULL,
    user_id TEXT NOT NULL,
    way TEXT NOT NULL,
    server TEXT NOT NULL,
    issuer TEXT NOT NULL,
    scopes TEXT NOT NULL,
    made BIGINT NOT NULL,
    renewed BIGINT NOT NULL,
    sealed BLOB NOT NULL,
    UNIQUE (owner, server)
);

-- The clients that Tidegate registered as at authorization servers (RFC 7591), each for one server and issuer.
CREATE TABLE oauth_clients (
    server TEXT NOT NULL,
    issuer TEXT NOT NULL,
    redirect TEXT NOT NULL,
    made BIGINT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (server, issuer, redirect)
);

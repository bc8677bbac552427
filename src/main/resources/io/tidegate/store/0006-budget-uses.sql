-- How much was taken of each budget in each window. `account` is the SHA-256 of which budget it is and whose; `used`
-- has what processes took ahead and did not spend yet. Times are milliseconds since 1970-01-01T00:00:00Z.
CREATE TABLE budget_uses (
    account TEXT NOT NULL,
    began BIGINT NOT NULL,
    ends BIGINT NOT NULL,
    used BIGINT NOT NULL,
    PRIMARY KEY (account, began)
);
CREATE INDEX budget_uses_ends ON budget_uses (ends);

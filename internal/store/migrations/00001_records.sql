-- +goose Up
CREATE TABLE records (
    kind    TEXT    NOT NULL,
    account TEXT    NOT NULL,
    region  TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    version INTEGER NOT NULL,
    body    TEXT    NOT NULL,
    PRIMARY KEY (kind, account, region, name)
);

CREATE TABLE statements (
    id          TEXT    NOT NULL PRIMARY KEY,
    account     TEXT    NOT NULL,
    region      TEXT    NOT NULL,
    owner       TEXT    NOT NULL, -- ARN of the principal that submitted it
    status      TEXT    NOT NULL,
    created_us  BIGINT  NOT NULL, -- microseconds since 1970
    updated_us  BIGINT  NOT NULL,
    version     INTEGER NOT NULL,
    body        TEXT    NOT NULL
);
-- No index for the age: each costs a page in every write, and statements are
-- inserted in the order of their age, which is that of the row numbers.
CREATE INDEX statements_open ON statements (created_us) WHERE status NOT IN ('FINISHED', 'FAILED', 'ABORTED');
CREATE INDEX statements_owner ON statements (account, region, owner, created_us);

-- +goose Down
DROP TABLE statements;
DROP TABLE records;

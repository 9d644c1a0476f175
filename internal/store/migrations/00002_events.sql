-- +goose Up
-- Events that no sink has taken yet.
CREATE TABLE events (
    id   INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    body TEXT    NOT NULL
);

-- +goose Down
DROP TABLE events;

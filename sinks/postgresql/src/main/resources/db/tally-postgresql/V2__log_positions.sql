-- How far logs were read whose entries are in the database: the number of the first entry that is not.
CREATE TABLE log_positions (
  log text PRIMARY KEY,
  next bigint NOT NULL
);

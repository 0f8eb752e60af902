-- Rows of five minutes of each source.
CREATE TABLE activity_summaries (
  source text NOT NULL,
  received_at_ms bigint NOT NULL,
  kp bigint NOT NULL DEFAULT 0,
  kr bigint NOT NULL DEFAULT 0,
  lc bigint NOT NULL DEFAULT 0,
  mc bigint NOT NULL DEFAULT 0,
  rc bigint NOT NULL DEFAULT 0,
  oc bigint NOT NULL DEFAULT 0,
  scroll bigint NOT NULL DEFAULT 0,
  scroll120 bigint NOT NULL DEFAULT 0,
  hscroll120 bigint NOT NULL DEFAULT 0,
  mm bigint NOT NULL DEFAULT 0,
  distance1000 bigint NOT NULL DEFAULT 0,
  active_ms bigint NOT NULL DEFAULT 0,
  gaps bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (source, received_at_ms)
);
CREATE INDEX tally_summaries_received ON activity_summaries (received_at_ms);

-- Quarter hours and days of each source.
CREATE TABLE activity_rollups (
  minutes int NOT NULL,
  source text NOT NULL,
  start_ms bigint NOT NULL,
  kp bigint NOT NULL DEFAULT 0,
  kr bigint NOT NULL DEFAULT 0,
  lc bigint NOT NULL DEFAULT 0,
  mc bigint NOT NULL DEFAULT 0,
  rc bigint NOT NULL DEFAULT 0,
  oc bigint NOT NULL DEFAULT 0,
  scroll bigint NOT NULL DEFAULT 0,
  scroll120 bigint NOT NULL DEFAULT 0,
  hscroll120 bigint NOT NULL DEFAULT 0,
  mm bigint NOT NULL DEFAULT 0,
  distance1000 bigint NOT NULL DEFAULT 0,
  active_ms bigint NOT NULL DEFAULT 0,
  gaps bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (minutes, source, start_ms)
);

-- The sums of all sources: five minutes, quarter hours and days.
CREATE TABLE activity_totals (
  minutes int NOT NULL,
  start_ms bigint NOT NULL,
  changed bigint NOT NULL,
  present int NOT NULL DEFAULT 1,
  kp bigint NOT NULL DEFAULT 0,
  kr bigint NOT NULL DEFAULT 0,
  lc bigint NOT NULL DEFAULT 0,
  mc bigint NOT NULL DEFAULT 0,
  rc bigint NOT NULL DEFAULT 0,
  oc bigint NOT NULL DEFAULT 0,
  scroll bigint NOT NULL DEFAULT 0,
  scroll120 bigint NOT NULL DEFAULT 0,
  hscroll120 bigint NOT NULL DEFAULT 0,
  mm bigint NOT NULL DEFAULT 0,
  distance1000 bigint NOT NULL DEFAULT 0,
  active_ms bigint NOT NULL DEFAULT 0,
  gaps bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (minutes, start_ms)
);
CREATE INDEX tally_totals_changed ON activity_totals (changed);

-- The numbers of each run that were accepted, in ranges without a hole.
CREATE TABLE accepted_intervals (
  run bytea NOT NULL,
  first bigint NOT NULL,
  last bigint NOT NULL,
  newest bigint NOT NULL,
  accepted_at_ms bigint NOT NULL,
  PRIMARY KEY (run, first)
);

-- One row, which every transaction that writes changes first: so writers follow each other.
CREATE TABLE activity_state (
  id int PRIMARY KEY CHECK (id = 1),
  version bigint NOT NULL,
  merged_until bigint NOT NULL,
  pruned_until bigint NOT NULL
);
INSERT INTO activity_state VALUES (1, 0, 0, 0);

-- How far the import of another database has come; no row if there was no import.
CREATE TABLE tally_import (
  id int PRIMARY KEY CHECK (id = 1),
  source text NOT NULL,
  source_version bigint NOT NULL,
  step int NOT NULL,
  done bigint NOT NULL,
  finished int NOT NULL
);

package dev.tally.sink.store.sql;

/** Lists the sources without reading every row: it goes from name to name in the index. */
final class SourcesSql {
    /** From the start of a quarter hour to that of its last five minutes. */
    private static final long LAST_OF_QUARTER = Level.QUARTER_HOUR.millis - Level.FIVE_MINUTES.millis;

    private SourcesSql() {}

    static String of(Dialect dialect) {
        String ours = "activity_summaries WHERE " + dialect.isOurs();
        String older = "activity_summaries WHERE " + dialect.isOlder();
        String days = "activity_rollups WHERE minutes = " + Level.DAY.minutes;
        String quarters = "activity_rollups WHERE minutes = " + Level.QUARTER_HOUR.minutes;
        return "WITH RECURSIVE "
                + names("recent", ours)
                + ", "
                + names("merged", days)
                + ", named (name) AS (SELECT name FROM recent UNION SELECT name FROM merged"
                + " UNION SELECT '' WHERE EXISTS (SELECT 1 FROM " + older + "))"
                + " SELECT name, coalesce("
                + "(SELECT min(start_ms) FROM " + quarters + " AND source = name), " + ofRows("min", ours, older)
                + "), coalesce("
                + ofRows("max", ours, older)
                + ", (SELECT max(start_ms) FROM " + quarters + " AND source = name) + " + LAST_OF_QUARTER
                + ") FROM named WHERE name IS NOT NULL ORDER BY name";
    }

    /** Returns the first or the last time of a source's rows. */
    private static String ofRows(String which, String ours, String older) {
        return "(SELECT " + which + "(found) FROM (SELECT " + which + "(received_at_ms) AS found FROM " + ours
                + " AND source = name UNION ALL SELECT " + which + "(received_at_ms) FROM " + older
                + " AND name = '') AS of_rows)";
    }

    /** Returns a query's start that defines {@code named}, the names of the sources with rows of a level. */
    static String withNamesOf(Level level) {
        return "WITH RECURSIVE " + names("named", "activity_rollups WHERE minutes = " + level.minutes) + " ";
    }

    private static String names(String as, String table) {
        return as + " (name) AS (SELECT min(source) FROM " + table + " UNION ALL SELECT (SELECT min(source) FROM "
                + table + " AND source > name) FROM " + as + " WHERE name IS NOT NULL)";
    }
}

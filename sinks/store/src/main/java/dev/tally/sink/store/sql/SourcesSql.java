package dev.tally.sink.store.sql;

/** Lists the sources without reading every row: it goes from name to name in the index. */
final class SourcesSql {
    private SourcesSql() {}

    static String of(Dialect dialect) {
        String ours = "activity_summaries WHERE " + dialect.isOurs();
        String days = "activity_rollups WHERE minutes = " + Level.DAY.minutes;
        String quarters = "activity_rollups WHERE minutes = " + Level.QUARTER_HOUR.minutes;
        return "WITH RECURSIVE "
                + names("recent", ours)
                + ", "
                + names("merged", days)
                + ", named (name) AS (SELECT name FROM recent UNION SELECT name FROM merged)"
                + ", spans (name, first, recent, last) AS (SELECT name,"
                + " (SELECT min(start_ms) FROM " + quarters + " AND source = name),"
                + " (SELECT min(received_at_ms) FROM " + ours + " AND source = name),"
                + " coalesce((SELECT max(received_at_ms) FROM " + ours + " AND source = name),"
                + " (SELECT max(start_ms) FROM " + quarters + " AND source = name))"
                + " FROM named WHERE name IS NOT NULL)"
                + " SELECT name, coalesce(first, recent), last FROM spans ORDER BY name";
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

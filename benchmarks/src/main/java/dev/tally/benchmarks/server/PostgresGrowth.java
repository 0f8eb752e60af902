package dev.tally.benchmarks.server;

import dev.tally.benchmarks.report.RawResults;
import dev.tally.testkit.fixtures.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The same years in PostgreSQL: copies an SQLite file as an operator would, and measures size and answers. */
final class PostgresGrowth {
    private PostgresGrowth() {}

    static void measure(Path jar, Path file, int years, int clients) throws Exception {
        try (PostgresServer postgres = PostgresServer.start()) {
            String url = postgres.createDatabase("growth");
            Map<String, String> variables = Map.of(
                    "ACTIVITY_DB_URL", url,
                    "ACTIVITY_DB_USER", postgres.user(),
                    "ACTIVITY_DB_PASSWORD", postgres.password());
            long start = System.nanoTime();
            migrate(jar, file, variables);
            double seconds = (System.nanoTime() - start) / 1e9;
            double recent = megabytes(url, postgres, "activity_summaries", "accepted_intervals");
            double kept = megabytes(url, postgres, "activity_rollups", "activity_totals");
            String what = "size after " + years + (years == 1 ? " year" : " years") + ", PostgreSQL";
            RawResults.lower(what, "MB", "five minutes, kept for the retention", recent);
            RawResults.lower(what, "MB", "quarter hours and days, kept without end", kept);
            System.out.printf(
                    Locale.ROOT,
                    "PostgreSQL after summary-server migrate, which took %.0f s: %.1f MB five minutes, %.1f MB hours and days, %.3f MB/client-year%n",
                    seconds,
                    recent,
                    kept,
                    kept / clients / years);
            try (ServerUnderTest server =
                    new ServerUnderTest(file.getParent(), List.of("-jar", jar.toString()), variables)) {
                new GrowthRoutes(Map.of(years + " years, PostgreSQL", server)).measure();
            }
        }
    }

    private static void migrate(Path jar, Path file, Map<String, String> variables)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-jar",
                        jar.toString(),
                        "migrate",
                        "--database",
                        file.toString())
                .inheritIO();
        builder.environment().putAll(variables);
        if (builder.start().waitFor() != 0) {
            throw new IOException("summary-server migrate failed");
        }
    }

    /** Returns the size of tables with their indexes. */
    private static double megabytes(String url, PostgresServer postgres, String... tables) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, postgres.user(), postgres.password());
                Statement statement = connection.createStatement()) {
            double bytes = 0;
            for (String table : tables) {
                try (ResultSet row = statement.executeQuery("SELECT pg_total_relation_size('" + table + "')")) {
                    bytes += row.next() ? row.getLong(1) : 0;
                }
            }
            return bytes / 1e6;
        }
    }
}

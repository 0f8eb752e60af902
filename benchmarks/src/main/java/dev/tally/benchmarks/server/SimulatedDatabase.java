package dev.tally.benchmarks.server;

import dev.tally.benchmarks.report.RawResults;
import dev.tally.sink.sqlite.SqliteStore;
import dev.tally.testkit.fixtures.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The SQLite file of some years until yesterday, made once a day; its sizes after each year are in a file beside it. */
final class SimulatedDatabase {
    /** Where years are simulated: commits need not wait for a disk. */
    private static final Path MEMORY = Path.of("/dev/shm");

    private SimulatedDatabase() {}

    /** Makes the file if it is not there, and prints its sizes. */
    static Path of(Path directory, int years, int clients) throws Exception {
        String name = years + "-years-" + clients + "-clients-" + LocalDate.now(ZoneOffset.UTC);
        Path file = directory.resolve(name + ".db");
        Path sizes = directory.resolve(name + ".sizes");
        if (!Files.exists(sizes)) {
            make(file, sizes, years, clients);
        }
        System.out.printf(
                "%5s %16s %18s %14s %10s%n",
                "year", "MB five minutes", "MB hours and days", "MB/client-year", "seconds");
        for (String line : Files.readAllLines(sizes)) {
            report(line.split(" "), years, clients);
        }
        return file;
    }

    private static void make(Path file, Path sizes, int years, int clients) throws Exception {
        Path directory = Files.createTempDirectory(MEMORY, "tally-growth");
        try {
            Path making = directory.resolve("making.db");
            List<String> lines = make(making, years, clients);
            Files.deleteIfExists(file);
            Files.copy(making, file);
            Files.write(sizes, lines);
        } finally {
            StoreComparison.deleteAll(directory);
        }
    }

    private static List<String> make(Path file, int years, int clients) throws Exception {
        LocalDate first = LocalDate.now(ZoneOffset.UTC).minusDays((long) years * SimulatedYears.DAYS);
        ManualClock clock = new ManualClock(first.atStartOfDay(ZoneOffset.UTC).toInstant());
        List<String> lines = new ArrayList<>();
        long start = System.nanoTime();
        try (SqliteStore store = SqliteStore.open(file, clock, SqliteStore.RETENTION, System.err::println)) {
            SimulatedYears simulated = new SimulatedYears(store, clock, clients);
            for (int year = 1; year <= years; year++) {
                simulated.addYear(first.plusDays((year - 1L) * SimulatedYears.DAYS));
                TableSizes sizes = TableSizes.of(file);
                long seconds = (System.nanoTime() - start) / 1_000_000_000;
                lines.add(String.format(Locale.ROOT, "%d %.1f %.1f %d", year, sizes.recent(), sizes.kept(), seconds));
                System.err.println("simulated " + year + " of " + years + " years in " + seconds + " s");
            }
        }
        return lines;
    }

    private static void report(String[] fields, int years, int clients) throws IOException {
        int year = Integer.parseInt(fields[0]);
        double recent = Double.parseDouble(fields[1]);
        double kept = Double.parseDouble(fields[2]);
        System.out.printf(
                Locale.ROOT, "%5d %16.1f %18.1f %14.3f %10s%n", year, recent, kept, kept / clients / year, fields[3]);
        if (years > 1 && (year == 1 || year == years || year * 2 == years)) {
            String what = "size after " + year + (year == 1 ? " year" : " years");
            RawResults.lower(what, "MB", "five minutes, kept for the retention", recent);
            RawResults.lower(what, "MB", "quarter hours and days, kept without end", kept);
            RawResults.lower(
                    what, "MB a client and year", "quarter hours and days, kept without end", kept / clients / year);
        }
    }
}

package dev.tally.examples.client;

import dev.tally.sink.Counts;
import dev.tally.sink.store.Bucket;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Shows the hours of a day as a table for people. */
final class TodayTable {
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final String HEADING = "%-8s %9s %9s %9s %9s %9s%n";
    private static final String ROW = "%-8s %9d %9d %9d %9d %5d min%n";

    private TodayTable() {}

    /** Returns a line for each hour, and one with the sum of all. */
    static String of(List<Bucket> hours, ZoneId zone) {
        StringBuilder table = new StringBuilder(
                String.format(Locale.ROOT, HEADING, "", "keys", "clicks", "scroll", "motions", "active"));
        Counts sum = Counts.NONE;
        for (Bucket hour : hours) {
            table.append(row(HOUR.format(hour.start().atZone(zone)), hour.counts()));
            sum = sum.plus(hour.counts());
        }
        return table.append(row("today", sum)).toString();
    }

    private static String row(String name, Counts counts) {
        return String.format(
                Locale.ROOT,
                ROW,
                name,
                counts.keyPresses(),
                Display.clicks(counts),
                counts.scrollDetents(),
                counts.motions(),
                counts.activeMillis() / 60_000);
    }
}

package dev.tally.examples.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.sqlite.SqliteSink;
import dev.tally.sink.store.Bucket;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** `activity-client today` shows the hours of the day that the sqlite sink has written. */
class TodayTest {
    private final PrintStream usualOut = System.out;
    private final PrintStream usualErr = System.err;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stopListening() {
        System.setOut(usualOut);
        System.setErr(usualErr);
    }

    private int today(Path database) {
        written.reset();
        return ActivityClient.run("today", "--database", database.toString(), "--runtime-dir", directory.toString());
    }

    private String written() {
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void eachHourHasALineAndTheLastOneIsTheirSum() {
        ZoneId zone = ZoneId.of("Asia/Kolkata");
        Counts nine = Counts.NONE.with(Count.KEY_PRESSES, 9).with(Count.ACTIVE_MILLIS, 61_000);
        Counts two = Counts.NONE.with(Count.LEFT_CLICKS, 1).with(Count.OTHER_CLICKS, 1);
        Instant at = Instant.parse("2026-11-26T03:30:00Z");
        List<Bucket> hours = List.of(new Bucket(at, "", nine), new Bucket(at.plusSeconds(3600), "", two));
        assertEquals("""
                              keys    clicks    scroll   motions    active
                09:00            9         0         0         0     1 min
                10:00            0         2         0         0     0 min
                today            9         2         0         0     1 min
                """, TodayTable.of(hours, zone));
    }

    @Test
    void itReadsTheFileOfTheSinkAndLeavesItAsItIs() throws Exception {
        Path file = directory.resolve("activity.db");
        LocalDate day;
        do { // once more if midnight comes in between
            Files.deleteIfExists(file);
            day = LocalDate.now();
            Instant start = day.atStartOfDay(ZoneId.systemDefault()).toInstant();
            try (SqliteSink sink = SqliteSink.file(file).open()) {
                sink.write(new ActivityInterval(
                        new UUID(0, 1), 1, 1, start, start.plusMillis(1), Counts.NONE.with(Count.KEY_PRESSES, 4321)));
            }
            assertEquals(0, today(file));
        } while (!day.equals(LocalDate.now()));
        assertTrue(written().startsWith(day + " in "), written());
        assertTrue(written().contains("today         4321"), written());
        String first = written();
        assertEquals(0, today(file));
        assertEquals(first, written());
    }

    @Test
    void withoutADatabaseItSaysHowToGetOneAndMakesNone() throws Exception {
        Path missing = directory.resolve("missing.db");
        assertEquals(1, today(missing));
        assertTrue(written().contains("`activity-client run --sink sqlite --database FILE`"), written());
        assertFalse(Files.exists(missing));
        Path text = Files.writeString(directory.resolve("text"), "this is no database, but a text that is long enough");
        assertEquals(1, today(text));
        assertTrue(
                written().startsWith("activity-client: ") && written().lines().count() <= 2, written());
        assertEquals("this is no database, but a text that is long enough", Files.readString(text));
    }

    @Test
    void aDatabaseThatCannotBeShownIsReportedAndNotTouched() throws Exception {
        Path damaged = directory.resolve("damaged.db");
        SqliteSink.file(damaged).open().close();
        try (RandomAccessFile bytes = new RandomAccessFile(damaged.toFile(), "rw")) {
            bytes.seek(4096);
            bytes.write(new byte[64]);
        }
        Path empty = Files.createFile(directory.resolve("empty.db"));
        byte[] before = Files.readAllBytes(damaged);

        assertEquals(1, today(damaged));
        assertTrue(written().startsWith("activity-client: database " + damaged + ": damaged ("), written());
        assertEquals(1, today(empty));
        assertTrue(written().startsWith("activity-client: database " + empty + ": has no counts yet"), written());
        assertArrayEquals(before, Files.readAllBytes(damaged));
        assertEquals(0, Files.size(empty));
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(damaged, empty), files.sorted().toList());
        }
    }
}

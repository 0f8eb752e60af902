package dev.tally.mcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** Wherever a program is killed, the repair finds every message up to the last checkpoint, and none twice. */
class JournalProperties {
    private static final int MESSAGES = 60;

    private Path directory = Path.of("");

    /** The bytes of a file and of its journal after a checkpoint, and how many messages were written by then. */
    private record Moment(byte[] file, byte[] journal, int messages) {}

    @BeforeTry
    void createDirectory() throws IOException {
        directory = Files.createTempDirectory("journal");
    }

    @AfterTry
    void deleteDirectory() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private List<Moment> moments(Compression compression, int every, int chunkSize) throws IOException {
        Path file = directory.resolve("writing.mcap");
        Path kept = McapRepair.journal(file);
        List<Moment> moments = new ArrayList<>();
        try (FileChannel journal = FileChannel.open(kept, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                McapWriter writer = McapWriter.to(file)
                        .compression(compression)
                        .chunkSize(chunkSize)
                        .journal(journal)
                        .open()) {
            for (int n = 0; n < MESSAGES; n++) {
                if (n % every == 0) {
                    writer.checkpoint();
                    moments.add(new Moment(Files.readAllBytes(file), Files.readAllBytes(kept), n));
                }
                write(writer, n);
            }
        }
        moments.add(new Moment(Files.readAllBytes(file), Files.readAllBytes(kept), MESSAGES));
        return moments;
    }

    private static void write(McapWriter writer, int n) throws IOException {
        if (n % 20 == 0) {
            int schema = writer.schema("S" + n, "jsonschema", Recordings.ascii("{}"));
            writer.channel(schema, "/topic/" + n / 20, "json", Map.of());
        }
        if (n == 30) {
            writer.add(new McapRecord.Metadata("between", Map.of("n", "30")));
        }
        writer.message(n / 20 + 1, 1_000 + n, Recordings.ascii("{\"n\":" + n + "}"));
    }

    /** Between two checkpoints first the file grows, then the journal grows or begins anew. */
    private RepairOutcome repairBetween(Moment before, Moment after, int cut, boolean isJournalBehind)
            throws IOException {
        byte[] file = after.file;
        byte[] journal = before.journal;
        if (isJournalBehind) {
            file = Arrays.copyOf(file, before.file.length + cut % (file.length - before.file.length + 1));
        } else {
            int grown = isStart(before.journal, after.journal) ? before.journal.length : 0;
            journal = Arrays.copyOf(after.journal, grown + cut % (after.journal.length - grown + 1));
        }
        return repair(file, journal);
    }

    private static boolean isStart(byte[] start, byte[] whole) {
        return start.length <= whole.length && Arrays.equals(start, Arrays.copyOf(whole, start.length));
    }

    private Path file() {
        return directory.resolve("a.mcap");
    }

    private RepairOutcome repair(byte[] file, byte[] journal) throws IOException {
        Files.write(file(), file);
        Files.write(McapRepair.journal(file()), journal);
        return McapRepair.repair(file());
    }

    @Property(tries = 400)
    void nothingIsMissingOrDoubled(
            @ForAll Compression compression,
            @ForAll @IntRange(min = 1, max = 30) int every,
            @ForAll @IntRange(min = 50, max = 4_000) int chunkSize,
            @ForAll @IntRange(max = 99_999) int where,
            @ForAll @IntRange(max = 99_999) int cut,
            @ForAll boolean isJournalBehind)
            throws IOException {
        List<Moment> moments = moments(compression, every, chunkSize);
        int at = where % (moments.size() - 1);
        Moment before = moments.get(at);

        RepairOutcome outcome = repairBetween(before, moments.get(at + 1), cut, isJournalBehind);

        int found = assertMessagesFromTheFirst();
        assertTrue(found >= before.messages, found + " of " + before.messages);
        assertEquals(found, outcome.messages());
    }

    @Property(tries = 200)
    void aJournalThatARepairHasTakenIsNotTakenTwice(
            @ForAll @IntRange(min = 1, max = 30) int every,
            @ForAll @IntRange(max = 99_999) int where,
            @ForAll @IntRange(max = 99_999) int cut)
            throws IOException {
        List<Moment> moments = moments(Compression.NONE, every, 500);
        int at = where % (moments.size() - 1);
        repairBetween(moments.get(at), moments.get(at + 1), cut, true);
        int found = assertMessagesFromTheFirst();
        byte[] repaired = Files.readAllBytes(file());

        for (int length : List.of(repaired.length, repaired.length - 9, repaired.length - 60)) {
            repair(Arrays.copyOf(repaired, length), moments.get(at).journal);

            assertEquals(found, assertMessagesFromTheFirst(), "the repaired file cut to " + length);
        }
    }

    /** Requires that the file has the first messages in their order, with their topics, and returns how many. */
    private int assertMessagesFromTheFirst() throws IOException {
        try (McapFile file = McapFile.open(file())) {
            List<McapRecord.Message> messages = file.messages(0, -1);
            List<String> expected = IntStream.range(0, messages.size())
                    .mapToObj(n -> n / 20 + 1 + " {\"n\":" + n + "}")
                    .toList();
            assertEquals(
                    expected,
                    messages.stream()
                            .map(m -> m.channelId() + " " + Recordings.text(m.data()))
                            .toList());
            for (McapRecord.Channel channel : file.channels()) {
                assertEquals("/topic/" + (channel.id() - 1), channel.topic());
            }
            assertFalse(Files.exists(McapRepair.journal(file())));
            return messages.size();
        }
    }
}

package dev.tally.sink.mcap;

import dev.tally.mcap.Compression;
import dev.tally.mcap.McapReader;
import dev.tally.mcap.McapRecord;
import dev.tally.mcap.McapWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Small recordings for tests, and what is in recordings. */
final class Recordings {

    private Recordings() {}

    /** A file of one channel in chunks of about 200 bytes. */
    static byte[] small(Compression compression, int messages) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (McapWriter writer =
                McapWriter.to(bytes).compression(compression).chunkSize(200).open()) {
            int channel = writer.channel(0, "/mouse", "json", Map.of());
            for (int i = 0; i < messages; i++) {
                writer.message(channel, 1_000 + i, ("{\"x\":" + i + "}").getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    static String text(ByteBuffer data) {
        return StandardCharsets.UTF_8.decode(data).toString();
    }

    /** The files of a directory whose names match, sorted by name. */
    static List<Path> files(Path directory, String glob) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f ->
                            f.getFileSystem().getPathMatcher("glob:" + glob).matches(f.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    /** How many messages are in these files. */
    static int count(List<Path> files) throws IOException {
        int count = 0;
        for (Path file : files) {
            count += messages(file).size();
        }
        return count;
    }

    /** The messages of a file, in its order. */
    static List<McapRecord.Message> messages(Path file) throws IOException {
        List<McapRecord.Message> messages = new ArrayList<>();
        try (McapReader reader = McapReader.from(file).open()) {
            for (Optional<McapRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                if (next.get() instanceof McapRecord.Message message) {
                    messages.add(message);
                }
            }
        }
        return messages;
    }
}

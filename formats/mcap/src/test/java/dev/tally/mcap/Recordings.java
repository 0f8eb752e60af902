package dev.tally.mcap;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Files for tests, and what is in them. */
final class Recordings {

    private Recordings() {}

    /** Two channels, chunks of about 200 bytes, an attachment and a metadata record between them. */
    static byte[] small(Compression compression, int messages, McapFeature... without) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (McapWriter writer = McapWriter.to(bytes)
                .compression(compression)
                .chunkSize(200)
                .without(without)
                .open()) {
            fill(writer, messages);
        }
        return bytes.toByteArray();
    }

    static void fill(McapWriter writer, int messages) throws IOException {
        int schema = writer.schema("Position", "jsonschema", ascii("{\"type\":\"object\"}"));
        int mouse = writer.channel(schema, "/mouse", "json", Map.of("kind", "pointer"));
        int plain = writer.channel(0, "/plain", "json", Map.of());
        for (int i = 0; i < messages; i++) {
            writer.message(i % 3 == 0 ? plain : mouse, 1_000 + i, ascii("{\"x\":" + i + "}"));
            if (i == messages / 2) {
                writer.add(new McapRecord.Attachment(1, 2, "note.txt", "text/plain", ByteBuffer.wrap(ascii("hello"))));
                writer.add(new McapRecord.Metadata("foxglove", Map.of("projectId", "p")));
            }
        }
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(ByteBuffer data) {
        return StandardCharsets.UTF_8.decode(data).toString();
    }

    static List<McapRecord> read(byte[] file) throws IOException {
        return read(McapReader.from(new ByteArrayInputStream(file)));
    }

    static List<McapRecord> read(Path file) throws IOException {
        return read(McapReader.from(file));
    }

    static List<McapRecord> read(McapReader.Builder builder) throws IOException {
        List<McapRecord> records = new ArrayList<>();
        try (McapReader reader = builder.open()) {
            for (Optional<McapRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                records.add(next.get());
            }
        }
        return records;
    }

    /** The records of one kind. */
    static <R extends McapRecord> List<R> only(Class<R> kind, List<McapRecord> records) {
        return records.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    static List<String> messages(List<McapRecord> records) {
        return only(McapRecord.Message.class, records).stream()
                .map(m -> text(m.data()))
                .toList();
    }
}

package dev.tally.benchmarks.mcap;

import dev.tally.mcap.Compression;
import dev.tally.mcap.McapWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Messages like positions of a pointer, a microsecond apart. */
final class Positions {
    private final int messages;
    private final byte[] payload;

    /** Creates this many messages of this many bytes. */
    Positions(int messages, int payloadBytes) {
        this.messages = messages;
        this.payload = "{\"x\":1234,\"y\":-5678} "
                .repeat(payloadBytes / 21 + 1)
                .substring(0, payloadBytes)
                .getBytes(StandardCharsets.US_ASCII);
    }

    int messages() {
        return messages;
    }

    int payloadBytes() {
        return payload.length;
    }

    /** Writes a file of them. */
    void write(Path file, Compression compression) throws IOException {
        try (McapWriter writer = McapWriter.to(file).compression(compression).open()) {
            byte[] schema = "{\"type\":\"object\"}".getBytes(StandardCharsets.US_ASCII);
            int channel = writer.channel(
                    writer.schema("MousePosition", "jsonschema", schema), "/mouse/position", "json", Map.of());
            for (int i = 0; i < messages; i++) {
                writer.message(channel, 1_700_000_000_000_000_000L + i * 1_000L, payload);
            }
        }
    }
}

package com.example.mcap;

import dev.tally.mcap.McapFile;
import dev.tally.mcap.McapWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Writes a file of ten messages and finds them again. */
public class WriteAndRead {
    public static void main(String[] args) throws IOException {
        Path path = Path.of(args[0]);
        try (McapWriter writer = McapWriter.to(path).open()) {
            int channel = writer.channel(0, "/numbers", "json", Map.of());
            for (int i = 0; i < 10; i++) {
                writer.message(channel, 1_000 + i, ("{\"i\":" + i + "}").getBytes(StandardCharsets.UTF_8));
            }
        }
        try (McapFile file = McapFile.open(path)) {
            System.out.println("messages: " + file.messages(0, -1).size());
        }
    }
}

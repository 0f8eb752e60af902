package dev.tally.examples.demo;

import dev.tally.mcap.McapFile;
import dev.tally.mcap.McapRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Serves live topics for a viewer and records them, while the demo runs. */
final class Telemetry {
    private static final int USUAL_PORT = 8765;
    private static final Pattern ADDRESS = Pattern.compile("ws://\\S+");

    private final Path recordings;

    Telemetry(Path recordings) {
        this.recordings = recordings;
    }

    /** Returns the client's arguments for serving and recording live topics besides delivering counts. */
    List<String> clientArguments() {
        return List.of(
                "--sink=http,websocket,mcap",
                "--ws-host=127.0.0.1",
                "--ws-port=" + (isFree(USUAL_PORT) ? USUAL_PORT : 0),
                "--mcap-dir=" + recordings);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns a text that says what to open in a viewer. */
    String invitation(String clientErrors) {
        Matcher address = ADDRESS.matcher(clientErrors);
        String url = address.find() ? address.group() : "(the client has not printed its address)";
        return """
                live      %s
                          open it in Foxglove or Lichtblick: Open connection, Foxglove WebSocket;
                          then import the layout docs/foxglove-layout.json
                recording %s""".formatted(url, recordings);
    }

    /** Returns a text with the number of messages per topic in the finished recordings. */
    String contents() throws IOException {
        StringBuilder text = new StringBuilder("  recorded messages%n".formatted());
        recorded().forEach((topic, count) -> text.append("  %-20s %6d%n".formatted(topic, count)));
        return text.toString();
    }

    /** Counts the messages of each topic in the finished recordings. */
    Map<String, Long> recorded() throws IOException {
        Map<String, Long> messages = new TreeMap<>();
        try (Stream<Path> files = Files.list(recordings)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".mcap")).toList()) {
                try (McapFile recording = McapFile.open(file)) {
                    add(messages, recording);
                }
            }
        }
        return messages;
    }

    private static void add(Map<String, Long> messages, McapFile recording) {
        Map<Integer, Long> byChannel = recording
                .statistics()
                .map(McapRecord.Statistics::channelMessageCounts)
                .orElse(Map.of());
        for (McapRecord.Channel channel : recording.channels()) {
            messages.merge(channel.topic(), byChannel.getOrDefault(channel.id(), 0L), Long::sum);
        }
    }
}

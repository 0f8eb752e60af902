package dev.tally.foxglove.internal;

import dev.tally.foxglove.ChannelDefinition;
import dev.tally.foxglove.StatusLevel;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The texts that the server sends, as UTF-8: serverInfo, advertise, unadvertise, status, removeStatus. */
final class ServerText {
    private ServerText() {}

    static byte[] serverInfo(String name, String sessionId, Map<String, String> metadata) {
        String pairs = metadata.entrySet().stream()
                .map(e -> quote(e.getKey()) + ":" + quote(e.getValue()))
                .collect(Collectors.joining(","));
        return utf8("{\"op\":\"serverInfo\",\"name\":" + quote(name) + ",\"capabilities\":[],\"metadata\":{" + pairs
                + "},\"sessionId\":" + quote(sessionId) + "}");
    }

    static String channel(int id, ChannelDefinition channel) {
        String schemaEncoding =
                channel.schemaEncoding().isEmpty() ? "" : ",\"schemaEncoding\":" + quote(channel.schemaEncoding());
        return "{\"id\":" + id + ",\"topic\":" + quote(channel.topic()) + ",\"encoding\":" + quote(channel.encoding())
                + ",\"schemaName\":" + quote(channel.schemaName()) + ",\"schema\":" + quote(channel.schema())
                + schemaEncoding + "}";
    }

    static byte[] advertise(Collection<ChannelFeed> feeds) {
        return utf8("{\"op\":\"advertise\",\"channels\":["
                + feeds.stream().map(ChannelFeed::advertisement).collect(Collectors.joining(",")) + "]}");
    }

    static byte[] unadvertise(Collection<Integer> ids) {
        return utf8("{\"op\":\"unadvertise\",\"channelIds\":["
                + ids.stream().map(String::valueOf).collect(Collectors.joining(",")) + "]}");
    }

    static byte[] status(StatusLevel level, String message, @Nullable String id) {
        return utf8("{\"op\":\"status\",\"level\":" + level.ordinal() + ",\"message\":" + quote(message)
                + (id == null ? "" : ",\"id\":" + quote(id)) + "}");
    }

    static byte[] removeStatus(Collection<String> ids) {
        return utf8("{\"op\":\"removeStatus\",\"statusIds\":["
                + ids.stream().map(ServerText::quote).collect(Collectors.joining(",")) + "]}");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String quote(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}

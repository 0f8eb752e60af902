package dev.tally.foxglove.internal;

import dev.tally.foxglove.ChannelDefinition;
import dev.tally.foxglove.StatusLevel;
import dev.tally.foxglove.internal.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the texts that the server sends, as UTF-8: serverInfo, advertise, unadvertise, status, removeStatus. */
final class ServerText {
    private ServerText() {}

    static byte[] serverInfo(String name, String sessionId, Map<String, String> metadata) {
        JsonWriter json = message("serverInfo").field("name", name);
        json.name("capabilities").beginArray().endArray();
        json.name("metadata").beginObject();
        metadata.forEach(json::field);
        return json.endObject().field("sessionId", sessionId).endObject().toBytes();
    }

    static String channel(int id, ChannelDefinition channel) {
        JsonWriter json = new JsonWriter()
                .beginObject()
                .field("id", id)
                .field("topic", channel.topic())
                .field("encoding", channel.encoding())
                .field("schemaName", channel.schemaName())
                .field("schema", channel.schema());
        if (!channel.schemaEncoding().isEmpty()) {
            json.field("schemaEncoding", channel.schemaEncoding());
        }
        return json.endObject().toString();
    }

    /** Joins the channels' texts, which are kept, because each may hold a large schema. */
    static byte[] advertise(Collection<ChannelFeed> feeds) {
        String channels = feeds.stream().map(ChannelFeed::advertisement).collect(Collectors.joining(","));
        return ("{\"op\":\"advertise\",\"channels\":[" + channels + "]}").getBytes(StandardCharsets.UTF_8);
    }

    static byte[] unadvertise(Collection<Integer> ids) {
        JsonWriter json = message("unadvertise").name("channelIds").beginArray();
        ids.forEach(json::value);
        return json.endArray().endObject().toBytes();
    }

    static byte[] status(StatusLevel level, String message, @Nullable String id) {
        JsonWriter json = message("status").field("level", level.ordinal()).field("message", message);
        if (id != null) {
            json.field("id", id);
        }
        return json.endObject().toBytes();
    }

    static byte[] removeStatus(Collection<String> ids) {
        JsonWriter json = message("removeStatus").name("statusIds").beginArray();
        ids.forEach(json::value);
        return json.endArray().endObject().toBytes();
    }

    private static JsonWriter message(String op) {
        return new JsonWriter().beginObject().field("op", op);
    }
}

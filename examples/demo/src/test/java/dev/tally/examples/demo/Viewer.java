package dev.tally.examples.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Subscribes to one live topic and counts its messages. */
final class Viewer implements WebSocket.Listener {
    private static final byte MESSAGE_DATA = 1;

    private final ObjectMapper json = new ObjectMapper();
    private final StringBuilder text = new StringBuilder();
    private final AtomicLong seen = new AtomicLong();
    private final String topic;
    private volatile long channel;
    private boolean isWithinMessage;

    Viewer(HttpClient http, URI server, String topic) {
        this.topic = topic;
        http.newWebSocketBuilder()
                .subprotocols("foxglove.sdk.v1")
                .buildAsync(server, this)
                .join();
    }

    /** The topic's channel on this server, known as soon as a message was seen. */
    long channel() {
        return channel;
    }

    /** How many messages of the topic it has taken. */
    long seen() {
        return seen.get();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            subscribe(from, text.toString());
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    private void subscribe(WebSocket to, String message) {
        try {
            for (JsonNode advertised : json.readTree(message).path("channels")) {
                if (advertised.path("topic").asText().equals(topic)) {
                    channel = advertised.path("id").asLong();
                    to.sendText(
                            "{\"op\":\"subscribe\",\"subscriptions\":[{\"id\":0,\"channelId\":%d}]}".formatted(channel),
                            true);
                }
            }
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        if (!isWithinMessage && data.get(data.position()) == MESSAGE_DATA) {
            seen.incrementAndGet();
        }
        isWithinMessage = !last;
        from.request(1);
        return null;
    }
}

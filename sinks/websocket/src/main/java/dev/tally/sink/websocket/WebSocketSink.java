package dev.tally.sink.websocket;

import dev.tally.foxglove.Channel;
import dev.tally.foxglove.ChannelDefinition;
import dev.tally.foxglove.FoxgloveServer;
import dev.tally.sink.LiveSample;
import dev.tally.sink.LiveSink;
import dev.tally.sink.encoding.ActivityTopic;
import dev.tally.sink.encoding.JsonWriter;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Shows live samples to viewers that connect to a {@link FoxgloveServer}: one channel for each kind of sample.
 *
 * <pre>{@code
 * FoxgloveServer server = FoxgloveServer.named("tally").bind("127.0.0.1", 8765).start();
 * LiveSink sink = WebSocketSink.on(server).without("/mouse/position").build();
 * }</pre>
 *
 * <p>Topics: {@code /mouse/position}, {@code /mouse/scroll}, {@code /mouse/activity}, {@code /mouse/clicks},
 * {@code /keyboard/activity}, {@code /input/devices}, {@code /input/gaps}, {@code /tally/ledger}. Whoever sees
 * {@code /mouse/position} can follow the pointer's track: leave it out where viewers need not.
 *
 * <p><b>Threads.</b> {@link #publish} is for one thread at a time and never waits.
 *
 * <p><b>Cost.</b> Two small arrays for each sample, whether anyone watches or not: who comes later sees the last one.
 */
public final class WebSocketSink implements LiveSink {
    private final FoxgloveServer server;
    private final Map<ActivityTopic, Channel> channels;
    private final JsonWriter json = new JsonWriter();

    private WebSocketSink(FoxgloveServer server, Map<ActivityTopic, Channel> channels) {
        this.server = server;
        this.channels = channels;
    }

    /** Begins a sink that shows samples on this server, and closes it when it is closed itself. */
    public static Builder on(FoxgloveServer server) {
        return new Builder(server);
    }

    @Override
    public String name() {
        return "websocket " + server.address();
    }

    @Override
    public void publish(LiveSample sample) {
        ActivityTopic topic = ActivityTopic.of(sample);
        Channel channel = channels.get(topic);
        if (channel != null) {
            topic.write(json.reset(), sample);
            server.publish(channel, sample.epochNanos(), json.toBytes());
        }
    }

    @Override
    public void close() {
        server.close();
    }

    @Override
    public String toString() {
        return name();
    }

    /** What a sink is made from. All topics are on by default. */
    public static final class Builder {
        private final FoxgloveServer server;
        private final Set<ActivityTopic> topics = EnumSet.allOf(ActivityTopic.class);

        private Builder(FoxgloveServer server) {
            this.server = server;
        }

        /**
         * Leaves a topic out: it is neither advertised nor sent.
         *
         * @throws IllegalArgumentException listing the topics that there are, if this is none of them
         */
        public Builder without(String topic) {
            topics.remove(ActivityTopic.named(topic));
            return this;
        }

        /**
         * Adds the channels to the server.
         *
         * @throws IllegalArgumentException if the server has a channel with one of the topics already
         */
        public WebSocketSink build() {
            Map<ActivityTopic, Channel> channels = new EnumMap<>(ActivityTopic.class);
            for (ActivityTopic topic : topics) {
                channels.put(
                        topic,
                        server.addChannel(
                                ChannelDefinition.json(topic.topic(), topic.schemaName(), topic.jsonSchema())));
            }
            return new WebSocketSink(server, channels);
        }
    }
}

package dev.tally.sink.websocket;

import dev.tally.foxglove.Channel;
import dev.tally.foxglove.ChannelDefinition;
import dev.tally.foxglove.FoxgloveServer;
import dev.tally.foxglove.ServerStatistics;
import dev.tally.sink.LiveSample;
import dev.tally.sink.LiveSink;
import dev.tally.sink.SampleLedger;
import dev.tally.sink.encoding.ActivityTopic;
import dev.tally.sink.encoding.JsonWriter;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Shows live samples to viewers that connect to a {@link FoxgloveServer}: one channel for each kind of sample.
 *
 * <pre>{@code
 * FoxgloveServer server = FoxgloveServer.named("tally").bind("127.0.0.1", 8765).start();
 * LiveSink sink = WebSocketSink.on(server).without("/mouse/position").open();
 * }</pre>
 *
 * <p>Topics: {@code /mouse/position}, {@code /mouse/scroll}, {@code /mouse/activity}, {@code /mouse/clicks},
 * {@code /keyboard/activity}, {@code /input/devices}, {@code /input/gaps}, {@code /tally/ledger}, {@code /tally/samples}.
 * {@code /mouse/position} shows viewers the pointer's track: leave it out where they need not see it.
 *
 * <p><b>Threads.</b> One thread at a time may call {@link #publish}, which never waits.
 *
 * <p><b>Cost.</b> Two small arrays for each sample, also without viewers: one that connects later gets the last sample.
 */
public final class WebSocketSink implements LiveSink {
    private final FoxgloveServer server;
    private final Map<ActivityTopic, Channel> channels;
    private final JsonWriter json = new JsonWriter();

    private WebSocketSink(FoxgloveServer server, Map<ActivityTopic, Channel> channels) {
        this.server = server;
        this.channels = channels;
    }

    /**
     * Returns a builder for a sink that publishes on a server, and closes the server when it is closed.
     *
     * @param server the server, already started
     * @return a builder with all topics on
     */
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

    /** {@return what became of the messages, each counted once for each viewer that subscribes to its topic} */
    @Override
    public Optional<SampleLedger> samples() {
        ServerStatistics now = server.statistics();
        long pending = now.clients().stream()
                .mapToLong(client -> client.queuedMessages() + client.inFlightMessages())
                .sum();
        Map<String, Long> lost = new TreeMap<>();
        lost.put("viewer too slow", now.droppedMessages());
        lost.put("viewer left or unsubscribed", now.discardedMessages());
        lost.values().removeIf(count -> count == 0);
        return Optional.of(new SampleLedger(name(), now.offeredMessages(), now.sentMessages(), pending, lost));
    }

    @Override
    public void close() {
        server.close();
    }

    @Override
    public String toString() {
        return name();
    }

    /** Builds a sink. All topics are on by default. */
    public static final class Builder {
        private final FoxgloveServer server;
        private final Set<ActivityTopic> topics = EnumSet.allOf(ActivityTopic.class);

        private Builder(FoxgloveServer server) {
            this.server = server;
        }

        /** Leaves a topic out: it is neither advertised nor sent.
         *
         * @param topic the topic, for example {@code /mouse/position}
         * @return this builder
         * @throws IllegalArgumentException listing the topics, if this is not one of them
         */
        public Builder without(String topic) {
            topics.remove(ActivityTopic.named(topic));
            return this;
        }

        /**
         * Adds the channels to the server.
         *
         * @return the sink, which closes the server when it is closed
         * @throws IllegalArgumentException if the server already has a channel with one of the topics
         */
        public WebSocketSink open() {
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

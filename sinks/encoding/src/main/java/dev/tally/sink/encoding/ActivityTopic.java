package dev.tally.sink.encoding;

import dev.tally.sink.LiveSample;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The topics of live samples: one for each kind of sample, with its name, its schema, and the JSON of its messages.
 *
 * <pre>{@code
 * ActivityTopic topic = ActivityTopic.of(sample);
 * topic.write(json.reset(), sample);
 * }</pre>
 *
 * <p>The first four topics are those of the system that Tally succeeds; members have been added to them, none renamed.
 * A message does not contain its time: Foxglove's protocol and MCAP carry that beside the message, as its log time.
 *
 * <p><b>Threads.</b> Any.
 */
public enum ActivityTopic {
    /** The position of the pointer. Together the messages are a track of it. */
    MOUSE_POSITION(
            "/mouse/position",
            "MousePosition",
            LiveSample.Position.class,
            new JsonObjectType<LiveSample.Position>()
                    .integer(
                            "x",
                            "horizontal position, growing to the right: absolute where the source knows it, "
                                    + "else the sum of all motion",
                            LiveSample.Position::x)
                    .integer(
                            "y",
                            "vertical position, growing downwards: absolute where the source knows it, "
                                    + "else the sum of all motion",
                            LiveSample.Position::y)),

    /** A turn of a wheel. */
    MOUSE_SCROLL(
            "/mouse/scroll",
            "MouseScroll",
            LiveSample.Scroll.class,
            new JsonObjectType<LiveSample.Scroll>()
                    .integer(
                            "dx",
                            "whole detents that the horizontal wheel turned; positive is to the right",
                            LiveSample.Scroll::dx)
                    .integer(
                            "dy", "whole detents that the vertical wheel turned; positive is up", LiveSample.Scroll::dy)
                    .integer(
                            "dx120",
                            "rotation of the horizontal wheel in 120ths of a detent; positive is to the right",
                            LiveSample.Scroll::horizontal120)
                    .integer(
                            "dy120",
                            "rotation of the vertical wheel in 120ths of a detent; positive is up",
                            LiveSample.Scroll::vertical120)),

    /** How much the pointer moved in the last minute. */
    MOUSE_ACTIVITY(
            "/mouse/activity",
            "MouseActivity",
            LiveSample.MouseActivity.class,
            new JsonObjectType<LiveSample.MouseActivity>()
                    .number(
                            "pixels_per_second",
                            "length of the pointer's path in the last 60 s, divided by 60",
                            LiveSample.MouseActivity::unitsPerSecond)
                    .bool("active", "whether the pointer moved in the last 60 s", LiveSample.MouseActivity::active)),

    /** How much was typed in the last minute. */
    KEYBOARD_ACTIVITY(
            "/keyboard/activity",
            "KeyboardActivity",
            LiveSample.KeyboardActivity.class,
            new JsonObjectType<LiveSample.KeyboardActivity>()
                    .integer(
                            "keystrokes_per_minute",
                            "key presses in the last 60 s",
                            LiveSample.KeyboardActivity::keystrokesPerMinute)
                    .number(
                            "approx_wpm",
                            "words per minute, taking five key presses as a word",
                            LiveSample.KeyboardActivity::approxWpm)
                    .bool("active", "whether a key was pressed in the last 60 s", LiveSample.KeyboardActivity::active)),

    /** Button presses since the previous message. */
    MOUSE_CLICKS(
            "/mouse/clicks",
            "MouseClicks",
            LiveSample.Clicks.class,
            new JsonObjectType<LiveSample.Clicks>()
                    .integer(
                            "left",
                            "presses of the left pointer button since the previous message",
                            LiveSample.Clicks::left)
                    .integer(
                            "middle",
                            "presses of the middle pointer button since the previous message",
                            LiveSample.Clicks::middle)
                    .integer(
                            "right",
                            "presses of the right pointer button since the previous message",
                            LiveSample.Clicks::right)
                    .integer(
                            "other",
                            "presses of other pointer buttons since the previous message",
                            LiveSample.Clicks::other)),

    /** The number of devices that are read, sent when it changes. */
    INPUT_DEVICES(
            "/input/devices",
            "InputDevices",
            LiveSample.Devices.class,
            new JsonObjectType<LiveSample.Devices>()
                    .integer(
                            "keyboards",
                            "number of keyboards that are read; if there are no pointers either, "
                                    + "nothing can be counted",
                            LiveSample.Devices::keyboards)
                    .integer(
                            "pointers",
                            "number of pointers that are read; if there are no keyboards either, "
                                    + "nothing can be counted",
                            LiveSample.Devices::pointers)),

    /** A gap: the system dropped reports. */
    INPUT_GAPS(
            "/input/gaps",
            "InputGaps",
            LiveSample.Gap.class,
            new JsonObjectType<LiveSample.Gap>()
                    .integer(
                            "total",
                            "times that the system dropped reports since the start; "
                                    + "all counts since the first are lower bounds",
                            LiveSample.Gap::total)),

    /** What became of the counts, sink by sink. */
    TALLY_LEDGER(
            "/tally/ledger",
            "TallyLedger",
            LiveSample.Delivery.class,
            new JsonObjectType<LiveSample.Delivery>()
                    .string("sink", "name of the sink that the counts are delivered to", LiveSample.Delivery::sink)
                    .object(
                            "seen",
                            "everything that was counted: the sum of delivered, pending and lost",
                            CountsJson.type(),
                            LiveSample.Delivery::seen)
                    .object(
                            "delivered",
                            "counts that the sink has accepted for good",
                            CountsJson.type(),
                            LiveSample.Delivery::delivered)
                    .object(
                            "pending",
                            "counts that are still to be delivered",
                            CountsJson.type(),
                            LiveSample.Delivery::pending)
                    .object(
                            "lost",
                            "counts that were given up and will not be delivered",
                            CountsJson.type(),
                            LiveSample.Delivery::lost)),

    /** What became of the samples, live sink by live sink. */
    TALLY_SAMPLES(
            "/tally/samples",
            "TallySamples",
            LiveSample.Publication.class,
            new JsonObjectType<LiveSample.Publication>()
                    .string("sink", "name of the live sink that the samples are given to", LiveSample.Publication::sink)
                    .integer(
                            "published",
                            "samples that were to be delivered: the sum of delivered, pending and lost",
                            LiveSample.Publication::published)
                    .integer(
                            "delivered",
                            "samples that were handed to the system or to a receiver",
                            LiveSample.Publication::delivered)
                    .integer("pending", "samples that are still to be delivered", LiveSample.Publication::pending)
                    .integer(
                            "lost",
                            "samples that were dropped and will not be delivered",
                            LiveSample.Publication::lost));

    private static final Map<Class<? extends LiveSample>, ActivityTopic> BY_KIND =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(topic -> topic.kind, Function.identity()));

    private final String topic;
    private final String schemaName;
    private final String jsonSchema;
    private final Class<? extends LiveSample> kind;
    private final BiConsumer<JsonWriter, LiveSample> writer;

    <S extends LiveSample> ActivityTopic(String topic, String schemaName, Class<S> kind, JsonObjectType<S> message) {
        this.topic = topic;
        this.schemaName = schemaName;
        this.jsonSchema = message.schema(schemaName);
        this.kind = kind;
        this.writer = (json, sample) -> message.write(json, kind.cast(sample));
    }

    /**
     * Returns the topic of a sample.
     *
     * @param sample any sample
     * @return the topic that its class belongs to
     */
    public static ActivityTopic of(LiveSample sample) {
        ActivityTopic topic = BY_KIND.get(sample.getClass());
        if (topic == null) {
            throw new IllegalArgumentException("no topic for " + sample.getClass());
        }
        return topic;
    }

    /**
     * Returns the topic with this name.
     *
     * @param topic a name, for example {@code /mouse/position}
     * @return the topic
     * @throws IllegalArgumentException if no topic has this name; the message lists all names
     */
    public static ActivityTopic named(String topic) {
        return Arrays.stream(values())
                .filter(candidate -> candidate.topic.equals(topic))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no topic '" + topic + "'; there are "
                        + Arrays.stream(values()).map(ActivityTopic::topic).collect(Collectors.joining(", "))));
    }

    /** {@return the name that viewers show, for example {@code /mouse/position}} */
    public String topic() {
        return topic;
    }

    /** {@return the name of the type of its messages, for example {@code MousePosition}} */
    public String schemaName() {
        return schemaName;
    }

    /** {@return the JSON schema of its messages} */
    public String jsonSchema() {
        return jsonSchema;
    }

    /**
     * Writes a sample as a message of this topic: a JSON object without the time of the sample.
     *
     * @param json where to write it
     * @param sample a sample of this topic: {@code of(sample) == this}
     * @throws ClassCastException if the sample is of another topic
     */
    public void write(JsonWriter json, LiveSample sample) {
        writer.accept(json, sample);
    }
}

package dev.tally.sink.encoding;

import dev.tally.sink.LiveSample;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The topics of live samples: one for each kind, with the name of its schema, the schema, and the JSON of its messages.
 *
 * <p>The first four are those of the system that Tally succeeds; members have been added, none renamed. A message's time
 * travels beside it, in the log time that both Foxglove's protocol and MCAP have.
 *
 * <p><b>Threads.</b> Any.
 */
public enum ActivityTopic {
    /** Where the pointer is: together, a track of it. */
    MOUSE_POSITION("/mouse/position", "MousePosition", LiveSample.Position.class) {
        @Override
        void describe(JsonSchema schema) {
            schema.integer("x", "to the right: relative motion added up, or absolute where the source knows it")
                    .integer("y", "the same, downwards");
        }

        @Override
        void members(JsonWriter json, LiveSample sample) {
            LiveSample.Position position = (LiveSample.Position) sample;
            json.field("x", position.x()).field("y", position.y());
        }
    },

    /** A wheel turned. */
    MOUSE_SCROLL("/mouse/scroll", "MouseScroll", LiveSample.Scroll.class) {
        @Override
        void describe(JsonSchema schema) {
            schema.integer("dx", "whole detents to the right")
                    .integer("dy", "whole detents up")
                    .integer("dx120", "to the right in 120ths of a detent")
                    .integer("dy120", "up in 120ths of a detent");
        }

        @Override
        void members(JsonWriter json, LiveSample sample) {
            LiveSample.Scroll scroll = (LiveSample.Scroll) sample;
            json.field("dx", scroll.dx())
                    .field("dy", scroll.dy())
                    .field("dx120", scroll.horizontal120())
                    .field("dy120", scroll.vertical120());
        }
    },

    /** How much the pointer has moved of late. */
    MOUSE_ACTIVITY("/mouse/activity", "MouseActivity", LiveSample.MouseActivity.class) {
        @Override
        void describe(JsonSchema schema) {
            schema.number("pixels_per_second", "length of the path of the last 60 s, divided by 60")
                    .bool("active", "whether there was motion in the last 60 s");
        }

        @Override
        void members(JsonWriter json, LiveSample sample) {
            LiveSample.MouseActivity activity = (LiveSample.MouseActivity) sample;
            json.field("pixels_per_second", finite(activity.unitsPerSecond())).field("active", activity.active());
        }
    },

    /** How much has been typed of late. */
    KEYBOARD_ACTIVITY("/keyboard/activity", "KeyboardActivity", LiveSample.KeyboardActivity.class) {
        @Override
        void describe(JsonSchema schema) {
            schema.integer("keystrokes_per_minute", "key presses of the last 60 s")
                    .number("approx_wpm", "words a minute, a word being five keystrokes")
                    .bool("active", "whether there was a key press in the last 60 s");
        }

        @Override
        void members(JsonWriter json, LiveSample sample) {
            LiveSample.KeyboardActivity activity = (LiveSample.KeyboardActivity) sample;
            json.field("keystrokes_per_minute", activity.keystrokesPerMinute())
                    .field("approx_wpm", finite(activity.approxWpm()))
                    .field("active", activity.active());
        }
    },

    /** Button presses since the last message. */
    MOUSE_CLICKS("/mouse/clicks", "MouseClicks", LiveSample.Clicks.class) {
        @Override
        void describe(JsonSchema schema) {
            schema.integer("left", "presses of the left button since the last message")
                    .integer("middle", "of the middle button")
                    .integer("right", "of the right button")
                    .integer("other", "of any other button");
        }

        @Override
        void members(JsonWriter json, LiveSample sample) {
            LiveSample.Clicks clicks = (LiveSample.Clicks) sample;
            json.field("left", clicks.left())
                    .field("middle", clicks.middle())
                    .field("right", clicks.right())
                    .field("other", clicks.other());
        }
    },

    /** The devices that are being read changed. */
    INPUT_DEVICES("/input/devices", "InputDevices", LiveSample.Devices.class) {
        @Override
        void describe(JsonSchema schema) {
            schema.integer("keyboards", "keyboards that are being read")
                    .integer("pointers", "pointers that are being read; none of both means blind, not idle");
        }

        @Override
        void members(JsonWriter json, LiveSample sample) {
            LiveSample.Devices devices = (LiveSample.Devices) sample;
            json.field("keyboards", devices.keyboards()).field("pointers", devices.pointers());
        }
    },

    /** The system dropped reports. */
    INPUT_GAPS("/input/gaps", "InputGaps", LiveSample.Gap.class) {
        @Override
        void describe(JsonSchema schema) {
            schema.integer("total", "how often since the start; counts are lower bounds from then on");
        }

        @Override
        void members(JsonWriter json, LiveSample sample) {
            json.field("total", ((LiveSample.Gap) sample).total());
        }
    },

    /** What has become of the counts, sink by sink. */
    TALLY_LEDGER("/tally/ledger", "TallyLedger", LiveSample.Delivery.class) {
        @Override
        void describe(JsonSchema schema) {
            schema.string("sink", "where the counts are delivered to")
                    .object("seen", "all that was counted: delivered + pending + lost", CountsJson::describe)
                    .object("delivered", "accepted for good", CountsJson::describe)
                    .object("pending", "waiting", CountsJson::describe)
                    .object("lost", "given up", CountsJson::describe);
        }

        @Override
        void members(JsonWriter json, LiveSample sample) {
            LiveSample.Delivery delivery = (LiveSample.Delivery) sample;
            json.field("sink", delivery.sink());
            CountsJson.write(json.name("seen"), delivery.seen());
            CountsJson.write(json.name("delivered"), delivery.delivered());
            CountsJson.write(json.name("pending"), delivery.pending());
            CountsJson.write(json.name("lost"), delivery.lost());
        }
    };

    private static final ActivityTopic[] ALL = values();

    private final String topic;
    private final String schemaName;
    private final Class<? extends LiveSample> kind;
    private final String jsonSchema;

    ActivityTopic(String topic, String schemaName, Class<? extends LiveSample> kind) {
        this.topic = topic;
        this.schemaName = schemaName;
        this.kind = kind;
        this.jsonSchema = JsonSchema.of(schemaName, this::describe);
    }

    abstract void describe(JsonSchema schema);

    abstract void members(JsonWriter json, LiveSample sample);

    /** The name that viewers show, for example {@code /mouse/position}. */
    public String topic() {
        return topic;
    }

    /** The name of its messages' type, for example {@code MousePosition}. */
    public String schemaName() {
        return schemaName;
    }

    /** The JSON schema of its messages. */
    public String jsonSchema() {
        return jsonSchema;
    }

    /** The topic of a sample. */
    public static ActivityTopic of(LiveSample sample) {
        for (ActivityTopic candidate : ALL) {
            if (candidate.kind.isInstance(sample)) {
                return candidate;
            }
        }
        throw new IllegalArgumentException("no topic for " + sample.getClass());
    }

    /**
     * The topic with this name.
     *
     * @throws IllegalArgumentException listing the names that there are
     */
    public static ActivityTopic named(String topic) {
        return Arrays.stream(ALL)
                .filter(candidate -> candidate.topic.equals(topic))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no topic '" + topic + "'; there are "
                        + Arrays.stream(ALL).map(ActivityTopic::topic).collect(Collectors.joining(", "))));
    }

    /** The sample as a message of its topic: a JSON object in UTF-8, without its time. */
    public static byte[] message(LiveSample sample) {
        JsonWriter json = new JsonWriter();
        write(json, sample);
        return json.toBytes();
    }

    /** The same, into a writer that may be used again. */
    public static void write(JsonWriter json, LiveSample sample) {
        json.beginObject();
        of(sample).members(json, sample);
        json.endObject();
    }

    /** JSON has no other numbers, and a live view must not end over one. */
    private static double finite(double value) {
        return Double.isFinite(value) ? value : 0;
    }
}

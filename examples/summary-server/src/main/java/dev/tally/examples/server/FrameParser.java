package dev.tally.examples.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.encoding.SourceName;
import dev.tally.sink.store.Contribution;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the payload of {@code POST /frames}: the JSON of {@link dev.tally.sink.encoding.IntervalJson}, or of the client
 * that Tally succeeds, which has no identity.
 *
 * <p>It must be one JSON object in UTF-8, without a name twice in one object. Unknown members are ignored. A summary that is
 * no object counts as empty; a count that is no whole number from 0 to 2<sup>63</sup> − 1 counts as 0. The members of the
 * identity ({@code run}, {@code first}, {@code last}, {@code start_ms}, {@code end_ms}) must be there all or not at all.
 *
 * <p><b>Threads.</b> Any.
 */
final class FrameParser {
    static final String INVALID_JSON = "invalid_json";
    static final String INVALID_IDENTITY = "invalid_identity";

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxNumberLength(400)
                    .maxNameLength(1000)
                    .build())
            .build();

    /** Thrown if a body is not a valid frame. */
    static final class InvalidFrame extends Exception {
        private static final long serialVersionUID = 1L;

        /** @param code the error code of the answer */
        InvalidFrame(String code) {
            super(code, null, false, false);
        }

        String code() {
            return String.valueOf(getMessage());
        }
    }

    private FrameParser() {}

    static Contribution parse(ByteBuffer body) throws InvalidFrame {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(body);
            try (JsonParser json = JSON.createParser(text.array(), text.arrayOffset(), text.length())) {
                return new Frame(json).read();
            }
        } catch (IOException e) { // no UTF-8, no JSON, or beyond the constraints
            throw new InvalidFrame(INVALID_JSON);
        }
    }

    /** The state of parsing one payload. */
    private static final class Frame {
        private final JsonParser json;
        private final SummaryCounts summary = new SummaryCounts();
        private @Nullable String source;
        private @Nullable String run;
        private @Nullable Long first;
        private @Nullable Long last;
        private @Nullable Long sent;
        private @Nullable Long start;
        private @Nullable Long end;

        Frame(JsonParser json) {
            this.json = json;
        }

        Contribution read() throws IOException, InvalidFrame {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidFrame(INVALID_JSON);
            }
            // Invalid JSON is reported before an invalid identity, so the whole body is parsed first.
            boolean identityIsReadable = true;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                identityIsReadable &= member(json.currentName(), json.nextToken());
            }
            if (json.nextToken() != null) {
                throw new InvalidFrame(INVALID_JSON);
            }
            if (!identityIsReadable) {
                throw new InvalidFrame(INVALID_IDENTITY);
            }
            return contribution();
        }

        /** Reads one member; returns whether its value has the right type, which is required of the identity only. */
        private boolean member(String name, JsonToken value) throws IOException {
            switch (name) {
                case "summary" -> summary.read(json);
                case "timestamp_ms" -> sent = whole(value);
                case "source" -> source = text(value);
                case "run" -> run = text(value);
                case "first" -> first = whole(value);
                case "last" -> last = whole(value);
                case "start_ms" -> start = whole(value);
                case "end_ms" -> end = whole(value);
                default -> {
                    json.skipChildren();
                    return true;
                }
            }
            json.skipChildren();
            return name.equals("summary")
                    || name.equals("timestamp_ms")
                    || value == JsonToken.VALUE_NULL
                    || isSet(name);
        }

        private boolean isSet(String name) {
            return switch (name) {
                case "source" -> source != null;
                case "run" -> run != null;
                case "first" -> first != null;
                case "last" -> last != null;
                case "start_ms" -> start != null;
                default -> end != null;
            };
        }

        private @Nullable String text(JsonToken value) throws IOException {
            return value == JsonToken.VALUE_STRING ? json.getText() : null;
        }

        private @Nullable Long whole(JsonToken value) throws IOException {
            boolean fits = value == JsonToken.VALUE_NUMBER_INT && json.getNumberType() != NumberType.BIG_INTEGER;
            return fits ? json.getLongValue() : null;
        }

        private Contribution contribution() throws InvalidFrame {
            try {
                String by = source == null ? "" : SourceName.check(source);
                if (run == null && first == null && last == null && start == null && end == null) {
                    return new Contribution.Anonymous(by, summary.counts());
                }
                if (run == null || first == null || last == null || start == null || end == null) {
                    throw new InvalidFrame(INVALID_IDENTITY);
                }
                return new Contribution.Identified(
                        by,
                        new ActivityInterval(
                                uuid(run),
                                first,
                                last,
                                Instant.ofEpochMilli(start),
                                Instant.ofEpochMilli(end),
                                summary.counts()),
                        Optional.ofNullable(sent).map(Instant::ofEpochMilli));
            } catch (IllegalArgumentException e) {
                throw new InvalidFrame(INVALID_IDENTITY);
            }
        }

        private static UUID uuid(String text) {
            UUID id = UUID.fromString(text);
            if (!id.toString().equalsIgnoreCase(text)) { // fromString also accepts shortened forms
                throw new IllegalArgumentException();
            }
            return id;
        }
    }
}

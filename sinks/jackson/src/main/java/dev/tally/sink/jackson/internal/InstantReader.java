package dev.tally.sink.jackson.internal;

import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import java.io.IOException;
import java.io.Serial;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Reads a moment in ISO 8601, for example {@code 2026-11-21T10:00:00.5Z}. */
public final class InstantReader extends FromStringDeserializer<Instant> {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Creates the deserializer; called by Jackson. */
    public InstantReader() {
        super(Instant.class);
    }

    @Override
    protected Instant _deserialize(String value, DeserializationContext context) throws IOException {
        try {
            return Instant.parse(value);
        } catch (DateTimeParseException e) {
            return (Instant) context.handleWeirdStringValue(
                    Instant.class, value, "not a moment in ISO 8601, for example 2026-11-21T10:00:00.5Z");
        }
    }
}

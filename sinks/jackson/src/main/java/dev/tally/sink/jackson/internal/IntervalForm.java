package dev.tally.sink.jackson.internal;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Instant;

/** The form of {@code ActivityInterval}. */
public interface IntervalForm {
    /** Written as ISO 8601 text, so that Jackson's module for times is not needed. */
    @JsonSerialize(using = ToStringSerializer.class)
    @JsonDeserialize(using = InstantReader.class)
    Instant start();

    /** Written as {@link #start} is. */
    @JsonSerialize(using = ToStringSerializer.class)
    @JsonDeserialize(using = InstantReader.class)
    Instant end();
}

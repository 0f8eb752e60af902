package dev.tally.sink.jackson.internal;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Instant;

/** The form of {@code ActivityInterval}. */
public interface IntervalForm {
    /** Needs no further module for times. */
    @JsonSerialize(using = ToStringSerializer.class)
    @JsonDeserialize(using = InstantReader.class)
    Instant start();

    /** As {@link #start}. */
    @JsonSerialize(using = ToStringSerializer.class)
    @JsonDeserialize(using = InstantReader.class)
    Instant end();
}

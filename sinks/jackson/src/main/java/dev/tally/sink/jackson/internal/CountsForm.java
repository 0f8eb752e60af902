package dev.tally.sink.jackson.internal;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/** The form of {@code Counts}. */
@JsonNaming(SnakeCaseStrategy.class)
public interface CountsForm {
    /** As the live topics call it. */
    @JsonProperty("active_ms")
    long activeMillis();
}

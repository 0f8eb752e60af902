package dev.tally.sink.jackson.internal;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.tally.sink.LiveSample;

/** The form of {@code LiveSample}. */
@JsonNaming(SnakeCaseStrategy.class)
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(name = "position", value = LiveSample.Position.class),
    @JsonSubTypes.Type(name = "scroll", value = LiveSample.Scroll.class),
    @JsonSubTypes.Type(name = "mouse_activity", value = LiveSample.MouseActivity.class),
    @JsonSubTypes.Type(name = "keyboard_activity", value = LiveSample.KeyboardActivity.class),
    @JsonSubTypes.Type(name = "clicks", value = LiveSample.Clicks.class),
    @JsonSubTypes.Type(name = "devices", value = LiveSample.Devices.class),
    @JsonSubTypes.Type(name = "gap", value = LiveSample.Gap.class),
    @JsonSubTypes.Type(name = "delivery", value = LiveSample.Delivery.class),
    @JsonSubTypes.Type(name = "publication", value = LiveSample.Publication.class)
})
public interface SampleForm {}

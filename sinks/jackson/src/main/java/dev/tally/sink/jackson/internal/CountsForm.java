package dev.tally.sink.jackson.internal;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;

/** The form of {@code Counts}: an object with a member for each {@code Count}. */
@JsonSerialize(using = CountsSerializer.class)
@JsonDeserialize(using = CountsDeserializer.class)
public interface CountsForm {}

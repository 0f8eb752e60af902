package dev.tally.examples.server;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.encoding.IntervalJson;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Collects the counts of a payload's {@code summary} while it is parsed. */
final class SummaryCounts {
    private static final Map<String, Count> BY_NAME =
            Stream.of(Count.values()).collect(Collectors.toMap(IntervalJson::memberName, Function.identity()));

    private final long[] values = new long[Count.values().length];

    /** Reads the parser's current value to its end; if it is no object, there are no counts in it. */
    void read(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            Count count = BY_NAME.get(json.currentName());
            json.nextToken();
            if (count != null) {
                values[count.ordinal()] = value(json);
            }
            json.skipChildren();
        }
    }

    Counts counts() {
        return Counts.of(count -> values[count.ordinal()]);
    }

    private static long value(JsonParser json) throws IOException {
        boolean fits =
                json.currentToken() == JsonToken.VALUE_NUMBER_INT && json.getNumberType() != NumberType.BIG_INTEGER;
        return fits ? Math.max(0, json.getLongValue()) : 0;
    }
}

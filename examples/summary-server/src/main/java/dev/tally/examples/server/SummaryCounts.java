package dev.tally.examples.server;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import dev.tally.sink.Counts;
import java.io.IOException;
import java.util.List;

/** The counts of a payload's {@code summary}, while it is read. */
final class SummaryCounts {
    /** In the order of {@link Counts}. */
    private static final List<String> NAMES = List.of(
            "total_kp",
            "total_kr",
            "total_lc",
            "total_mc",
            "total_rc",
            "total_oc",
            "total_scroll",
            "total_scroll120",
            "total_hscroll120",
            "total_mm",
            "distance1000",
            "active_ms",
            "gaps");

    private final long[] values = new long[NAMES.size()];

    /** Reads the value at which the parser stands, to its end; if it is no object, there are no counts in it. */
    void read(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            int index = NAMES.indexOf(json.currentName());
            json.nextToken();
            if (index >= 0) {
                values[index] = count(json);
            }
            json.skipChildren();
        }
    }

    Counts counts() {
        long[] v = values;
        return new Counts(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11], v[12]);
    }

    private static long count(JsonParser json) throws IOException {
        boolean fits =
                json.currentToken() == JsonToken.VALUE_NUMBER_INT && json.getNumberType() != NumberType.BIG_INTEGER;
        return fits ? Math.max(0, json.getLongValue()) : 0;
    }
}

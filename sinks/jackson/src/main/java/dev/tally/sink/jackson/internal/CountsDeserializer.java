package dev.tally.sink.jackson.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import java.io.IOException;
import java.io.Serial;

/** Reads {@code Counts} from an object with a member for each {@code Count}; a count that is missing is 0. */
public final class CountsDeserializer extends StdDeserializer<Counts> {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Creates the deserializer; called by Jackson. */
    public CountsDeserializer() {
        super(Counts.class);
    }

    @Override
    public Counts deserialize(JsonParser json, DeserializationContext context) throws IOException {
        if (!json.isExpectedStartObjectToken()) {
            return (Counts) context.handleUnexpectedToken(Counts.class, json);
        }
        long[] values = values(json, context);
        try {
            return Counts.of(count -> values[count.ordinal()]);
        } catch (IllegalArgumentException e) {
            return (Counts) context.handleInstantiationProblem(Counts.class, values, e);
        }
    }

    private long[] values(JsonParser json, DeserializationContext context) throws IOException {
        long[] values = new long[Count.values().length];
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            Count count = CountNames.named(name);
            json.nextToken();
            if (count != null) {
                values[count.ordinal()] = _parseLongPrimitive(json, context);
            } else {
                handleUnknownProperty(json, context, Counts.class, name);
            }
        }
        return values;
    }
}

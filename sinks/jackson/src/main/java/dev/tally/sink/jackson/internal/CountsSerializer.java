package dev.tally.sink.jackson.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import java.io.IOException;
import java.io.Serial;

/** Writes {@code Counts} as an object with a member for each {@code Count}. */
public final class CountsSerializer extends StdSerializer<Counts> {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Creates the serializer; called by Jackson. */
    public CountsSerializer() {
        super(Counts.class);
    }

    @Override
    public void serialize(Counts counts, JsonGenerator json, SerializerProvider provider) throws IOException {
        json.writeStartObject(counts);
        for (Count count : Count.values()) {
            json.writeNumberField(CountNames.of(count), counts.get(count));
        }
        json.writeEndObject();
    }
}

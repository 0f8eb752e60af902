package dev.tally.sink.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class JsonWriterProperties {
    private final ObjectMapper reader = new ObjectMapper();

    @Property
    void anyStringIsReadBackAsItWas(@ForAll String text) throws IOException {
        String expected = new String(text.getBytes("UTF-16"), "UTF-16"); // half pairs become U+FFFD here as well

        assertEquals(expected, read(new JsonWriter().value(text)).textValue());
    }

    @Property
    void anyNumberIsReadBackAsItWas(@ForAll long whole, @ForAll double real, @ForAll boolean truth) throws IOException {
        JsonNode read = read(new JsonWriter()
                .beginArray()
                .value(whole)
                .value(real)
                .value(truth)
                .endArray());

        assertEquals(whole, read.get(0).longValue());
        assertEquals(real, read.get(1).doubleValue());
        assertEquals(truth, read.get(2).booleanValue());
    }

    @Property
    void membersAndElementsAreSeparated(@ForAll List<String> values) throws IOException {
        JsonWriter json = new JsonWriter().beginObject().name("outer").beginArray();
        for (int i = 0; i < values.size(); i++) {
            json.beginObject().field("n", i).field("odd", i % 2 == 1).endObject();
        }
        json.endArray().field("end", "x").endObject();

        JsonNode read = read(json);
        assertEquals(values.size(), read.get("outer").size());
        for (int i = 0; i < values.size(); i++) {
            assertEquals(i, read.get("outer").get(i).get("n").intValue());
        }
        assertEquals("x", read.get("end").textValue());
    }

    @Example
    void resetForgetsEverything() {
        JsonWriter json = new JsonWriter().beginArray().value(1);

        assertEquals("[2]", json.reset().beginArray().value(2).endArray().toString());
    }

    @Example
    void numbersThatJsonCannotWriteAreRefused() {
        for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> new JsonWriter().value(value));
        }
    }

    private JsonNode read(JsonWriter json) throws IOException {
        JsonNode fromBytes = reader.readTree(json.toBytes());
        assertEquals(fromBytes, reader.readTree(json.toString()));
        return fromBytes;
    }
}

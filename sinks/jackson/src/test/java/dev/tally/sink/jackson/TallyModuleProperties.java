package dev.tally.sink.jackson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.LiveSample;
import dev.tally.testkit.ActivityDomain;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;

class TallyModuleProperties {
    private final ObjectMapper json =
            JsonMapper.builder().addModule(new TallyModule()).build();

    @Property
    @Domain(ActivityDomain.class)
    void anIntervalIsReadAsItWasWritten(@ForAll ActivityInterval interval) throws JsonProcessingException {
        assertEquals(interval, json.readValue(json.writeValueAsString(interval), ActivityInterval.class));
    }

    @Property(tries = 100)
    void everyKindOfSampleIsReadAsItWasWritten(@ForAll long seed) throws ReflectiveOperationException {
        for (Class<?> kind : LiveSample.class.getPermittedSubclasses()) {
            LiveSample sample = sample(kind, seed);
            assertEquals(sample, assertReads(sample));
        }
    }

    private LiveSample assertReads(LiveSample sample) {
        try {
            return json.readValue(json.writeValueAsString(sample), LiveSample.class);
        } catch (JsonProcessingException e) {
            throw new AssertionError(sample.toString(), e);
        }
    }

    private static LiveSample sample(Class<?> kind, long seed) throws ReflectiveOperationException {
        RecordComponent[] components = kind.getRecordComponents();
        Object[] values =
                Arrays.stream(components).map(c -> value(c.getType(), seed)).toArray();
        Constructor<?> constructor = kind.getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        return (LiveSample) constructor.newInstance(values);
    }

    private static Object value(Class<?> type, long seed) {
        return switch (type.getSimpleName()) {
            case "long" -> seed;
            case "int" -> (int) seed;
            case "double" -> seed / 7.0;
            case "boolean" -> seed % 2 == 0;
            case "String" -> "a \"sink\" " + seed;
            case "Counts" -> counts(Math.abs(seed / 2));
            default -> throw new AssertionError("no value for " + type);
        };
    }

    private static Counts counts(long first) {
        return Counts.of(Count::ordinal).with(Count.KEY_PRESSES, first);
    }

    @Example
    void theFormIsTheDocumentedOne() throws JsonProcessingException {
        ActivityInterval interval = new ActivityInterval(
                UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e"),
                1,
                2,
                Instant.parse("2026-11-21T10:00:00Z"),
                Instant.parse("2026-11-21T10:00:30.000000001Z"),
                counts(12));
        assertEquals(json.readTree("""
                        {"run":"0f8fad5b-d9cb-469f-a165-70867728950e","first":1,"last":2,
                         "start":"2026-11-21T10:00:00Z","end":"2026-11-21T10:00:30.000000001Z",
                         "counts":{"key_presses":12,"key_repeats":1,"left_clicks":2,"middle_clicks":3,"right_clicks":4,
                           "other_clicks":5,"scroll_detents":6,"vertical120":7,"horizontal120":8,"motions":9,
                           "distance1000":10,"active_ms":11,"gaps":12}}"""), json.readTree(json.writeValueAsString(interval)));
        assertEquals(
                json.readTree("""
                        {"kind":"position","epoch_nanos":1700000000000000000,"x":3,"y":-4}"""),
                json.readTree(json.writeValueAsString(new LiveSample.Position(1_700_000_000_000_000_000L, 3, -4))));
    }

    @Example
    void everyCountIsNamedExactlyOnce() throws JsonProcessingException {
        Counts counts = Counts.of(count -> 100 + count.ordinal());
        JsonNode written = json.readTree(json.writeValueAsString(counts));

        assertEquals(Count.values().length, written.size());
        assertEquals(
                Stream.of(Count.values()).map(counts::get).collect(Collectors.toSet()),
                written.valueStream().map(JsonNode::longValue).collect(Collectors.toSet()));
    }

    @Example
    void aCountThatIsMissingIsNone() throws JsonProcessingException {
        assertEquals(Counts.NONE, json.readValue("{}", Counts.class));
    }

    @Example
    void whatCannotBeIsRefusedWithItsReason() {
        String negative = assertThrows(
                        ValueInstantiationException.class, () -> json.readValue("{\"gaps\":-1}", Counts.class))
                .getMessage();
        assertTrue(negative.contains("gaps is -1"), negative);
        assertThrows(UnrecognizedPropertyException.class, () -> json.readValue("{\"key_code\":30}", Counts.class));
        String soon = assertThrows(
                        InvalidFormatException.class,
                        () -> json.readValue("{\"start\":\"soon\"}", ActivityInterval.class))
                .getMessage();
        assertTrue(soon.contains("ISO 8601"), soon);
    }

    @Example
    void theModuleIsFoundByJackson() {
        assertTrue(ObjectMapper.findModules().stream().anyMatch(TallyModule.class::isInstance));
    }
}

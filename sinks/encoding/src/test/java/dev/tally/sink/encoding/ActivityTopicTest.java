package dev.tally.sink.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.LiveSample;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ActivityTopicTest {
    private static final Counts COUNTS = Counts.of(count -> count.ordinal() + 1);
    private static final List<LiveSample> ONE_OF_EACH = List.of(
            new LiveSample.Position(1, -3, 4),
            new LiveSample.Scroll(2, 0, -1, 30, -120),
            new LiveSample.MouseActivity(3, 12.5, true),
            new LiveSample.KeyboardActivity(4, 212, false),
            new LiveSample.Clicks(5, 1, 2, 3, 4),
            new LiveSample.Devices(6, 2, 1),
            new LiveSample.Gap(7, 9),
            new LiveSample.Delivery(8, "http \"x\"", COUNTS, COUNTS, Counts.NONE, Counts.NONE),
            new LiveSample.Publication(9, "mcap \"x\"", 10, 7, 2, 1));

    private final ObjectMapper reader = new ObjectMapper();

    @Test
    void theContractsMessagesAreThese() {
        assertEquals("{\"x\":-3,\"y\":4}", text(ONE_OF_EACH.get(0)));
        assertEquals("{\"dx\":0,\"dy\":-1,\"dx120\":30,\"dy120\":-120}", text(ONE_OF_EACH.get(1)));
        assertEquals("{\"pixels_per_second\":12.5,\"active\":true}", text(ONE_OF_EACH.get(2)));
        assertEquals("{\"keystrokes_per_minute\":212,\"approx_wpm\":42.4,\"active\":false}", text(ONE_OF_EACH.get(3)));
    }

    @Test
    void theContractsNamesAreThese() {
        assertEquals("/mouse/position MousePosition", names(ActivityTopic.MOUSE_POSITION));
        assertEquals("/mouse/scroll MouseScroll", names(ActivityTopic.MOUSE_SCROLL));
        assertEquals("/mouse/activity MouseActivity", names(ActivityTopic.MOUSE_ACTIVITY));
        assertEquals("/keyboard/activity KeyboardActivity", names(ActivityTopic.KEYBOARD_ACTIVITY));
    }

    @Test
    void everyKindHasATopicOfItsOwn() {
        Set<ActivityTopic> topics = new HashSet<>();
        ONE_OF_EACH.forEach(sample -> topics.add(ActivityTopic.of(sample)));

        assertEquals(Set.of(ActivityTopic.values()), topics);
        assertEquals(LiveSample.class.getPermittedSubclasses().length, topics.size());
    }

    @Test
    void theLedgerNamesEveryCountExactlyOnce() throws IOException {
        LiveSample ledger = ONE_OF_EACH.get(7);
        JsonNode seen = reader.readTree(text(ledger)).get("seen");
        JsonNode schema = reader.readTree(ActivityTopic.of(ledger).jsonSchema()).at("/properties/seen/properties");

        assertEquals(Count.values().length, seen.size());
        assertEquals(
                Stream.of(Count.values()).map(COUNTS::get).collect(Collectors.toSet()),
                seen.valueStream().map(JsonNode::longValue).collect(Collectors.toSet()));
        assertEquals(
                Stream.of(Count.values()).map(Count::description).toList(), schema.findValuesAsText("description"));
    }

    @Test
    void everySchemaNamesExactlyTheMembersThatAreSent() throws IOException {
        for (LiveSample sample : ONE_OF_EACH) {
            JsonNode schema = reader.readTree(ActivityTopic.of(sample).jsonSchema());

            assertMembers(schema, reader.readTree(text(sample)));
        }
    }

    private static void assertMembers(JsonNode schema, JsonNode value) {
        assertEquals(schema.get("properties").size(), value.size());
        schema.get("properties").properties().forEach(property -> {
            JsonNode member = value.get(property.getKey());
            assertTrue(schema.get("required").toString().contains('"' + property.getKey() + '"'));
            switch (property.getValue().get("type").textValue()) {
                case "integer" -> assertTrue(member.isIntegralNumber(), property.getKey());
                case "number" -> assertTrue(member.isNumber(), property.getKey());
                case "boolean" -> assertTrue(member.isBoolean(), property.getKey());
                case "string" -> assertTrue(member.isTextual(), property.getKey());
                default -> assertMembers(property.getValue(), member);
            }
        });
    }

    @Test
    void noNumberIsWrittenThatJsonDoesNotHave() {
        for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertEquals(
                    "{\"pixels_per_second\":0.0,\"active\":false}",
                    text(new LiveSample.MouseActivity(0, value, false)));
        }
    }

    @Test
    void aSampleOfAnotherTopicIsRefused() {
        assertThrows(
                ClassCastException.class,
                () -> ActivityTopic.MOUSE_SCROLL.write(new JsonWriter(), new LiveSample.Gap(7, 9)));
    }

    @Test
    void everyDescriptionCanBeReadAlone() throws IOException {
        for (ActivityTopic topic : ActivityTopic.values()) {
            List<String> descriptions = reader.readTree(topic.jsonSchema()).findValuesAsText("description");

            assertTrue(descriptions.stream().allMatch(text -> text.split(" ").length > 3), descriptions::toString);
            assertTrue(
                    descriptions.stream().noneMatch(text -> text.matches("(of|its|the same)\\b.*")),
                    descriptions::toString);
        }
    }

    @Test
    void anUnknownTopicIsRefusedWithTheKnownOnes() {
        String message = assertThrows(IllegalArgumentException.class, () -> ActivityTopic.named("/mouse"))
                .getMessage();

        assertEquals(ActivityTopic.TALLY_LEDGER, ActivityTopic.named("/tally/ledger"));
        assertTrue(message.contains("'/mouse'") && message.contains("/mouse/position"), message);
    }

    private static String names(ActivityTopic topic) {
        return topic.topic() + " " + topic.schemaName();
    }

    private static String text(LiveSample sample) {
        JsonWriter json = new JsonWriter();
        ActivityTopic.of(sample).write(json, sample);
        return json.toString();
    }
}

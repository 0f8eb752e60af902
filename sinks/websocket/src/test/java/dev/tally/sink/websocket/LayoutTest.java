package dev.tally.sink.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tally.sink.encoding.ActivityTopic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The layout that the documentation offers for import. */
class LayoutTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode layout() throws IOException {
        return JSON.readTree(Path.of("../../docs/foxglove-layout.json").toFile());
    }

    @Test
    void itShowsEveryTopicAndOnlyMembersThatExist() throws IOException {
        Set<ActivityTopic> shown = EnumSet.noneOf(ActivityTopic.class);
        for (String path : paths(layout().get("configById"), new ArrayList<>())) {
            String[] parts = path.split("\\."); // topic, member, and what the viewer is to do with its value
            ActivityTopic topic = ActivityTopic.named(parts[0]);
            shown.add(topic);
            if (parts.length > 1) {
                JsonNode members = JSON.readTree(topic.jsonSchema()).get("properties");
                assertTrue(members.has(parts[1]), path);
            }
        }
        assertEquals(EnumSet.allOf(ActivityTopic.class), shown);
    }

    private static List<String> paths(JsonNode node, List<String> found) {
        if (node.isTextual() && node.textValue().startsWith("/")) {
            found.add(node.textValue());
        }
        node.forEach(child -> paths(child, found));
        return found;
    }

    @Test
    void everyPanelHasItsPlace() throws IOException {
        Set<String> configured = new TreeSet<>();
        layout().get("configById").fieldNames().forEachRemaining(configured::add);

        assertEquals(configured, placed(layout().get("layout"), new TreeSet<>()));
    }

    private static Set<String> placed(JsonNode node, Set<String> found) {
        if (node.isTextual()) {
            assertTrue(found.add(node.textValue()), node.textValue() + " is there twice");
        } else {
            placed(node.get("first"), found);
            placed(node.get("second"), found);
        }
        return found;
    }
}

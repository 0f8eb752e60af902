package dev.tally.sink.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IntervalJsonTest {
    private static final UUID RUN = UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e");
    private static final Counts COUNTS = Counts.of(count -> count.ordinal() + 1);
    private static final ActivityInterval INTERVAL =
            new ActivityInterval(RUN, 12, 14, Instant.ofEpochMilli(1000), Instant.ofEpochMilli(2000), COUNTS);

    @Test
    void payloadIsThisToTheByte() {
        String json = new String(
                IntervalJson.payload(INTERVAL, "desk", Instant.ofEpochMilli(1775600941542L)), StandardCharsets.UTF_8);

        assertEquals(
                "{\"timestamp_ms\":1775600941542,\"summary\":{\"total_lc\":3,\"total_rc\":5,\"total_mc\":4,"
                        + "\"total_scroll\":7,\"total_kp\":1,\"total_mm\":10,\"total_kr\":2,\"total_oc\":6,"
                        + "\"total_scroll120\":8,\"total_hscroll120\":9,\"distance1000\":11,\"active_ms\":12,\"gaps\":13},"
                        + "\"source\":\"desk\",\"run\":\"0f8fad5b-d9cb-469f-a165-70867728950e\",\"first\":12,\"last\":14,"
                        + "\"start_ms\":1000,\"end_ms\":2000}",
                json);
    }

    @Test
    void theOriginalsFieldsComeFirst() {
        String json = new String(IntervalJson.payload(INTERVAL, "desk", Instant.EPOCH), StandardCharsets.UTF_8);

        assertTrue(
                json.startsWith("{\"timestamp_ms\":0,\"summary\":{\"total_lc\":3,\"total_rc\":5,\"total_mc\":4,"
                        + "\"total_scroll\":7,\"total_kp\":1,\"total_mm\":10"),
                json);
    }

    @Test
    void everyCountIsNamedExactlyOnce() throws IOException {
        Set<String> names =
                Stream.of(Count.values()).map(IntervalJson::memberName).collect(Collectors.toSet());
        JsonNode summary = new ObjectMapper()
                .readTree(IntervalJson.payload(INTERVAL, "desk", Instant.EPOCH))
                .get("summary");

        assertEquals(Count.values().length, names.size());
        assertEquals(Count.values().length, summary.size());
        for (Count count : Count.values()) {
            assertEquals(
                    COUNTS.get(count),
                    summary.get(IntervalJson.memberName(count)).longValue());
        }
    }

    @Test
    void theLargestCountsSurvive() throws IOException {
        long most = Long.MAX_VALUE;
        Counts counts = Counts.of(count -> most);
        ActivityInterval interval = new ActivityInterval(RUN, most, most, Instant.EPOCH, Instant.EPOCH, counts);

        JsonNode read = new ObjectMapper().readTree(IntervalJson.payload(interval, "desk", Instant.EPOCH));

        assertEquals(most, read.get("first").longValue());
        assertEquals(Count.values().length, read.get("summary").size());
        read.get("summary").forEach(count -> assertEquals(most, count.longValue()));
    }
}

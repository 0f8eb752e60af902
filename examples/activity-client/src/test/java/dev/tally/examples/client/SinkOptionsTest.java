package dev.tally.examples.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Settings of sinks that are not chosen are told where several runs may share them, and refused on the command line. */
class SinkOptionsTest {
    @Test
    void settingsThatNoChosenSinkReadsAreNamedWithTheirSink() {
        Map<String, String> environment = Map.of(
                "KMMON_PORT", "1", "TALLY_WITHOUT", "/x", "FLUSH_INTERVAL_SEC", "5", "API_URL", "x", "HOME", "/none");
        ClientSettings settings = ClientSettings.load(new String[0], environment);
        assertEquals(
                List.of("TALLY_WITHOUT (--sink websocket, --sink mcap)", "KMMON_PORT (--sink websocket)"),
                SinkOptions.unread(List.of(), new RunCommand().spec(), settings, Set.of("http")));
        Map<String, String> alone = Map.of(
                "KMMON_S3_PREFIX",
                "p",
                "KMMON_FOXGLOVE_DEVICE_ID",
                "d",
                "KMMON_FOXGLOVE_DEVICE_NAME",
                "",
                "HOME",
                "/none");
        assertEquals(
                List.of("KMMON_FOXGLOVE_DEVICE_ID (--foxglove-project-id)", "KMMON_S3_PREFIX (--s3-bucket)"),
                SinkOptions.unread(
                        List.of(), new RunCommand().spec(), ClientSettings.withoutFile(alone), Set.of("mcap")));
        assertEquals(
                List.of("API_URL (--sink http)"),
                SinkOptions.unread(List.of(), new RunCommand().spec(), settings, Set.of("websocket")));
    }
}

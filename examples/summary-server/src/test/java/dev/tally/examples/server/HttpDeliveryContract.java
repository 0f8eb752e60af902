package dev.tally.examples.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.sink.Counts;
import dev.tally.sink.IntervalSink;
import dev.tally.sink.http.HttpSink;
import dev.tally.sink.store.CountNames;
import dev.tally.testkit.IntervalSinkContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP sink and this server keep, together, what every sink keeps. */
class HttpDeliveryContract extends IntervalSinkContract {
    @TempDir
    private Path directory;

    private RunningServer server;

    @BeforeEach
    void startServer() throws Exception {
        server();
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Override
    protected IntervalSink open() throws Exception {
        return HttpSink.to(server().uri("/frames"))
                .apiKey(RunningServer.KEY)
                .source("desk")
                .build();
    }

    @Override
    protected Counts received() throws Exception {
        Counts sum = Counts.NONE;
        for (JsonNode row : server().rows("/activity/summary?detail=1")) {
            sum = sum.plus(counts(row));
        }
        return sum;
    }

    private static Counts counts(JsonNode row) {
        return Counts.of(count -> row.get(CountNames.of(count)).longValue());
    }

    /** The sink is opened before what this class declares to be done before a test. */
    private RunningServer server() throws Exception {
        if (server == null) {
            server = new RunningServer(directory.resolve("a.db"));
        }
        return server;
    }
}

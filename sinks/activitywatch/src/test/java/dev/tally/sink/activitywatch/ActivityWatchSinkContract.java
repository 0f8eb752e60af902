package dev.tally.sink.activitywatch;

import dev.tally.sink.Counts;
import dev.tally.sink.IntervalSink;
import dev.tally.testkit.IntervalSinkContract;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;

/** The sink keeps the contract with a server that has the documented API. */
class ActivityWatchSinkContract extends IntervalSinkContract {
    private StubServer server;

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Override
    protected IntervalSink open() throws Exception {
        server = new StubServer();
        return ActivityWatchSink.to(server.address()).hostname("desk").build();
    }

    @Override
    protected Counts received() throws Exception {
        return Received.sum(server.events.getOrDefault("aw-watcher-input_desk", List.of()).stream()
                .map(StubServer.Event::json)
                .collect(Collectors.joining(",", "[", "]")));
    }

    @Override
    protected Counts kept(Counts counts) {
        return Received.kept(counts);
    }
}

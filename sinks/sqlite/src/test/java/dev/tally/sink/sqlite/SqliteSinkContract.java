package dev.tally.sink.sqlite;

import dev.tally.sink.Counts;
import dev.tally.sink.IntervalSink;
import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.Bucket;
import dev.tally.testkit.IntervalSinkContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

class SqliteSinkContract extends IntervalSinkContract {
    @TempDir
    private Path directory;

    @Override
    protected IntervalSink open() throws Exception {
        return SqliteSink.file(directory.resolve("a.db")).source("desk").open();
    }

    @Override
    protected Counts received() throws Exception {
        try (ActivityStore store = SqliteStore.open(directory.resolve("a.db"))) {
            return store.summary(Duration.ofDays(30)).stream()
                    .map(Bucket::counts)
                    .reduce(Counts.NONE, Counts::plus);
        }
    }
}

package dev.tally.sink.sqlite;

import dev.tally.sink.store.ActivityStore;
import dev.tally.testkit.ActivityStoreContract;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreContract extends ActivityStoreContract {
    @TempDir
    private Path directory;

    @Override
    protected ActivityStore open(Clock time, Duration retention) throws Exception {
        return SqliteStore.open(directory.resolve("a.db"), time, retention, notice -> {});
    }
}

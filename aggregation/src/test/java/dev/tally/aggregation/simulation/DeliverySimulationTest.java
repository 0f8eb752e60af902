package dev.tally.aggregation.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nothing is lost and nothing is counted twice, whatever fails: for each run, what a server has is what was typed, except
 * at most the last second before a kill, or the open interval at a loss of power; no count is unaccounted for at any moment.
 *
 * <p>{@code -Dtally.seed=N} replays one schedule and prints what happens in it.
 */
@Timeout(900)
class DeliverySimulationTest {
    private static final boolean FULL = Boolean.getBoolean("tally.full");
    private static final long SCHEDULES = FULL ? 20_000 : 600;
    private static final long WITH_SQLITE = FULL ? 200 : 10;
    private static final long FOR_MUTANTS = 300;

    @RegisterExtension
    private final CapturedLog log = new CapturedLog();

    @TempDir
    private Path directory;

    @Test
    void everyScheduleEndsWithWhatWasTyped() {
        Long replayed = Long.getLong("tally.seed");
        long[] seeds = replayed == null ? LongStream.range(0, SCHEDULES).toArray() : new long[] {replayed};
        for (long seed : seeds) {
            Simulation simulation = simulation(seed, Mutant.NONE, replayed != null);
            List<String> violations = simulation.run();
            simulation.trace().forEach(System.out::println);
            if (!violations.isEmpty()) {
                fail("schedule " + seed + ": " + String.join("\n", violations) + "\nreplay it with:\n"
                        + "./mvnw -pl aggregation -am test -Dtest=DeliverySimulationTest#everyScheduleEndsWithWhatWasTyped"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dtally.seed=" + seed);
            }
        }
    }

    /**
     * The schedules that found faults, in this order: a loss of power damaged the file that was replaced when the sink
     * accepted; the spool was said to hold all although the open interval had not been written; the server refused without end
     * what a client with a failing disk remembered; a start on a full disk removed the interval that was open before.
     */
    @ParameterizedTest
    @ValueSource(longs = {362, 1350, 61, 66})
    void schedulesThatFoundFaultsEndWell(long seed) {
        assertEquals(List.of(), simulation(seed, Mutant.NONE, false).run());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void eachMutantIsCaught(Mutant mutant) {
        Optional<String> found = LongStream.range(0, FOR_MUTANTS)
                .mapToObj(seed -> simulation(seed, mutant, false).run())
                .flatMap(List::stream)
                .filter(violation -> violation.matches(mutant.symptom()))
                .findFirst();
        assertTrue(found.isPresent(), () -> mutant + " was not caught in " + FOR_MUTANTS + " schedules");
    }

    @Test
    void oneSeedGivesOneHistory() {
        for (long seed = 0; seed < 20; seed++) {
            Simulation once = simulation(seed, Mutant.NONE, true);
            Simulation again = simulation(seed, Mutant.NONE, true);
            once.run();
            again.run();
            assertEquals(String.join("\n", once.trace()), String.join("\n", again.trace()));
            assertFalse(once.trace().isEmpty());
        }
    }

    /** The store of the summary server has the same sums as the simplest server that keeps the contract. */
    @Test
    void theRealStoreHasWhatTheContractSays() throws Exception {
        for (long seed = 0; seed < WITH_SQLITE; seed++) {
            List<SqliteDatabase> databases = new ArrayList<>();
            Path directoryOfSeed = Files.createDirectory(directory.resolve("seed-" + seed));
            try {
                Simulation simulation = new Simulation(seed, Mutant.NONE, false, time -> {
                    SqliteDatabase database =
                            new SqliteDatabase(directoryOfSeed.resolve(databases.size() + ".db"), time);
                    databases.add(database);
                    return database;
                });
                assertEquals(List.of(), simulation.run(), "schedule " + seed);
                for (int i = 0; i < databases.size(); i++) {
                    assertEquals(
                            simulation.servers().get(i).sum(), databases.get(i).sum(), "schedule " + seed);
                }
            } finally {
                databases.forEach(SqliteDatabase::close);
            }
        }
    }

    private static Simulation simulation(long seed, Mutant mutant, boolean traced) {
        return new Simulation(seed, mutant, traced, time -> SimulatedServer.Database.NONE);
    }
}

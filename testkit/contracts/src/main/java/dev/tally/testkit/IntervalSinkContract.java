package dev.tally.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.IntervalSink;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The tests that every {@link IntervalSink} must pass. To test a sink, extend this class and implement {@link #open},
 * which opens the sink to a working, empty receiver, and {@link #received}, which asks that receiver for its total.
 *
 * <pre>{@code
 * class FileSinkContract extends IntervalSinkContract {
 *     protected IntervalSink open() { return new FileSink(file); }
 *     protected Counts received() { return sumOf(file); }
 * }
 * }</pre>
 */
public abstract class IntervalSinkContract {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final UUID run = UUID.randomUUID();
    private IntervalSink sink = new CollectingSink("not opened");

    /** Creates a contract whose sink is opened before each test. */
    protected IntervalSinkContract() {}

    /**
     * Opens a sink to a working receiver that has received nothing yet. Called once per test.
     *
     * @return the sink, which the contract closes
     * @throws Exception if it cannot be opened; the test then fails
     */
    protected abstract IntervalSink open() throws Exception;

    /**
     * Returns the sum of all intervals that the receiver has now.
     *
     * @return the sum, each interval counted as often as the receiver counts it
     * @throws Exception if the receiver does not answer; the test then fails
     */
    protected abstract Counts received() throws Exception;

    /**
     * Returns whether the receiver recognises a repetition. If it cannot, override this and document it in the sink.
     *
     * @return true by default
     */
    protected boolean tellsRepetitions() {
        return true;
    }

    /**
     * Returns the part of these counts that the receiver keeps.
     *
     * @param counts the counts that were written
     * @return the counts themselves by default; fewer if the receiver's format lacks some of them
     */
    protected Counts kept(Counts counts) {
        return counts;
    }

    @BeforeEach
    final void openSink() throws Exception {
        sink = open();
    }

    @AfterEach
    final void closeSink() {
        sink.close();
    }

    @Test
    void everyIntervalInOrderIsReceived() throws Exception {
        for (int i = 1; i <= 20; i++) {
            sink.write(interval(i, i, counts(i)));
        }
        assertEquals(kept(counts(210)), received());
    }

    @Test
    void theSameIntervalTwiceCountsOnce() throws Exception {
        assumeTrue(tellsRepetitions(), "this sink's receiver cannot recognise a repetition");
        sink.write(interval(1, 1, counts(5)));
        sink.write(interval(1, 1, counts(5)));
        sink.write(interval(2, 2, counts(7)));
        assertEquals(kept(counts(12)), received());
    }

    @Test
    void theSameNumberOfAnotherRunIsAnotherInterval() throws Exception {
        sink.write(interval(1, 1, counts(5)));
        sink.write(new ActivityInterval(UUID.randomUUID(), 1, 1, NOON, NOON.plusSeconds(30), counts(6)));
        assertEquals(kept(counts(11)), received());
    }

    @Test
    void aMergedIntervalIsReceivedWhole() throws Exception {
        sink.write(interval(1, 1, counts(1)));
        sink.write(interval(2, 40, counts(1000)));
        assertEquals(kept(counts(1001)), received());
    }

    @Test
    void anEmptyIntervalIsAccepted() throws Exception {
        sink.write(interval(1, 1, Counts.NONE));
        assertEquals(Counts.NONE, received());
    }

    @Test
    void anIntervalWithoutLengthIsAccepted() throws Exception {
        sink.write(new ActivityInterval(run, 1, 1, NOON, NOON, counts(3)));
        assertEquals(kept(counts(3)), received());
    }

    @Test
    void countsBeyond32BitsAreKept() throws Exception {
        sink.write(interval(1, 1, counts(5_000_000_000L)));
        assertEquals(kept(counts(5_000_000_000L)), received());
    }

    @Test
    void closeIsIdempotent() throws Exception {
        sink.write(interval(1, 1, counts(2)));
        sink.close();
        sink.close();
        assertEquals(kept(counts(2)), received());
    }

    @Test
    void itHasANameThatStays() {
        assertFalse(sink.name().isBlank(), "a sink is known by its name in logs and ledgers");
        assertEquals(sink.name(), sink.name());
    }

    private ActivityInterval interval(long first, long last, Counts counts) {
        return new ActivityInterval(
                run, first, last, NOON.plusSeconds(30 * (first - 1)), NOON.plusSeconds(30 * last), counts);
    }

    /** Every count differs, so that a test sees when two are swapped. */
    private static Counts counts(long n) {
        return Counts.of(count -> (count.ordinal() + 1) * n).with(Count.VERTICAL_120, 120 * 7 * n);
    }
}

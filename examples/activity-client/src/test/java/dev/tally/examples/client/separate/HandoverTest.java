package dev.tally.examples.client.separate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.examples.client.separate.Message.Batch;
import dev.tally.examples.client.separate.Message.BatchId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told when: presses at whole seconds, motion 20 times a second, nothing twice and nothing lost. */
class HandoverTest {
    private static final long NEVER = -1;
    private static final UUID RUN = new UUID(1, 2);

    private final RunningSums sums = new RunningSums(() -> {});
    private final Handover handover = new Handover(sums, RUN, 0);

    @BeforeEach
    void connect() {
        sums.devices(1, 1);
        handover.begin(BatchId.NONE);
        accept(take(0)); // the devices
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private Batch take(long millis) {
        return handover.take(millis(millis)).orElseThrow();
    }

    private Optional<Batch> none(long millis) {
        return handover.take(millis(millis));
    }

    private void accept(Batch batch) {
        assertTrue(handover.accept(batch.number()));
    }

    @Test
    void pressesAreToldAtWholeSecondsOnly() {
        sums.keyPress();
        for (long now = 100; now < 1000; now += 10) {
            assertEquals(Optional.empty(), none(now));
            assertEquals(millis(1000), handover.due());
        }
        assertEquals(1, take(1000).sums().get(Sum.KEY_PRESSES));
    }

    @Test
    void motionTellsNothingOfThePressesBetween() {
        sums.keyPress();
        sums.motion(3, 4);
        Batch batch = take(100);
        assertEquals(5000, batch.sums().get(Sum.DISTANCE_1000));
        assertFalse(batch.sums().hasPresses());
    }

    @Test
    void askingDoesNotHastenPresses() {
        sums.keyPress();
        handover.flush(7);
        Batch batch = take(100);
        assertEquals(7, batch.flushed());
        assertTrue(batch.sums().isNone());
    }

    @Test
    void connectingDoesNotHastenPresses() {
        sums.keyPress();
        handover.begin(BatchId.NONE);
        assertTrue(take(100).sums().isNone());
    }

    @Test
    void anEndHastensPressesOnceAMinuteOnly() {
        sums.keyPress();
        handover.end(millis(100));
        Batch last = take(100);
        assertEquals(1, last.sums().get(Sum.KEY_PRESSES));
        assertTrue(last.isLast());
        accept(last);
        handover.begin(BatchId.NONE);
        accept(take(200));
        sums.keyPress();
        handover.end(millis(300));
        assertEquals(Optional.empty(), none(300));
        assertTrue(take(1000).isLast());
    }

    @Test
    void theAnswerToAnEndIsTheSameWheneverAKeyWasStruck() {
        List<String> silence = answersToEnds(NEVER);
        assertTrue(silence.size() > 10);
        for (long struck = 60; struck < 1000; struck += 10) {
            assertEquals(silence, answersToEnds(struck), "a key struck at " + struck + " ms");
        }
    }

    /** Ends and connects again and again, with a key struck at one moment; returns what is told before the whole second. */
    private static List<String> answersToEnds(long struck) {
        RunningSums typed = new RunningSums(() -> {});
        Handover asked = new Handover(typed, RUN, 0);
        typed.devices(1, 1);
        asked.begin(BatchId.NONE);
        asked.end(0); // at once, for this minute
        List<String> answers = new ArrayList<>();
        for (long now = 0; now < 1000; now += 10) {
            if (now == struck) {
                typed.keyPress();
            }
            Optional<Batch> answer = asked.take(millis(now));
            answers.add(now + " " + answer.map(Batch::isLast) + answer.map(Batch::sums));
            answer.ifPresent(batch -> asked.accept(batch.number()));
            if (answer.isPresent()) {
                asked.begin(BatchId.NONE);
                asked.end(millis(now));
            }
        }
        return answers;
    }

    @Test
    void anEndThatWaitsTellsPressesAndThatNothingFollowsAtTheWholeSecond() {
        handover.end(0);
        accept(take(0));
        handover.begin(BatchId.NONE);
        handover.end(millis(300));
        Batch first = take(310);
        assertFalse(first.isLast());
        accept(first);
        sums.keyPress();
        assertEquals(Optional.empty(), none(999));
        assertEquals(millis(1000), handover.due());
        Batch last = take(1000);
        assertTrue(last.isLast());
        assertEquals(1, last.sums().get(Sum.KEY_PRESSES));
    }

    @Test
    void acceptingLateDoesNotMoveTheSecondOfPresses() {
        sums.keyPress();
        handover.flush(1);
        Batch withheld = take(900);
        assertEquals(Optional.empty(), none(900));
        assertEquals(millis(1000), handover.due());
        assertEquals(Optional.empty(), none(1000));
        sums.keyPress();
        assertEquals(Optional.empty(), none(1500));
        accept(withheld);
        Batch first = take(1990);
        assertEquals(1, first.sums().get(Sum.KEY_PRESSES));
        accept(first);
        assertEquals(1, take(2000).sums().get(Sum.KEY_PRESSES));
    }

    @Test
    void connectingLateDoesNotMoveTheSecondOfPresses() {
        sums.keyPress();
        assertEquals(Optional.empty(), none(100));
        handover.begin(BatchId.NONE);
        Batch first = take(1990);
        assertFalse(first.sums().hasPresses());
        accept(first);
        assertEquals(1, take(2000).sums().get(Sum.KEY_PRESSES));
    }

    @Test
    void motionIsToldTwentyTimesASecondAtMost() {
        int told = 0;
        for (long now = 100; now < 1100; now++) {
            sums.motion(1, 0);
            Optional<Batch> batch = none(now);
            batch.ifPresent(this::accept);
            told += batch.isPresent() ? 1 : 0;
        }
        assertEquals(20, told);
    }

    @Test
    void nothingIsDueWhileThereIsNoInput() {
        assertEquals(Optional.empty(), none(5000));
        assertEquals(Handover.NEVER, handover.due());
    }

    @Test
    void whatIsNotAcceptedIsPartOfALaterBatch() {
        sums.keyPress();
        assertEquals(Optional.empty(), none(999));
        take(1000); // and the process is killed
        handover.begin(BatchId.NONE);
        sums.keyPress();
        Batch again = take(1100);
        assertEquals(1, again.sums().get(Sum.KEY_PRESSES));
        accept(again);
        assertEquals(1, take(2000).sums().get(Sum.KEY_PRESSES));
    }

    @Test
    void whatWasAcceptedUnnoticedIsNotToldAgain() {
        sums.keyPress();
        assertEquals(Optional.empty(), none(999));
        Batch accepted = take(1000); // and the connection breaks
        handover.begin(new BatchId(RUN, accepted.number()));
        accept(take(1100));
        assertTrue(handover.rest().isNone());
    }

    @Test
    void theBatchOfAnotherRunIsNotTakenForThisOne() {
        sums.keyPress();
        assertEquals(Optional.empty(), none(999));
        Batch told = take(1000);
        handover.begin(new BatchId(new UUID(3, 4), told.number()));
        assertFalse(handover.rest().isNone());
    }

    @Test
    void aBatchIsAcceptedOnce() {
        sums.motion(1, 1);
        Batch batch = take(100);
        accept(batch);
        assertFalse(handover.accept(batch.number()));
    }

    @Test
    void moreThanABatchHoldsIsToldInSeveral() {
        for (int i = 0; i < 250_000; i++) {
            sums.keyPress();
        }
        assertEquals(Optional.empty(), none(999));
        long told = 0;
        for (long second = 1; second <= 3; second++) {
            Batch batch = take(1000 * second);
            told += batch.sums().get(Sum.KEY_PRESSES);
            accept(batch);
        }
        assertEquals(250_000, told);
    }

    /** As a device may report that claims to jump from corner to corner. */
    @Test
    void aDistanceThatOverflowsIsStillANumberThatTheOtherProcessTakes() {
        for (int i = 0; i < 3_100_000; i++) {
            sums.motion(Integer.MIN_VALUE, Integer.MIN_VALUE);
        }
        Batch batch = take(100);
        for (Sum sum : Sum.values()) {
            assertTrue(
                    sum.allows(batch.sums().get(sum)),
                    () -> sum + " is " + batch.sums().get(sum));
        }
    }

    @Test
    void theLastBatchIsTheOneAfterWhichNothingIsLeft() {
        for (int i = 0; i < 150_000; i++) {
            sums.keyPress();
        }
        handover.end(millis(10));
        Batch first = take(10);
        assertFalse(first.isLast());
        accept(first);
        assertTrue(take(11).isLast());
    }
}

package dev.tally.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class LivePublisherTest {
    private final LivePublisher publisher = LivePublisher.on(Runnable::run, 4);

    /** Requests a number of samples at once, and remembers what it gets. */
    private static final class Remembering implements Flow.Subscriber<LiveSample> {
        final List<Long> times = new ArrayList<>();
        final long wanted;
        boolean isComplete;

        Remembering(long wanted) {
            this.wanted = wanted;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(wanted);
        }

        @Override
        public void onNext(LiveSample sample) {
            times.add(sample.epochNanos());
        }

        @Override
        public void onError(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void onComplete() {
            isComplete = true;
        }
    }

    private void publish(int from, int to) {
        for (int i = from; i <= to; i++) {
            publisher.publish(new LiveSample.Gap(i, i));
        }
    }

    @Test
    void eachSubscriberGetsTheSamplesSinceItSubscribed() {
        Remembering early = new Remembering(Long.MAX_VALUE);
        Remembering late = new Remembering(Long.MAX_VALUE);
        publisher.subscribe(early);
        publish(1, 2);
        publisher.subscribe(late);
        publish(3, 3);
        publisher.close();
        assertEquals(List.of(1L, 2L, 3L), early.times);
        assertEquals(List.of(3L), late.times);
        assertEquals(true, early.isComplete && late.isComplete);
        assertEquals(0, publisher.dropped());
    }

    @Test
    void whatASlowSubscriberCannotTakeIsDroppedForItAlone() {
        Remembering slow = new Remembering(2);
        Remembering quick = new Remembering(Long.MAX_VALUE);
        publisher.subscribe(slow);
        publisher.subscribe(quick);
        publish(1, 10);
        assertEquals(List.of(1L, 2L), slow.times);
        assertEquals(10, quick.times.size());
        assertEquals(4, publisher.dropped(), "two were taken and four wait");
    }

    @Test
    void publishingNeverThrows() {
        boolean[] isShut = {false};
        LivePublisher refused = LivePublisher.on(
                task -> {
                    if (isShut[0]) {
                        throw new RejectedExecutionException("on purpose");
                    }
                    task.run();
                },
                4);
        refused.subscribe(new Remembering(Long.MAX_VALUE));
        isShut[0] = true;
        refused.publish(new LiveSample.Gap(1, 1));
        publisher.close();
        publisher.close();
        publish(1, 1);
        assertEquals(List.of(1L, 1L), List.of(refused.dropped(), publisher.dropped()));
    }

    @Test
    void aBufferMustHoldSomething() {
        assertThrows(IllegalArgumentException.class, () -> LivePublisher.on(Runnable::run, 0));
    }
}

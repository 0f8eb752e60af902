package dev.tally.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
    @Timeout(60)
    void subscribersThatDoNotReturnKeepNoSampleFromAnother() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch received = new CountDownLatch(1);
        LivePublisher own = LivePublisher.create();
        for (int i = 0; i <= ForkJoinPool.getCommonPoolParallelism(); i++) {
            own.subscribe(new Calling(() -> release.await()));
        }
        own.subscribe(new Calling(received::countDown));
        own.publish(new LiveSample.Gap(1, 1));
        boolean isReceived = received.await(10, TimeUnit.SECONDS);
        release.countDown();
        own.close();
        assertTrue(isReceived);
    }

    private interface Call {
        void run() throws InterruptedException;
    }

    /** Makes a call for each sample. */
    private record Calling(Call call) implements Flow.Subscriber<LiveSample> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(LiveSample sample) {
            try {
                call.run();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void onError(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void onComplete() {}
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

package dev.tally.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.spi.CaptureProvider;
import dev.tally.capture.spi.InputSource;
import dev.tally.capture.spi.ProbeResult;
import dev.tally.capture.spi.SourceTraits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CaptureSessionTest {
    private final Calls calls = new Calls();

    @Test
    void closeStopsTheSourceJoinsAndClosesItOnce() throws Exception {
        Source source = new Source();
        CaptureSession session = CaptureSession.start(source, calls);
        source.running.await();
        session.close();
        session.close();
        assertTrue(session.ended().isDone());
        assertFalse(session.ended().isCompletedExceptionally());
        assertEquals(1, source.closes.get());
        assertEquals(List.of("devices 1/1"), calls.names);
    }

    @Test
    void closeByTheHandlersThreadDoesNotWaitForItself() throws Exception {
        AtomicReference<CaptureSession> session = new AtomicReference<>();
        CountDownLatch started = new CountDownLatch(1);
        Source source = new Source();
        Calls closing = new Calls() {
            @Override
            public void devices(int keyboards, int pointers) {
                awaitQuietly(started);
                session.get().close();
            }
        };
        session.set(CaptureSession.start(source, closing));
        started.countDown();
        session.get().ended().get(10, TimeUnit.SECONDS);
        assertEquals(1, source.closes.get());
    }

    @Test
    void askingAgainAndAgainForTheEndKeepsNothing() throws Exception {
        Source source = new Source();
        CaptureSession session = CaptureSession.start(source, calls);
        assertSame(session.ended(), session.ended());
        assertTrue(session.ended().complete(null));
        source.running.await();
        assertEquals(0, source.closes.get(), "a caller who completes it does not end the session");
        session.close();
        assertEquals(1, source.closes.get());
    }

    @Test
    void theEndIsToldWhenTheSourceIsClosed() throws Exception {
        Source source = new Source();
        CaptureSession session = CaptureSession.start(source, calls);
        AtomicReference<Boolean> toldBefore = new AtomicReference<>();
        source.onClose.set(() -> toldBefore.set(session.ended().isDone()));
        session.close();
        assertEquals(false, toldBefore.get());
        assertTrue(session.ended().isDone());
    }

    @Test
    void aFailureCompletesTheFutureAndIsAGap() {
        Source source = new Source();
        CaptureException failure = new CaptureException("unplugged");
        source.fail(failure);
        CaptureSession session = CaptureSession.start(source, calls);
        ExecutionException ended =
                assertThrows(ExecutionException.class, () -> session.ended().get(10, TimeUnit.SECONDS));
        assertSame(failure, ended.getCause());
        session.close();
        assertEquals(List.of("devices 1/1", "gap", "devices 0/0"), calls.names);
        assertEquals(1, source.closes.get());
    }

    @Test
    void aHandlerThatThrowsEndsTheSessionWithWhatItThrew() {
        Calls throwing = new Calls() {
            @Override
            public void devices(int keyboards, int pointers) {
                throw new IllegalStateException("broken handler");
            }
        };
        Source source = new Source();
        CaptureSession session = CaptureSession.start(source, throwing);
        ExecutionException ended =
                assertThrows(ExecutionException.class, () -> session.ended().get(10, TimeUnit.SECONDS));
        assertInstanceOf(IllegalStateException.class, ended.getCause());
        session.close();
        assertEquals(1, source.closes.get());
    }

    @Test
    void aSourceThatFailedIsOpenedAgain() throws Exception {
        Source first = new Source();
        Source second = new Source();
        first.fail(new CaptureException("the server has gone"));
        CaptureSession session =
                CaptureSession.start(new Provider(first, null, second), CaptureOptions.defaults(), calls, calls);
        second.running.await();
        session.close();
        assertEquals(1, first.closes.get());
        assertEquals(1, second.closes.get());
        assertEquals(
                List.of(
                        "opened",
                        "devices 1/1",
                        "failed",
                        "gap",
                        "devices 0/0",
                        "interrupted 50",
                        "interrupted 100",
                        "opened",
                        "devices 1/1"),
                calls.names);
    }

    @Test
    void aSourceThatCannotBeOpenedAtFirstIsTheCallersToKnow() {
        assertThrows(
                CaptureException.class,
                () -> CaptureSession.start(new Provider(), CaptureOptions.defaults(), calls, calls));
    }

    @Test
    void aCloseDuringThePauseEndsAtOnce() throws Exception {
        Source first = new Source();
        first.fail(new CaptureException("gone"));
        CaptureSession session = CaptureSession.start(new Provider(first), CaptureOptions.defaults(), calls, calls);
        calls.interrupted.await();
        session.close();
        session.ended().get(1, TimeUnit.SECONDS);
        assertTrue(session.ended().isDone());
    }

    @Test
    void aSourceThatIsOpenedWhileTheSessionClosesIsClosedAndNeverRun() throws Exception {
        Source first = new Source();
        Source late = new Source();
        first.fail(new CaptureException("gone"));
        Provider provider = new Provider(first, late);
        provider.hold.set(new CountDownLatch(1));
        CaptureSession session = CaptureSession.start(provider, CaptureOptions.defaults(), calls, calls);
        provider.opening.await();
        Thread closer = new Thread(session::close);
        closer.start();
        while (closer.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        provider.hold.get().countDown();
        closer.join();
        session.ended().get(10, TimeUnit.SECONDS);
        assertEquals(1, late.closes.get());
        assertEquals(1, late.running.getCount(), "it must not have been run");
    }

    @Test
    void aBackendThatHangsIsLeftBehindInTime() throws Exception {
        Source deaf = new Source();
        deaf.deaf = true;
        CaptureSession session = CaptureSession.start(deaf, calls);
        deaf.running.await();
        assertFalse(session.close(Duration.ofMillis(50)));
        assertTrue(session.ended().isCompletedExceptionally());
        deaf.stopped.countDown();
        assertTrue(session.close(Duration.ofSeconds(10)));
        assertEquals(1, deaf.closes.get());
    }

    @Test
    void syncReachesTheSourceAndIsNothingAfterTheEnd() throws Exception {
        Source source = new Source();
        CaptureSession session = CaptureSession.start(source, calls);
        source.running.await();
        session.sync();
        session.close();
        session.sync();
        assertEquals(1, source.syncs.get());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Source implements InputSource {
        private final CountDownLatch running = new CountDownLatch(1);
        private final CountDownLatch stopped = new CountDownLatch(1);
        private final AtomicInteger closes = new AtomicInteger();
        private final AtomicInteger syncs = new AtomicInteger();
        private final AtomicReference<CaptureException> failure = new AtomicReference<>();
        private final AtomicReference<Runnable> onClose = new AtomicReference<>(() -> {});
        private volatile boolean deaf;

        void fail(CaptureException why) {
            failure.set(why);
        }

        @Override
        public SourceTraits traits() {
            return new SourceTraits("fake", MotionUnit.PIXELS, true, true);
        }

        @Override
        public void run(InputHandler handler) throws CaptureException {
            handler.devices(1, 1);
            running.countDown();
            if (failure.get() != null) {
                throw failure.get();
            }
            awaitQuietly(stopped);
        }

        @Override
        public void sync() {
            syncs.incrementAndGet();
        }

        @Override
        public void stop() {
            if (!deaf) {
                stopped.countDown();
            }
        }

        @Override
        public void close() {
            onClose.get().run();
            closes.incrementAndGet();
        }
    }

    /** Opens these sources in turn; fails at a null and after the last one. */
    private static final class Provider implements CaptureProvider {
        private final Queue<List<Source>> sources = new ArrayDeque<>();
        private final AtomicReference<CountDownLatch> hold = new AtomicReference<>(new CountDownLatch(0));
        private final CountDownLatch opening = new CountDownLatch(2);

        Provider(Source... opened) {
            for (Source source : opened) {
                sources.add(source == null ? List.of() : List.of(source));
            }
        }

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public int priority() {
            return 0;
        }

        @Override
        public ProbeResult probe(CaptureOptions options) {
            return ProbeResult.of(Availability.available("fake"));
        }

        @Override
        public InputSource open(CaptureOptions options) throws CaptureException {
            opening.countDown();
            if (opening.getCount() == 0) { // not the first
                awaitQuietly(hold.get());
            }
            List<Source> next = sources.poll();
            if (next == null || next.isEmpty()) {
                throw new CaptureException("cannot be opened");
            }
            return next.get(0);
        }
    }

    private static class Calls implements InputHandler, CaptureSession.Listener {
        final List<String> names = new CopyOnWriteArrayList<>();
        final CountDownLatch interrupted = new CountDownLatch(1);

        @Override
        public void opened(SourceTraits traits) {
            names.add("opened");
        }

        @Override
        public void failed(CaptureException why) {
            names.add("failed");
        }

        @Override
        public void interrupted(CaptureException why, Duration pause) {
            names.add("interrupted " + pause.toMillis());
            interrupted.countDown();
        }

        @Override
        public void keyPress() {}

        @Override
        public void keyRepeat() {}

        @Override
        public void buttonPress(PointerButton button) {}

        @Override
        public void motion(int dx, int dy) {}

        @Override
        public void position(int x, int y) {}

        @Override
        public void scroll(int horizontal120, int vertical120) {}

        @Override
        public void gap() {
            names.add("gap");
        }

        @Override
        public void devices(int keyboards, int pointers) {
            names.add("devices " + keyboards + "/" + pointers);
        }

        @Override
        public void waiting() {}
    }
}

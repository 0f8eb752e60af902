package dev.tally.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tally.capture.CaptureException;
import dev.tally.capture.InputHandler;
import dev.tally.capture.PointerButton;
import dev.tally.capture.spi.InputSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The tests that every {@link InputSource} must pass. To test a backend, extend this class and implement {@link #open}.
 *
 * <p>If the test can make input, override {@link #pressKeys} too: otherwise the tests that need input are skipped.
 */
@Timeout(60)
public abstract class InputSourceContract {
    private InputSource source = new ScriptedSource();

    /** Creates a contract whose source is opened before each test. */
    protected InputSourceContract() {}

    /**
     * Opens a source and does not run it. Called once per test.
     *
     * @return the source, which the contract closes
     * @throws Exception if it cannot be opened; the test then fails
     */
    protected abstract InputSource open() throws Exception;

    /**
     * Makes the system report key presses to the source that is running.
     *
     * @param running the source
     * @param presses how many
     * @return false if this test cannot make input, which is the default
     * @throws Exception if the system did not take the input; the test then fails
     */
    protected boolean pressKeys(InputSource running, int presses) throws Exception {
        return false;
    }

    @BeforeEach
    final void openSource() throws Exception {
        source = open();
    }

    @AfterEach
    final void closeSource() {
        source.stop();
        source.close();
    }

    @Test
    void devicesAreToldBeforeAnyReport() throws Exception {
        FirstCalls calls = new FirstCalls();
        FutureTask<Void> run = run(calls);
        calls.awaitOne();
        source.stop();
        run.get(10, TimeUnit.SECONDS);
        assertEquals("devices", calls.names.get(0));
    }

    @Test
    void runReturnsAfterStop() throws Exception {
        CountingHandler handler = new CountingHandler();
        FutureTask<Void> run = run(handler);
        handler.awaitLive();
        source.stop();
        run.get(10, TimeUnit.SECONDS);
        assertTrue(run.isDone());
    }

    @Test
    void runReturnsAtOnceIfStoppedBefore() throws Exception {
        source.stop();
        FutureTask<Void> run = run(new CountingHandler());
        run.get(10, TimeUnit.SECONDS);
        assertTrue(run.isDone());
    }

    @Test
    void stopIsIdempotent() throws Exception {
        CountingHandler handler = new CountingHandler();
        FutureTask<Void> run = run(handler);
        handler.awaitLive();
        source.stop();
        source.stop();
        run.get(10, TimeUnit.SECONDS);
        source.stop();
        assertTrue(run.isDone());
    }

    @Test
    void closeIsIdempotent() throws Exception {
        CountingHandler handler = new CountingHandler();
        FutureTask<Void> run = run(handler);
        handler.awaitLive();
        source.stop();
        run.get(10, TimeUnit.SECONDS);
        source.close();
        source.close();
        source.stop();
        assertTrue(run.isDone());
    }

    @Test
    void itCanBeClosedWithoutHavingBeenRun() {
        source.close();
        source.close();
        assertFalse(source.traits().description().isBlank());
    }

    @Test
    void syncReturnsAtOnceWhenNothingRuns() throws CaptureException {
        long start = System.nanoTime();
        source.sync();
        assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void whatHappenedBeforeASyncIsReported() throws Exception {
        CountingHandler handler = new CountingHandler();
        FutureTask<Void> run = run(handler);
        handler.awaitLive();
        assumeTrue(pressKeys(source, 5), "this test cannot make input");
        source.sync();
        assertEquals(5, handler.keyPresses());
        source.stop();
        run.get(10, TimeUnit.SECONDS);
    }

    @Test
    void theHandlerIsToldBeforeTheSourceWaits() throws Exception {
        CountingHandler handler = new CountingHandler();
        FutureTask<Void> run = run(handler);
        handler.awaitLive();
        assumeTrue(pressKeys(source, 3), "this test cannot make input");
        source.sync();
        handler.await(() -> handler.keyPresses() == 3 && handler.isWaiting());
        source.stop();
        run.get(10, TimeUnit.SECONDS);
    }

    @Test
    void whatHappenedBeforeAStopIsReported() throws Exception {
        CountingHandler handler = new CountingHandler();
        FutureTask<Void> run = run(handler);
        handler.awaitLive();
        assumeTrue(pressKeys(source, 7), "this test cannot make input");
        source.stop();
        run.get(10, TimeUnit.SECONDS);
        assertEquals(7, handler.keyPresses());
    }

    @Test
    void manyThreadsMayStopAndSync() throws Exception {
        CountingHandler handler = new CountingHandler();
        FutureTask<Void> run = run(handler);
        handler.awaitLive();
        List<Thread> threads = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 8; i++) {
            boolean stops = i % 2 == 0;
            threads.add(new Thread(() -> meddle(stops)));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join(Duration.ofSeconds(20).toMillis());
            assertFalse(thread.isAlive());
        }
        run.get(10, TimeUnit.SECONDS);
    }

    private void meddle(boolean stops) {
        if (stops) {
            source.stop();
            return;
        }
        try {
            source.sync();
        } catch (CaptureException e) {
            // allowed once the source is stopping, because the system may no longer answer
        }
    }

    private FutureTask<Void> run(InputHandler handler) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            source.run(handler);
            return null;
        });
        Thread thread = new Thread(task, "contract-capture");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static final class FirstCalls implements InputHandler {
        private static final int ENOUGH = 100;
        private final List<String> names = new CopyOnWriteArrayList<>();

        private void note(String name) {
            if (names.size() < ENOUGH) {
                names.add(name);
            }
        }

        void awaitOne() throws InterruptedException {
            while (names.isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(2);
            }
        }

        @Override
        public void keyPress() {
            note("keyPress");
        }

        @Override
        public void keyRepeat() {
            note("keyRepeat");
        }

        @Override
        public void buttonPress(PointerButton button) {
            note("buttonPress");
        }

        @Override
        public void motion(int dx, int dy) {
            note("motion");
        }

        @Override
        public void position(int x, int y) {
            note("position");
        }

        @Override
        public void scroll(int horizontal120, int vertical120) {
            note("scroll");
        }

        @Override
        public void gap() {
            note("gap");
        }

        @Override
        public void devices(int keyboards, int pointers) {
            note("devices");
        }

        @Override
        public void waiting() {}
    }
}

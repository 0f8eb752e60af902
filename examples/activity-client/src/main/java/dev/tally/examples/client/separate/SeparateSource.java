package dev.tally.examples.client.separate;

import dev.tally.capture.CaptureException;
import dev.tally.capture.InputHandler;
import dev.tally.capture.spi.InputSource;
import dev.tally.capture.spi.SourceTraits;
import dev.tally.examples.client.separate.Message.Accept;
import dev.tally.examples.client.separate.Message.Batch;
import dev.tally.examples.client.separate.Message.BatchId;
import dev.tally.examples.client.separate.Message.End;
import dev.tally.examples.client.separate.Message.Flush;
import dev.tally.examples.client.separate.Message.Welcome;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * Reports what the capture process hands over.
 *
 * <p>A batch is accepted before it is reported. If this process is killed between the two, or before the counts are on disk, the batch
 * is lost: a second of input at most. A batch whose acceptance does not arrive is told again, and was not reported.
 *
 * <p>{@link #sync} is a fence for what the capture process may tell now. Presses wait for the whole second, by design; {@link #stop}
 * fetches them too.
 *
 * <p><b>Threads.</b> As {@link InputSource} says.
 */
final class SeparateSource implements InputSource {
    private static final long SYNC_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long STOP_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

    private final CaptureConnection connection;
    private final Welcome welcome;
    private final AtomicReference<BatchId> accepted;
    private final BooleanSupplier goesOn;
    private final SourceTraits traits;
    private final BatchReports reports = new BatchReports();
    private volatile boolean running;
    private volatile boolean stopping;
    private long wanted; // tokens of flushes, under the lock of this object, as the next one
    private long answered;
    private long asked; // the running thread's own, as what follows
    private boolean endSent;
    private long stopDue;

    /**
     * Creates the source of a connection.
     *
     * @param accepted is told each batch that is accepted
     * @param goesOn says, when the source is stopped, whether the capture process is to go on counting
     */
    SeparateSource(
            CaptureConnection connection, Welcome welcome, AtomicReference<BatchId> accepted, BooleanSupplier goesOn) {
        this.connection = connection;
        this.welcome = welcome;
        this.accepted = accepted;
        this.goesOn = goesOn;
        SourceTraits of = welcome.traits();
        this.traits = new SourceTraits(
                of.description() + ", in a process of its own", of.motionUnit(), of.tellsRepeats(), of.reportsGaps());
    }

    @Override
    public SourceTraits traits() {
        return traits;
    }

    @Override
    public void run(InputHandler handler) throws CaptureException {
        running = true;
        try {
            reports.devices(welcome.devices(), handler);
            while (!isLastReceived(handler)) {
                ask();
                handler.waiting();
                connection.await(patienceMillis());
            }
        } catch (IOException e) {
            throw new CaptureException("the capture process has gone: " + e.getMessage(), e);
        } finally {
            handler.waiting();
            ended();
        }
    }

    /** Reports what has arrived; returns whether nothing more will. */
    private boolean isLastReceived(InputHandler handler) throws IOException {
        if (stopping && endSent && System.nanoTime() - stopDue >= 0) {
            return true; // what it has not told stays with the capture process
        }
        for (Optional<Message> next = connection.receive(); next.isPresent(); next = connection.receive()) {
            if (!(next.get() instanceof Batch batch)) {
                throw new IOException("it sends what is not counts");
            }
            take(batch, handler);
            if (batch.isLast() && !stopping) {
                throw new IOException("it was stopped");
            }
            if (batch.isLast()) {
                return true;
            }
        }
        return false;
    }

    private void take(Batch batch, InputHandler handler) throws IOException {
        connection.send(new Accept(batch.number()));
        accepted.set(new BatchId(welcome.run(), batch.number()));
        reports.report(batch, handler);
        synchronized (this) {
            answered = Math.max(answered, batch.flushed());
            notifyAll();
        }
    }

    /** Sends what other threads have asked for. */
    private void ask() throws IOException {
        long token;
        synchronized (this) {
            token = wanted;
        }
        if (token != asked) {
            asked = token;
            connection.send(new Flush(token));
        }
        if (stopping && !endSent) {
            sendEnd();
        }
    }

    private void sendEnd() throws IOException {
        endSent = true;
        stopDue = System.nanoTime() + STOP_NANOS;
        connection.send(new End(goesOn.getAsBoolean()));
    }

    private long patienceMillis() {
        return endSent ? Math.max(1, TimeUnit.NANOSECONDS.toMillis(stopDue - System.nanoTime())) : 0;
    }

    private synchronized void ended() {
        running = false;
        notifyAll();
    }

    @Override
    public synchronized void sync() throws CaptureException {
        if (!running) {
            return;
        }
        long token = ++wanted;
        connection.wake();
        long end = System.nanoTime() + SYNC_NANOS;
        while (running && answered < token) {
            awaitUntil(end);
        }
    }

    private void awaitUntil(long end) throws CaptureException {
        long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (millis <= 0) {
            throw new CaptureException("the capture process does not answer within a second");
        }
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaptureException("interrupted while waiting for the capture process", e);
        }
    }

    @Override
    public void stop() {
        stopping = true;
        connection.wake();
    }

    @Override
    public void close() {
        if (!endSent) {
            try {
                sendEnd();
            } catch (IOException e) { // it has gone
            }
        }
        connection.close();
    }
}

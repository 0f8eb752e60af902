package dev.tally.examples.client.separate;

import dev.tally.examples.client.separate.Message.Accept;
import dev.tally.examples.client.separate.Message.Batch;
import dev.tally.examples.client.separate.Message.End;
import dev.tally.examples.client.separate.Message.Flush;
import dev.tally.examples.client.separate.Message.Hello;
import dev.tally.examples.client.separate.Message.Welcome;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The connection of the process that takes the sums over.
 *
 * <p><b>Threads.</b> The serving thread only.
 *
 * <p><b>Failure.</b> A peer that does not keep to the protocol, or does not accept a batch within ten seconds, makes its methods throw.
 * The connection is then closed, and what was not accepted is told to the next one.
 */
final class Served implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** So that a peer that sends without an end does not keep the server from its other work. */
    private static final int MOST_AT_ONCE = 64;

    private final MessageChannel channel;
    private final Counting counting;
    private final RunningSums running;
    private final Handover handover;
    private boolean welcomed;
    private boolean lastTold;
    private long patienceEnds;

    Served(MessageChannel channel, Hello hello, Counting counting, RunningSums running, Handover handover, long now) {
        this.channel = channel;
        this.counting = counting;
        this.running = running;
        this.handover = handover;
        this.patienceEnds = now + PATIENCE_NANOS;
        handover.begin(hello.last());
    }

    /** Reads what the peer has sent. */
    void read(long now) throws IOException {
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            Optional<Message> message = channel.receive();
            if (message.isEmpty()) {
                return;
            }
            take(message.get(), now);
        }
    }

    private void take(Message message, long now) throws IOException {
        switch (message) {
            case Accept it -> accept(it.number());
            case Flush it -> flush(it.token());
            case End it -> end(it.goOn(), now);
            default ->
                throw new IOException(
                        "an unexpected message: " + message.getClass().getSimpleName());
        }
    }

    private void accept(long number) throws IOException {
        if (!handover.accept(number)) {
            throw new IOException("a batch is accepted that was not sent: " + number);
        }
    }

    private void flush(long token) {
        counting.sync();
        handover.flush(token);
    }

    private void end(boolean goOn, long now) {
        if (goOn) {
            counting.sync();
        } else {
            counting.stop();
        }
        handover.end(now);
    }

    /** Sends what is to be told now; returns false if that was all there will be. */
    boolean tell(long now) throws IOException {
        if (lastTold && !handover.isOpen()) {
            return false;
        }
        if (!welcomed && running.isLive()) {
            channel.send(new Welcome(handover.run(), counting.traits(), running.devices()));
            welcomed = true;
        }
        Optional<Batch> batch = welcomed ? handover.take(now) : Optional.empty();
        if (batch.isPresent()) {
            lastTold = batch.get().isLast();
            patienceEnds = now + PATIENCE_NANOS;
            channel.send(batch.get());
        }
        if (isAwaiting() && now - patienceEnds >= 0) {
            throw new IOException(welcomed ? "a batch was not accepted in time" : "the devices did not open in time");
        }
        return true;
    }

    private boolean isAwaiting() {
        return !welcomed || handover.isOpen();
    }

    /** Returns when {@link #tell} has something to do, if nothing happens before; {@link Handover#NEVER} if only then. */
    long due() {
        return isAwaiting() ? Handover.earlier(patienceEnds, handover.due()) : handover.due();
    }

    @Override
    public void close() {
        channel.close();
    }
}

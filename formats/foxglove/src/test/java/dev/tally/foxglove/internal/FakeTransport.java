package dev.tally.foxglove.internal;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A connection that keeps what is sent, and completes each send at once, or when the test says so. */
final class FakeTransport implements Transport {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One message that was sent. */
    record Sent(byte[] bytes, boolean isText) {
        JsonNode json() throws IOException {
            return JSON.readTree(bytes);
        }

        long subscriptionId() {
            return little().getInt(1) & 0xFFFF_FFFFL;
        }

        long logTime() {
            return little().getLong(5);
        }

        String payload() {
            return new String(bytes, 13, bytes.length - 13, StandardCharsets.UTF_8);
        }

        private ByteBuffer little() {
            return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    /** A task to be run later; tests let time pass by running it. */
    record Timer(Duration delay, Runnable action) {}

    final LinkedBlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<Completion> unanswered = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<Timer> timers = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<Integer> closedWith = new LinkedBlockingQueue<>();
    final AtomicInteger aborts = new AtomicInteger();
    private volatile boolean isStalled;
    private volatile @Nullable Error fault;

    /** Lets sends fail before they begin, as for want of memory. */
    void failWith(Error error) {
        fault = error;
    }

    /** Stops completing sends: {@link #unanswered} keeps their completions. */
    void stall() {
        isStalled = true;
    }

    /** Completes the sends that are unanswered, and further ones at once. */
    void proceed() throws InterruptedException {
        isStalled = false;
        Completion waiting = unanswered.poll(20, TimeUnit.SECONDS);
        assertNotNull(waiting, "nothing was being sent");
        waiting.sent();
    }

    Sent next() throws InterruptedException {
        Sent next = sent.poll(20, TimeUnit.SECONDS);
        assertNotNull(next, "nothing was sent");
        return next;
    }

    JsonNode nextJson() throws Exception {
        return next().json();
    }

    /** Nothing more has been sent; true at once only if the sender has nothing left to do, which the caller sees to. */
    void assertNothingMore() {
        assertNull(sent.peek());
    }

    @Override
    public void send(ByteBuffer message, boolean text, boolean flush, Completion completion) {
        Error failure = fault;
        if (failure != null) {
            throw failure;
        }
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        boolean isKept = isStalled && flush;
        if (isKept) {
            unanswered.add(completion);
        }
        sent.add(new Sent(bytes, text)); // tests go on when they see this
        if (!isKept) {
            completion.sent();
        }
    }

    @Override
    public void close(int code, String reason) {
        closedWith.add(code);
    }

    @Override
    public void abort() {
        aborts.incrementAndGet();
    }

    @Override
    public Runnable after(Duration delay, Runnable action) {
        Timer timer = new Timer(delay, action);
        timers.add(timer);
        return () -> timers.remove(timer);
    }

    @Override
    public String address() {
        return "192.0.2.1:4711";
    }

    @Override
    public String network() {
        return "192.0.2.1";
    }

    @Override
    public String subprotocol() {
        return "foxglove.sdk.v1";
    }
}

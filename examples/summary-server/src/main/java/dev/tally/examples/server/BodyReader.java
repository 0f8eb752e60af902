package dev.tally.examples.server;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request up to a size, without blocking a thread: when nothing has arrived, Jetty runs it again later.
 *
 * <p>If a body is too large, up to 8 MiB more are read and discarded, so that a client that is still sending gets the answer
 * and not a broken connection.
 *
 * <p><b>Threads.</b> Jetty calls {@link #run} on one thread at a time; the time limit ends the reading from the scheduler's
 * thread.
 */
final class BodyReader implements Runnable {
    private static final long MOST_DISCARDED = 8L * 1024 * 1024;
    private static final long SECONDS = 10;

    /** Receives the result: exactly one of the methods is called, once. */
    interface Listener {
        void read(ByteBuffer body);

        /** The body is too large or arrived too slowly; answer with this. */
        void refused(Reply reply);

        /** The client closed the connection. */
        void failed(Throwable failure);
    }

    private final Request request;
    private final int mostBytes;
    private final Listener listener;
    private final AtomicBoolean over = new AtomicBoolean();
    private byte[] bytes = new byte[1024];
    private long length;
    private Scheduler.@Nullable Task timeLimit;

    BodyReader(Request request, int mostBytes, Listener listener) {
        this.request = request;
        this.mostBytes = mostBytes;
        this.listener = listener;
    }

    @Override
    public void run() {
        if (request.getLength() > mostBytes + MOST_DISCARDED) {
            end(() -> listener.refused(Reply.TOO_LARGE));
            return;
        }
        while (!over.get()) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                waitForMore();
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                Throwable failure = chunk.getFailure();
                end(() -> listener.failed(failure));
                return;
            }
            take(chunk);
        }
    }

    private void waitForMore() {
        if (timeLimit == null) {
            timeLimit = request.getComponents()
                    .getScheduler()
                    .schedule(() -> end(() -> listener.refused(Reply.TIMEOUT)), SECONDS, TimeUnit.SECONDS);
        }
        request.demand(this);
    }

    private void take(Content.Chunk chunk) {
        boolean isLast = chunk.isLast();
        append(chunk.getByteBuffer());
        chunk.release();
        if (length > mostBytes + MOST_DISCARDED || (isLast && length > mostBytes)) {
            end(() -> listener.refused(Reply.TOO_LARGE));
        } else if (isLast) {
            end(() -> listener.read(ByteBuffer.wrap(bytes, 0, (int) length)));
        }
    }

    private void append(ByteBuffer chunk) {
        int size = chunk.remaining();
        if (length + size <= mostBytes) {
            if (length + size > bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.max(length + size, Math.min(mostBytes, bytes.length * 4L)));
            }
            chunk.get(bytes, (int) length, size);
        }
        length += size;
    }

    private void end(Runnable outcome) {
        if (over.compareAndSet(false, true)) {
            if (timeLimit != null) {
                timeLimit.cancel();
            }
            outcome.run();
        }
    }
}

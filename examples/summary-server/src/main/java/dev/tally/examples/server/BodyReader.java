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
 * Reads a body up to a size without keeping a thread waiting: when there is nothing to read, it asks to be run again.
 *
 * <p>Of a body that is too large, a little more is read and thrown away, so that a client that is still sending gets the
 * answer and not a broken connection.
 *
 * <p><b>Threads.</b> {@link #run} by one at a time, which Jetty sees to; the time limit ends it from a thread of its own.
 */
final class BodyReader implements Runnable {
    private static final long DISCARDED_AT_MOST = 8L * 1024 * 1024;
    private static final long SECONDS = 10;

    /** Exactly one of these is called, once. */
    interface Listener {
        void read(ByteBuffer body);

        /** The body is too large, or too slow. */
        void refused(Reply reply);

        /** The client is gone. */
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
        if (request.getLength() > mostBytes + DISCARDED_AT_MOST) {
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
        if (length > mostBytes + DISCARDED_AT_MOST || (isLast && length > mostBytes)) {
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

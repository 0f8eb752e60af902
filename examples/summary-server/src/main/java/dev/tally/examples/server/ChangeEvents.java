package dev.tally.examples.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * {@code GET /api/v1/events}: tells readers that counts were added, as server-sent events. An event carries no counts: a
 * reader asks for what it shows.
 *
 * <p><b>Threads.</b> Any thread may call {@link #changed}; it does not block.
 *
 * <p><b>Cost.</b> At most {@value #MOST_READERS} readers, one event a second, and one pending write for each reader: a slow
 * reader gets fewer events, and no queue grows. A comment every {@value #COMMENT_SECONDS} seconds finds readers that are gone;
 * without readers nothing is scheduled.
 */
final class ChangeEvents implements Routes.Route, AutoCloseable {
    static final int MOST_READERS = 32;
    private static final int COMMENT_SECONDS = 20;
    private static final long BETWEEN_EVENTS_MILLIS = 1000;
    private static final Duration PAUSE_WHEN_FULL = Duration.ofSeconds(30);
    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Scheduler scheduler;
    private final Access access;
    private final Set<Reader> readers = ConcurrentHashMap.newKeySet();
    private final AtomicLong changes = new AtomicLong();
    private final AtomicBoolean announcing = new AtomicBoolean();
    private final AtomicBoolean commenting = new AtomicBoolean();
    private volatile boolean closed;

    ChangeEvents(Scheduler scheduler, Access access) {
        this.scheduler = scheduler;
        this.access = access;
    }

    /** Tells the readers within a second that counts were added or removed. */
    void changed() {
        changes.incrementAndGet();
        if (!readers.isEmpty() && announcing.compareAndSet(false, true)) {
            scheduler.schedule(this::announce, BETWEEN_EVENTS_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void announce() {
        announcing.set(false); // before the number is read, so that a later change is announced again
        byte[] event = event("changed");
        readers.forEach(reader -> reader.offer(event));
    }

    private void comment() {
        readers.forEach(reader -> reader.offer(COMMENT));
        commenting.set(false);
        commentLater();
    }

    private void commentLater() {
        if (!readers.isEmpty() && !closed && commenting.compareAndSet(false, true)) {
            scheduler.schedule(this::comment, COMMENT_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Override
    public void answer(Request request, Response response, Callback callback) {
        if (access.refuse(request, response, callback, Scope.READ)) {
            return;
        }
        if (closed || readers.size() >= MOST_READERS) {
            Reply.OVERLOADED.sendWithPause(PAUSE_WHEN_FULL, response, callback);
            return;
        }
        HttpFields.Mutable headers = response.getHeaders();
        Reply.addCommonHeaders(headers);
        headers.put(HttpHeader.CONTENT_TYPE, "text/event-stream").put("X-Accel-Buffering", "no");
        Reader reader = new Reader(response, callback);
        readers.add(reader);
        reader.offer(event("hello"));
        if (closed) { // closed since the check above
            reader.end();
        }
        commentLater();
    }

    private byte[] event(String name) {
        long number = changes.get();
        return ("event: " + name + "\nid: " + number + "\ndata: {\"changes\":" + number + "}\n\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Ends the answers to all readers. */
    @Override
    public void close() {
        closed = true;
        readers.forEach(Reader::end);
    }

    /** One reader: it is <i>idle</i> or has one write under way; what comes meanwhile replaces what waits. */
    private final class Reader implements Callback {
        private final Response response;
        private final Callback callback;
        private boolean writing; // guarded by this
        private boolean ending; // guarded by this
        private byte[] waiting = {}; // guarded by this

        Reader(Response response, Callback callback) {
            this.response = response;
            this.callback = callback;
        }

        void offer(byte[] event) {
            synchronized (this) {
                if (ending || (event == COMMENT && waiting.length > 0)) {
                    return;
                }
                waiting = event;
                if (writing) {
                    return;
                }
                writing = true;
                waiting = new byte[0];
            }
            response.write(false, ByteBuffer.wrap(event), this);
        }

        void end() {
            synchronized (this) {
                if (ending) {
                    return;
                }
                ending = true;
                waiting = new byte[0];
                if (writing) {
                    return; // succeeded() ends it
                }
            }
            finish();
        }

        @Override
        public void succeeded() {
            byte[] next;
            synchronized (this) {
                next = waiting;
                waiting = new byte[0];
                writing = next.length > 0;
                if (!writing && !ending) {
                    return;
                }
            }
            if (next.length > 0) {
                response.write(false, ByteBuffer.wrap(next), this);
            } else {
                finish();
            }
        }

        private void finish() {
            readers.remove(this);
            response.write(true, ByteBuffer.allocate(0), callback);
        }

        @Override
        public void failed(Throwable failure) {
            readers.remove(this);
            synchronized (this) {
                ending = true;
            }
            callback.failed(failure);
        }
    }
}

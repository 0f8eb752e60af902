package dev.tally.examples.server;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps clients that only hold their connections from keeping others out.
 *
 * <p>The head of a request must be complete {@value #HEAD_SECONDS} s after its first byte, and after {@value #GRACE_SECONDS}
 * s it must arrive at {@value #LEAST_BYTES_PER_SECOND} bytes a second or more. When an address opens more connections than it
 * may have, one of its connections that has waited for a request for a second or longer is closed, the oldest first.
 *
 * <p><b>States.</b> A connection is <i>waiting</i> from its opening, and <i>answering</i> from a complete head to the end of
 * the answer; then it is waiting again. Only one that is waiting is ever closed from here. The threads of the HTTP server
 * change the state; the scheduler's thread, which checks every second, and the thread that opens a connection read it. An
 * answer that begins in the same moment is lost, as with any connection that closes while it is idle: clients send again.
 *
 * <p><b>Cost.</b> Two writes for each request; while there are connections, each is checked every second.
 */
final class ConnectionGuard extends Handler.Wrapper implements Connection.Listener {
    static final int HEAD_SECONDS = 10;
    static final int GRACE_SECONDS = 2;
    static final int LEAST_BYTES_PER_SECOND = 100;

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionGuard.class);
    private static final byte[] TOO_SLOW =
            "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private static final class Held {
        final Connection connection;
        final String address;
        final boolean isExempt;
        volatile boolean isAnswering;
        volatile long waitingSince = System.nanoTime();
        volatile long bytesBefore;
        long headSince; // used by check() only; 0 while no byte of a head has come

        Held(Connection connection, String address, boolean isExempt) {
            this.connection = connection;
            this.address = address;
            this.isExempt = isExempt;
        }

        boolean hasBegunHead() {
            return connection.getBytesIn() > bytesBefore;
        }
    }

    private final int mostPerAddress;
    private final ClientAddress addresses;
    private final Scheduler scheduler;
    private final Map<Connection, Held> held = new ConcurrentHashMap<>();
    private final Map<String, Integer> perAddress = new ConcurrentHashMap<>();
    private final AtomicBoolean checking = new AtomicBoolean();
    private final OccurrenceCounter occurrences = new OccurrenceCounter(Duration.ofMinutes(1));

    ConnectionGuard(int mostPerAddress, ClientAddress addresses, Scheduler scheduler, Handler handler) {
        super(handler);
        this.mostPerAddress = mostPerAddress;
        this.addresses = addresses;
        this.scheduler = scheduler;
    }

    @Override
    public void onOpened(Connection connection) {
        boolean isInternet = connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress;
        InetSocketAddress remote =
                isInternet ? (InetSocketAddress) connection.getEndPoint().getRemoteSocketAddress() : null;
        String address = remote == null ? "unknown" : ClientAddress.word(remote.getAddress());
        Held opened = new Held(connection, address, remote == null || addresses.isTrusted(remote.getAddress()));
        held.put(connection, opened);
        int ofAddress = perAddress.merge(address, 1, Integer::sum);
        if (ofAddress > mostPerAddress && !opened.isExempt) {
            closeLongestWaiting(opened);
        }
        if (checking.compareAndSet(false, true)) {
            checkInASecond();
        }
    }

    @Override
    public void onClosed(Connection connection) {
        Held closed = held.remove(connection);
        if (closed != null) {
            perAddress.computeIfPresent(closed.address, (address, n) -> n == 1 ? null : n - 1);
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Held current = held.get(request.getConnectionMetaData().getConnection());
        if (current != null) {
            current.isAnswering = true;
            Request.addCompletionListener(request, failure -> {
                current.bytesBefore = current.connection.getBytesIn();
                current.waitingSince = System.nanoTime();
                current.isAnswering = false;
            });
        }
        return super.handle(request, response, callback);
    }

    /** Closes the connection of the same address that has waited longest; one with an incomplete head before one that is idle. */
    private void closeLongestWaiting(Held opened) {
        long aSecondAgo =
                System.nanoTime() - TimeUnit.SECONDS.toNanos(1); // a connection that has just been opened is not slow
        held.values().stream()
                .filter(other -> !other.isAnswering
                        && other.address.equals(opened.address)
                        && other.waitingSince - aSecondAgo < 0)
                .min(Comparator.comparing((Held other) -> !other.hasBegunHead())
                        .thenComparing(other -> other.waitingSince, (x, y) -> Long.signum(x - y)))
                .ifPresent(longest -> {
                    logSometimes("one address has too many connections; one that was waiting for a request was closed");
                    longest.connection.getEndPoint().close();
                });
    }

    private void checkInASecond() {
        scheduler.schedule(this::check, 1, TimeUnit.SECONDS);
    }

    private void check() {
        long now = System.nanoTime();
        for (Held each : held.values()) {
            if (!each.connection.getEndPoint().isOpen()) {
                onClosed(each.connection); // onClosed came before onOpened
            } else if (each.isAnswering || !each.hasBegunHead()) {
                each.headSince = 0;
            } else if (each.headSince == 0) {
                each.headSince = now;
            } else if (isTooSlow(each, (now - each.headSince) / 1e9)) {
                logSometimes("the head of a request arrived too slowly; its connection was closed");
                closeTooSlow(each.connection.getEndPoint());
            }
        }
        if (held.isEmpty()) {
            checking.set(false);
            if (held.isEmpty() || !checking.compareAndSet(false, true)) {
                return;
            }
        }
        checkInASecond();
    }

    private static boolean isTooSlow(Held each, double seconds) {
        long bytes = each.connection.getBytesIn() - each.bytesBefore;
        return seconds >= HEAD_SECONDS || bytes < (seconds - GRACE_SECONDS) * LEAST_BYTES_PER_SECOND;
    }

    private static void closeTooSlow(EndPoint endPoint) {
        try {
            endPoint.write(Callback.from(endPoint::close), ByteBuffer.wrap(TOO_SLOW));
        } catch (RuntimeException e) { // something is being written already
            endPoint.close();
        }
    }

    private void logSometimes(String what) {
        occurrences.count().ifPresent(times -> LOG.warn("{} ({} times since the last such line)", what, times));
    }
}

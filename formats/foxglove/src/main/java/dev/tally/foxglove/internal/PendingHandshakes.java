package dev.tally.foxglove.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * The connections that are open and not yet sessions. It bounds their time and their number, so that slow ones do not
 * keep other clients out.
 *
 * <p>New connections are always accepted. When there are too many, from one address or in all, the oldest one that has
 * sent a part of its request is closed: a proper client sends all of it at once. Without such a one the oldest of all is
 * closed: a proper client needs milliseconds for its handshake and is not the oldest for long.
 *
 * <p><b>Design.</b> A connection is pending from {@link #opened} until {@link #admit} (it has become a session) or
 * {@link #closed}. Two timers run meanwhile: after {@link #RATE_TIME} a connection that has sent less than
 * {@value #MIN_BYTES} bytes is closed, after {@link #HANDSHAKE_TIME} every one. Both are cancelled when the connection
 * leaves, so that no thread wakes later.
 *
 * <p><b>Threads.</b> Any thread may call any method. Connections are closed outside the lock.
 */
final class PendingHandshakes {
    static final int MAX = 256;
    static final int MAX_PER_ADDRESS = 128;

    private static final Duration RATE_TIME = Duration.ofSeconds(1);
    private static final Duration HANDSHAKE_TIME = Duration.ofSeconds(2);
    private static final int MIN_BYTES = 100; // no handshake is shorter, and a client sends it in one packet

    private record Pending(EndPoint endPoint, String network, List<Scheduler.Task> timers) {
        void cancelTimers() {
            timers.forEach(Scheduler.Task::cancel);
        }
    }

    private final Map<EndPoint, Pending> inOrder = new LinkedHashMap<>();

    /** Adds a connection that was just accepted, and closes the oldest one if that makes too many. */
    void opened(EndPoint endPoint, Scheduler scheduler) {
        String network = ClientAddress.of(endPoint.getRemoteSocketAddress()).network();
        List<Scheduler.Task> timers = new ArrayList<>(2);
        timers.add(scheduler.schedule(() -> closeIfTooSlow(endPoint), RATE_TIME.toNanos(), TimeUnit.NANOSECONDS));
        timers.add(scheduler.schedule(() -> closeIfPending(endPoint), HANDSHAKE_TIME.toNanos(), TimeUnit.NANOSECONDS));
        EndPoint surplus;
        synchronized (this) {
            inOrder.put(endPoint, new Pending(endPoint, network, timers));
            surplus = surplus(network);
        }
        if (surplus != null) {
            closed(surplus);
            surplus.close();
        }
    }

    private @Nullable EndPoint surplus(String network) {
        List<EndPoint> ofNetwork = inOrder.values().stream()
                .filter(pending -> pending.network().equals(network))
                .map(Pending::endPoint)
                .toList();
        if (ofNetwork.size() > MAX_PER_ADDRESS) {
            return worst(ofNetwork);
        }
        return inOrder.size() > MAX ? worst(inOrder.keySet()) : null;
    }

    /** Returns the one to close: on a busy machine the oldest may be one that has not been read yet. */
    private static EndPoint worst(Collection<EndPoint> oldestFirst) {
        return oldestFirst.stream()
                .filter(PendingHandshakes::hasPartOfRequest)
                .findFirst()
                .orElseGet(() -> oldestFirst.iterator().next());
    }

    private static boolean hasPartOfRequest(EndPoint endPoint) {
        return endPoint.getConnection() instanceof RequestHeadConnection connection && connection.getBytesIn() > 0;
    }

    private void closeIfTooSlow(EndPoint endPoint) {
        Connection connection = endPoint.getConnection();
        boolean isReading = connection instanceof RequestHeadConnection || connection instanceof SslConnection;
        if (isReading && connection.getBytesIn() < MIN_BYTES) {
            closeIfPending(endPoint);
        }
    }

    private void closeIfPending(EndPoint endPoint) {
        if (isPending(endPoint)) {
            endPoint.close();
        }
    }

    private synchronized boolean isPending(EndPoint endPoint) {
        return inOrder.containsKey(endPoint);
    }

    /** Takes note that a connection has become a session, which may stay as long as it likes. */
    void admit(EndPoint endPoint) {
        EndPoint socket = endPoint;
        while (socket instanceof EndPoint.Wrapper wrapper) { // TLS
            socket = wrapper.unwrap();
        }
        closed(socket);
    }

    /** Takes note that a connection is closed. */
    void closed(EndPoint endPoint) {
        Pending gone;
        synchronized (this) {
            gone = inOrder.remove(endPoint);
        }
        if (gone != null) {
            gone.cancelTimers();
        }
    }
}

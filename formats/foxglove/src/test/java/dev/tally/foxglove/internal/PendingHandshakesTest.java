package dev.tally.foxglove.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.junit.jupiter.api.Test;

/** Which of too many new connections is closed. */
class PendingHandshakesTest {
    private static final Scheduler TIMERS_THAT_NEVER_FIRE = new NoTimers();

    private final LocalConnector connector = new LocalConnector(new Server());
    private final RequestHeadConnection.Factory connections =
            new RequestHeadConnection.Factory(new HttpConnectionFactory());
    private final PendingHandshakes pending = new PendingHandshakes();
    private final List<ByteArrayEndPoint> endPoints = new ArrayList<>();

    private static final class NoTimers extends AbstractLifeCycle implements Scheduler {
        @Override
        public Task schedule(Runnable task, long delay, TimeUnit unit) {
            return () -> true;
        }
    }

    private void open(String sent) {
        ByteArrayEndPoint endPoint = new ByteArrayEndPoint();
        Connection connection = connections.newConnection(connector, endPoint);
        endPoint.setConnection(connection);
        endPoint.addInput(sent);
        ((RequestHeadConnection) connection).onFillable();
        endPoints.add(endPoint);
        pending.opened(endPoint, TIMERS_THAT_NEVER_FIRE);
    }

    private List<Integer> closed() {
        return endPoints.stream()
                .filter(endPoint -> !endPoint.isOpen())
                .map(endPoints::indexOf)
                .toList();
    }

    private void fill(String sent) {
        while (endPoints.size() < PendingHandshakes.MAX_PER_ADDRESS) {
            open(sent);
        }
        assertEquals(List.of(), closed());
    }

    /** On a busy machine the oldest ones may be proper clients whose request has not been read yet. */
    @Test
    void theOldestThatHasSentAPartOfItsRequestIsClosedFirst() {
        open("");
        open("");
        fill("GET / HT");
        open("");
        assertEquals(List.of(2), closed());
        open("");
        assertEquals(List.of(2, 3), closed());
    }

    @Test
    void theOldestIsClosedIfNoneHasSentAnything() {
        fill("");
        open("");
        assertEquals(List.of(0), closed());
    }

    @Test
    void thoseThatHaveLeftMakeRoom() {
        fill("");
        EndPoint left = endPoints.get(5);
        pending.closed(left);
        open("");
        assertEquals(List.of(), closed());
    }
}

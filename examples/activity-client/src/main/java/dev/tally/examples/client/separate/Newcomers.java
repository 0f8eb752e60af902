package dev.tally.examples.client.separate;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to the server that have not said what they want yet.
 *
 * <p><b>Threads.</b> The serving thread only.
 *
 * <p><b>Failure.</b> One of another user, one that says nothing within two seconds, and the oldest of more than
 * {@value #MOST} are dropped. If the system has no descriptor for a connection, the server tries again a second later.
 */
final class Newcomers {
    static final int MOST = 16;

    private static final Logger LOG = LoggerFactory.getLogger("activity-client");
    private static final long ACCEPT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long HELLO_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final ServerSocketChannel listener;
    private final Selector selector;
    private final UserPrincipal own = Users.own();
    private final Deque<Newcomer> all = new ArrayDeque<>();

    private long acceptDue = Handover.NEVER; // NEVER: as soon as somebody connects

    private record Newcomer(MessageChannel channel, long patienceEnds) {}

    /** The first message of a connection, which is no newcomer any more. */
    record Greeting(MessageChannel channel, Message message) {}

    /** @param listener does not block, and is registered with the selector */
    Newcomers(ServerSocketChannel listener, Selector selector) {
        this.listener = listener;
        this.selector = selector;
    }

    /** Accepts every connection that waits. */
    void accept(long now) {
        if (acceptDue != Handover.NEVER && now - acceptDue < 0) {
            return;
        }
        try {
            acceptAll(now);
            listen(Handover.NEVER);
        } catch (IOException e) {
            if (acceptDue == Handover.NEVER) {
                LOG.warn("a connection cannot be accepted: {}; trying again each second", e.getMessage());
            }
            listen(now + ACCEPT_NANOS);
        }
    }

    /** Sets when to accept again: until then the selector would not wait. */
    private void listen(long due) {
        acceptDue = due;
        SelectionKey key = listener.keyFor(selector);
        if (key != null) {
            key.interestOps(due == Handover.NEVER ? SelectionKey.OP_ACCEPT : 0);
        }
    }

    private void acceptAll(long now) throws IOException {
        for (SocketChannel peer = listener.accept(); peer != null; peer = listener.accept()) {
            MessageChannel channel = new MessageChannel(peer);
            try {
                channel.requireClient(own);
                peer.configureBlocking(false);
                peer.register(selector, SelectionKey.OP_READ);
                all.add(new Newcomer(channel, now + HELLO_NANOS));
            } catch (IOException e) {
                drop(channel, e);
            }
            if (all.size() > MOST) {
                drop(all.remove().channel, new IOException("too many connections"));
            }
        }
    }

    /** Returns what newcomers have said, and drops those that have said nothing in time. */
    List<Greeting> greetings(long now) {
        List<Greeting> greetings = new ArrayList<>();
        for (int i = all.size(); i > 0; i--) {
            Newcomer each = all.remove();
            try {
                Optional<Message> first = each.channel.receive();
                if (first.isPresent()) {
                    greetings.add(new Greeting(each.channel, first.get()));
                } else if (now - each.patienceEnds >= 0) {
                    throw new IOException("a peer said nothing");
                } else {
                    all.add(each);
                }
            } catch (IOException e) {
                drop(each.channel, e);
            }
        }
        return greetings;
    }

    /** Returns when to look again: when the patience with the oldest ends, or to accept; {@link Handover#NEVER} if nobody waits. */
    long due() {
        Newcomer oldest = all.peek();
        return Handover.earlier(acceptDue, oldest == null ? Handover.NEVER : oldest.patienceEnds);
    }

    private static void drop(MessageChannel channel, IOException why) {
        channel.close();
        LOG.debug("a connection was dropped: {}", why.getMessage());
    }

    void close() throws IOException {
        all.forEach(each -> each.channel.close());
        listener.close();
    }
}

package dev.tally.examples.client.separate;

import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.spi.CaptureProvider;
import dev.tally.examples.client.separate.Message.Hello;
import dev.tally.examples.client.separate.Message.Purpose;
import dev.tally.examples.client.separate.Message.Refusal;
import dev.tally.examples.client.separate.Message.Welcome;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a backend and hands its sums over to one process at a time, on a UNIX socket that only its user can open.
 *
 * <p>The devices are opened when the first process connects. They stay open when its connection breaks, and what is counted then is
 * for the next process; they are closed when it says so, as for a pause.
 *
 * <p><b>Threads.</b> {@link #run} is the serving thread. It sleeps without a timer while there is no input and nobody asks. Any thread
 * may call {@link #finish}.
 *
 * <p><b>Failure.</b> Whatever a peer does, the server drops it and goes on: garbage, silence, many connections.
 */
public final class CaptureServer {
    private static final Logger LOG = LoggerFactory.getLogger("activity-client");
    private static final long FINISH_NANOS = TimeUnit.MILLISECONDS.toNanos(1000);

    private final Path socket;
    private final Heartbeat heartbeat;
    private final Selector selector;
    private final RunningSums sums;
    private final Counting counting;
    private final Handover handover;
    private final ActiveTime activeTime;
    private final Newcomers newcomers;
    private @Nullable Served served;
    private volatile boolean finishing;
    private volatile boolean failed;
    private long finishDue;
    private long beatDue;
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Tells a supervisor that the server works. */
    public interface Heartbeat {
        /** A server without a supervisor. */
        Heartbeat NONE = new Heartbeat() {
            @Override
            public Optional<Long> periodNanos() {
                return Optional.empty();
            }

            @Override
            public void beat() {}
        };

        /** Returns how often it is to beat; empty if never. */
        Optional<Long> periodNanos();

        /** Says that the server and its capture thread work. */
        void beat();
    }

    /**
     * Opens the socket.
     *
     * @param socket its directory is created, for its owner only, if it does not exist
     * @throws FileAlreadyExistsException if there is a file that is not a socket
     * @throws IOException if it cannot be opened, or another process serves it
     */
    public CaptureServer(Path socket, CaptureProvider provider, CaptureOptions options, Heartbeat heartbeat)
            throws IOException {
        this.socket = socket;
        this.heartbeat = heartbeat;
        selector = Selector.open();
        sums = new RunningSums(selector::wakeup);
        counting = new Counting(provider, options, sums);
        activeTime = new ActiveTime(sums);
        handover = new Handover(sums, UUID.randomUUID(), System.nanoTime());
        beatDue = System.nanoTime();
        newcomers = new Newcomers(listen(), selector);
    }

    private ServerSocketChannel listen() throws IOException {
        Files.createDirectories(
                socket.toAbsolutePath().getParent(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        if (isServed()) {
            throw new IOException(socket + " is served by another process");
        }
        OldSocket.delete(socket);
        ServerSocketChannel opened = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        opened.bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        opened.configureBlocking(false);
        opened.register(selector, SelectionKey.OP_ACCEPT);
        return opened;
    }

    private boolean isServed() {
        try (SocketChannel other = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return other.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Serves until {@link #finish}.
     *
     * @throws IOException if the socket fails
     */
    public void run() throws IOException {
        try {
            while (!isFinished()) {
                long now = System.nanoTime();
                readServed(now);
                readNewcomers(now);
                long changes = sums.changes();
                activeTime.look(now);
                tell(now);
                beat(now);
                rest(changes);
            }
        } catch (IOException | RuntimeException | Error e) {
            failed = true;
            throw e;
        } finally {
            counting.stop();
            close();
            ended.countDown();
        }
    }

    /** Ends the server: the devices are closed and what is left is handed over, within a second. */
    public void finish() {
        finishing = true;
        selector.wakeup();
    }

    /** Waits until the server has ended, for two seconds at most, and returns how. */
    public ServerEnd awaitEnd() throws InterruptedException {
        boolean isHandedOver = ended.await(2, TimeUnit.SECONDS) && !hasRest();
        return failed ? ServerEnd.FAILED : isHandedOver ? ServerEnd.HANDED_OVER : ServerEnd.COUNTS_LOST;
    }

    /** Whether nobody has accepted some of the counts. */
    boolean hasRest() {
        return !handover.rest().isNone();
    }

    private boolean isFinished() {
        if (!finishing) {
            return false;
        }
        if (finishDue == 0) {
            finishDue = System.nanoTime() + FINISH_NANOS;
            counting.stop();
            handover.finish();
        }
        return served == null || System.nanoTime() - finishDue >= 0;
    }

    private void readNewcomers(long now) throws IOException {
        newcomers.accept(now);
        for (Newcomers.Greeting each : newcomers.greetings(now)) {
            try {
                welcome(each.channel(), each.message(), now);
            } catch (IOException e) {
                each.channel().close();
                LOG.debug("a connection was dropped: {}", e.getMessage());
            }
        }
    }

    private void welcome(MessageChannel channel, Message first, long now) throws IOException {
        if (!(first instanceof Hello hello)) {
            throw new IOException("a peer did not say hello");
        }
        if (hello.version() != Message.VERSION) {
            refuse(
                    channel,
                    "this process speaks version " + Message.VERSION + " of the protocol, not " + hello.version(),
                    "restart both units");
        } else if (hello.purpose() == Purpose.COUNT) {
            serve(channel, hello, now);
        } else {
            answer(channel, hello.purpose());
        }
    }

    private void serve(MessageChannel channel, Hello hello, long now) throws IOException {
        readServed(now); // it may have gone just now
        if (served != null || finishing) {
            refuse(channel, "another process is taking the counts", "stop it, or name another socket");
            return;
        }
        try {
            counting.start();
            served = new Served(channel, hello, counting, sums, handover, now);
        } catch (CaptureException e) {
            refuse(channel, String.valueOf(e.getMessage()), "");
        }
    }

    private void answer(MessageChannel channel, Purpose purpose) throws IOException {
        if (purpose == Purpose.HOLD && served == null) {
            counting.stop();
        }
        Optional<Refusal> obstacle = purpose == Purpose.PROBE ? counting.obstacle() : Optional.empty();
        channel.send(
                obstacle.isPresent() ? obstacle.get() : new Welcome(handover.run(), counting.traits(), sums.devices()));
        channel.close();
    }

    private static void refuse(MessageChannel channel, String reason, String remedy) throws IOException {
        channel.send(new Refusal(reason, remedy));
        channel.close();
    }

    private void readServed(long now) {
        try {
            if (served != null) {
                served.read(now);
            }
        } catch (IOException e) {
            dropServed(e);
        }
    }

    private void tell(long now) {
        try {
            if (served != null && !served.tell(now)) {
                served.close();
                served = null;
            }
        } catch (IOException e) {
            dropServed(e);
        }
    }

    private void dropServed(IOException why) {
        if (served != null) {
            served.close();
            served = null;
            LOG.info("the process that takes the counts is gone: {}; they are kept for the next one", why.getMessage());
        }
    }

    private void beat(long now) {
        Optional<Long> period = heartbeat.periodNanos();
        if (period.isPresent() && now - beatDue >= 0) {
            beatDue = now + period.get();
            if (counting.isResponsive()) {
                heartbeat.beat();
            }
        }
    }

    /**
     * Waits for peers, for input, and for what is due.
     *
     * @param changes how many changes of the sums there were before {@link #tell}
     */
    private void rest(long changes) throws IOException {
        long due = due();
        if (activeTime.isIdle()) {
            sums.arm();
        } else {
            counting.flush();
        }
        long now = System.nanoTime();
        boolean isMissed = activeTime.isIdle() && sums.changes() != changes;
        if (isMissed || due != Handover.NEVER && due - now <= 0) {
            selector.selectNow();
        } else {
            selector.select(due == Handover.NEVER ? 0 : 1 + TimeUnit.NANOSECONDS.toMillis(due - now));
        }
        sums.disarm();
        selector.selectedKeys().clear();
    }

    private long due() {
        long due = served == null ? Handover.NEVER : served.due();
        due = Handover.earlier(due, newcomers.due());
        if (!activeTime.isIdle()) {
            due = Handover.earlier(due, activeTime.due());
        }
        if (finishing) {
            due = Handover.earlier(due, finishDue);
        }
        return heartbeat.periodNanos().isPresent() ? Handover.earlier(due, beatDue) : due;
    }

    private void close() throws IOException {
        newcomers.close();
        selector.close();
        Files.deleteIfExists(socket);
    }
}

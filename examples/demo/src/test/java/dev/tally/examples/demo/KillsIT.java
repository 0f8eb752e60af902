package dev.tally.examples.demo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.CaptureException;
import dev.tally.testkit.fixtures.TcpFaultProxy;
import dev.tally.testkit.x11.XTestClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Client and server are killed at random moments while somebody types and the network fails at random. */
class KillsIT {
    private static final int ROUNDS = Boolean.getBoolean("tally.full") ? 50 : 5;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long SEED = Long.getLong("tally.seed", 20261126L);

    @TempDir
    private Path directory;

    private Desk desk;
    /** Rounds that lost more than a second: where the client got no processor or disk just then. */
    private int slowRounds;

    @BeforeEach
    void open() throws Exception {
        desk = Desk.in(directory);
    }

    @AfterEach
    void close() throws Exception {
        desk.close();
    }

    /** When a key was pressed: before the request to the X server, and after its confirmation. */
    private record Press(long before, long after) {}

    @Test
    @Timeout(3000) // in the full mode
    void aKillCostsASecondOfInputAtMostAndNothingCountsTwice() throws Exception {
        Random random = new Random(SEED);
        try (TcpFaultProxy proxy = TcpFaultProxy.to(desk.serverPort())) {
            long served = 0;
            for (int round = 1; round <= ROUNDS; round++) {
                long now = killedWhileTyping(proxy, random, served, "round " + round + " of -Dtally.seed=" + SEED);
                served = now;
            }
        }
    }

    /** Returns what the server has after the round; a client that is started after the kill has delivered it all. */
    private long killedWhileTyping(TcpFaultProxy proxy, Random random, long servedBefore, String round)
            throws Exception {
        proxy.atRandom(random.nextLong());
        Child client = client(proxy);
        Typist typist = new Typist(desk.hands(), random.nextLong());
        CompletableFuture<List<Press>> typing = CompletableFuture.supplyAsync(typist::type);
        LockSupport.parkNanos(random.nextLong(SECOND_NANOS, 3 * SECOND_NANOS));
        desk.killServer();
        LockSupport.parkNanos(random.nextLong(SECOND_NANOS));
        desk.startServer();
        proxy.target(desk.serverPort());
        LockSupport.parkNanos(random.nextLong(3 * SECOND_NANOS));
        long killing = System.nanoTime();
        client.kill();
        long killed = System.nanoTime();
        typist.stop();
        List<Press> presses = typing.get(10, TimeUnit.SECONDS);
        proxy.always(TcpFaultProxy.Fault.PASS);
        Child next = client(proxy);
        desk.awaitNothingPending(); // it has delivered what the killed one had kept
        desk.stop(next);

        long counted = desk.pressesServed() - servedBefore;
        long made = presses.stream().filter(press -> press.before() < killed).count();
        long lastSecond = lastBefore(killed, killing - SECOND_NANOS, presses);
        String figures =
                round + ": " + made + " presses, " + counted + " counted, " + lastSecond + " in the last second";
        System.out.println("KillsIT " + figures + ", " + (made - counted) + " missing");
        assertTrue(counted <= made, () -> "doubled: " + figures);
        slowRounds += counted < made - lastSecond ? 1 : 0;
        assertTrue(slowRounds <= 1, () -> "lost more than a second twice: " + figures);
        long longest = lastBefore(killed, killing - 3 * SECOND_NANOS, presses);
        assertTrue(counted >= made - longest, () -> "lost: " + figures);
        return servedBefore + counted;
    }

    private static long lastBefore(long killed, long from, List<Press> presses) {
        return presses.stream()
                .filter(press -> press.before() < killed && press.after() > from)
                .count();
    }

    private Child client(TcpFaultProxy proxy) throws Exception {
        return desk.client("http://127.0.0.1:" + proxy.port() + "/frames", "--spool=" + desk.spool());
    }

    /** Types until it is told to stop, now faster and now slower, and notes each press. */
    private static final class Typist {
        private final XTestClient hands;
        private final Random random;
        private volatile boolean stopped;

        Typist(XTestClient hands, long seed) {
            this.hands = hands;
            this.random = new Random(seed);
        }

        void stop() {
            stopped = true;
        }

        List<Press> type() {
            List<Press> presses = new ArrayList<>();
            try {
                List<Integer> keys = hands.letterKeys();
                while (!stopped) {
                    long before = System.nanoTime();
                    hands.key(keys.get(random.nextInt(keys.size())));
                    hands.sync();
                    presses.add(new Press(before, System.nanoTime()));
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(1, 20)));
                }
            } catch (CaptureException e) {
                throw new IllegalStateException(e);
            }
            return presses;
        }
    }
}

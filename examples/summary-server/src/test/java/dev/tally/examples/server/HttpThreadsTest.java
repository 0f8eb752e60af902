package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpThreadsTest {
    private final HttpThreads threads = new HttpThreads();
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());
    private final Set<Thread> looking = ConcurrentHashMap.newKeySet();

    /** What Jetty executes after an answer. */
    private class Looked extends AbstractConnection implements Runnable {
        private final CountDownLatch done;

        Looked(CountDownLatch done) {
            super(new ByteArrayEndPoint(), threads);
            this.done = done;
        }

        @Override
        public void run() {
            order.add("looked");
            looking.add(Thread.currentThread());
            done.countDown();
        }

        @Override
        public void onFillable() {}
    }

    @BeforeEach
    void start() throws Exception {
        threads.start();
    }

    @AfterEach
    void stop() throws Exception {
        threads.stop();
    }

    @Test
    void theConnectionsOfABatchAreLookedAtAfterItByItsThread() throws Exception {
        CountDownLatch done = new CountDownLatch(2);
        threads.executeBatch(() -> {
            for (int i = 0; i < 2; i++) {
                threads.execute(new Looked(done));
                order.add("answered");
            }
            looking.add(Thread.currentThread());
        });

        await(done);
        assertEquals(List.of("answered", "answered", "looked", "looked"), order);
        assertEquals(1, looking.size());
    }

    @Test
    void everyConnectionOfALargeBatchIsLookedAt() throws Exception {
        CountDownLatch done = new CountDownLatch(1001);
        threads.executeBatch(() -> {
            for (int i = 0; i < 1001; i++) {
                threads.execute(new Looked(done));
            }
        });

        await(done);
        assertEquals(1001, order.size());
    }

    @Test
    void aConnectionThatKeepsItsThreadKeepsNoOtherOneOfALargeBatchWaiting() throws Exception {
        CountDownLatch others = new CountDownLatch(40);
        CountDownLatch all = new CountDownLatch(1);
        threads.executeBatch(() -> {
            threads.execute(new Looked(all) {
                @Override
                public void run() {
                    await(others);
                    super.run();
                }
            });
            for (int i = 0; i < 40; i++) {
                threads.execute(new Looked(others));
            }
        });

        await(all);
    }

    @Test
    void aConnectionThatFailsKeepsNoOtherOneWaiting() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        threads.executeBatch(() -> {
            threads.execute(new Looked(done) {
                @Override
                public void run() {
                    throw new IllegalStateException("on purpose");
                }
            });
            threads.execute(new Looked(done));
        });

        await(done);
    }

    @Test
    void connectionsAreLookedAtAlsoWhenAnAnswerFails() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        threads.executeBatch(() -> {
            threads.execute(new Looked(done));
            throw new IllegalStateException("on purpose");
        });

        await(done);
    }

    @Test
    void otherTasksDoNotWaitForTheBatch() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        CountDownLatch batch = new CountDownLatch(1);
        Thread[] ran = new Thread[2];
        threads.executeBatch(() -> {
            threads.execute(() -> {
                ran[0] = Thread.currentThread();
                done.countDown();
            });
            await(done);
            ran[1] = Thread.currentThread();
            batch.countDown();
        });

        await(batch);
        assertNotEquals(ran[0], ran[1]);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

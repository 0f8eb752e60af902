package dev.tally.aggregation.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ScrollRingTest {
    @Test
    void whatDoesNotFitIsAddedToTheNextThatDoes() {
        ScrollRing ring = new ScrollRing();
        for (int i = 0; i < 1000; i++) {
            ring.put(1, -2);
        }
        AtomicLong horizontal = new AtomicLong();
        AtomicLong vertical = new AtomicLong();
        ScrollRing.Taker taker = (h, v) -> {
            horizontal.addAndGet(h);
            vertical.addAndGet(v);
        };
        ring.takeAll(taker);
        assertEquals(256, horizontal.get());
        ring.put(1, -2);
        ring.takeAll(taker);
        assertEquals(1001, horizontal.get());
        assertEquals(-2002, vertical.get());
    }

    @Test
    void whatOneThreadPutsAnotherTakesWholeAndInOrder() throws InterruptedException {
        ScrollRing ring = new ScrollRing();
        int turns = 200_000;
        Thread putter = new Thread(() -> {
            for (int i = 1; i <= turns; i++) {
                ring.put(1, 3);
            }
        });
        putter.start();
        long[] sum = new long[2];
        ScrollRing.Taker taker = (h, v) -> {
            assertEquals(3 * h, v, "both halves are of the same reports");
            sum[0] += h;
            sum[1] += v;
        };
        while (putter.isAlive()) {
            ring.takeAll(taker);
        }
        putter.join();
        ring.put(0, 0); // brings along what waited
        ring.takeAll(taker);
        ring.put(0, 0);
        ring.takeAll(taker);
        assertEquals(turns, sum[0]);
        assertEquals(3L * turns, sum[1]);
    }
}

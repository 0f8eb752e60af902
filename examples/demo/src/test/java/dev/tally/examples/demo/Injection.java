package dev.tally.examples.demo;

import dev.tally.capture.CaptureException;
import dev.tally.testkit.x11.XTestClient;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** 500 keys, 60 left, 30 middle and 20 right clicks, 40 notches and 1,000 motions, mixed, evenly over some seconds. */
final class Injection {
    static final int NOTCHES = 40;
    static final Totals DONE = Totals.of("kp", 500)
            .plus(Totals.of("lc", 60))
            .plus(Totals.of("mc", 30))
            .plus(Totals.of("rc", 20))
            .plus(Totals.of("mm", 1000));

    private interface Doing {
        void on(XTestClient server) throws CaptureException;
    }

    private final List<Doing> acts = new ArrayList<>();
    private final XTestClient server;
    private int x = 1;

    Injection(XTestClient server, long seed) throws CaptureException {
        this.server = server;
        List<Integer> keys = server.letterKeys();
        Random random = new Random(seed);
        add(500, s -> s.key(keys.get(random.nextInt(keys.size()))));
        add(60, s -> s.click(1));
        add(30, s -> s.click(2));
        add(20, s -> s.click(3));
        add(NOTCHES, s -> s.wheel(random.nextBoolean() ? 1 : -1));
        add(1000, s -> s.moveTo(200 + (x = -x), 200));
        Collections.shuffle(acts, random);
    }

    private void add(int times, Doing doing) {
        acts.addAll(Collections.nCopies(times, doing));
    }

    /**
     * Does it all, and something else at a moment.
     *
     * @return the longest time between two acts after that moment, in nanoseconds; longer than planned if this machine has stalled
     */
    long run(double seconds, double secondsBeforeTheEnd, Runnable then) throws CaptureException {
        long gap = (long) (1e9 * seconds / acts.size());
        int moment = (int) (acts.size() * (1 - secondsBeforeTheEnd / seconds));
        long due = System.nanoTime();
        long last = due;
        long longest = 0;
        for (int i = 0; i < acts.size(); i++) {
            if (i == moment) {
                then.run();
            }
            acts.get(i).on(server);
            long now = System.nanoTime();
            longest = i > moment ? Math.max(longest, now - last) : 0;
            last = now;
            due += gap;
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
        }
        server.sync();
        return longest;
    }
}

package dev.tally.foxglove.internal;

import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that hands queued messages to connections, so that a publisher only ever puts into queues.
 *
 * <p><b>Cost.</b> Sleeps without a timeout while nothing is queued for any client. Clients take turns, a batch at a
 * time.
 */
final class Sender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

    private final LinkedBlockingQueue<Runnable> ready = new LinkedBlockingQueue<>();
    private final Thread thread;

    Sender(String name) {
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Runs an action on this sender's thread, after those given before. Never waits. */
    void execute(Runnable turn) {
        ready.add(turn);
    }

    private void run() {
        try {
            while (true) {
                take(ready.take());
            }
        } catch (InterruptedException e) {
            LOG.debug("sender ends");
        }
    }

    private static void take(Runnable turn) {
        try {
            turn.run();
        } catch (RuntimeException | Error e) { // too little memory for one client must not silence the others
            LOG.error("a client's turn failed; the other clients go on", e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive() && thread != Thread.currentThread()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

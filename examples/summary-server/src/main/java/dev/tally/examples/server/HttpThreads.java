package dev.tally.examples.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that answer requests.
 *
 * <p>After each answer, the connection is looked at for the next request. If the answer came from another thread than the one
 * that had read the request, Jetty gives that to the pool: for each answer a task, often a thread that wakes, and a read that
 * finds nothing, because the client has not had the time. {@link #executeBatch} gives all answers first, and looks at the
 * connections then, when the next requests of many have come.
 *
 * <p><b>Threads.</b> Any. The next requests are handled there too; no handler blocks its thread.
 */
final class HttpThreads extends QueuedThreadPool {
    private static final Logger LOG = LoggerFactory.getLogger(HttpThreads.class);
    /** More connections than these are looked at by two threads. */
    private static final int FEW = 16;

    private final ThreadLocal<@Nullable List<Runnable>> answered = new ThreadLocal<>();
    /** Of all batches, so that a connection which keeps its thread keeps no other one waiting. */
    private final Queue<Runnable> toLookAt = new ConcurrentLinkedQueue<>();

    HttpThreads() {
        super(16, 2);
        setName("http");
    }

    /** Runs a task that answers many requests. */
    void executeBatch(Runnable answers) {
        super.execute(() -> answer(answers));
    }

    @Override
    public void execute(Runnable task) {
        List<Runnable> connections = answered.get();
        if (connections != null && task instanceof Connection) {
            connections.add(task);
        } else {
            super.execute(task);
        }
    }

    private void answer(Runnable answers) {
        List<Runnable> connections = new ArrayList<>();
        answered.set(connections);
        try {
            answers.run();
        } finally {
            answered.remove();
            toLookAt.addAll(connections);
            if (connections.size() > FEW) {
                super.execute(this::lookAtAll);
            }
            lookAtAll();
        }
    }

    private void lookAtAll() {
        for (Runnable connection = toLookAt.poll(); connection != null; connection = toLookAt.poll()) {
            try {
                connection.run();
            } catch (RuntimeException | Error e) {
                LOG.warn("a connection failed", e);
            }
        }
    }
}

package dev.tally.examples.server;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

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
    /** So many connections are looked at by one thread; of more, half are given to another one. */
    private static final int FEW = 16;

    private final ThreadLocal<@Nullable List<Runnable>> answered = new ThreadLocal<>();

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
            lookAt(connections);
        }
    }

    private void lookAt(List<Runnable> connections) {
        int own = connections.size() <= FEW ? connections.size() : connections.size() / 2;
        if (own < connections.size()) {
            super.execute(() -> connections.subList(own, connections.size()).forEach(Runnable::run));
        }
        connections.subList(0, own).forEach(Runnable::run);
    }
}

package dev.tally.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tally.capture.CaptureException;
import dev.tally.testkit.fixtures.Eventually;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ScriptedSourceTest {
    private static final Set<Thread.State> WAITING = Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

    private final ScriptedSource source = new ScriptedSource();

    /** A sync that asks just before the failure has a step that nobody makes any more. */
    @Test
    @Timeout(120)
    void aFailureEndsTheWaitOfASync() throws Exception {
        CompletableFuture<Void> run = inThread(() -> source.run(new CountingHandler()));
        CompletableFuture<Void> synced = new CompletableFuture<>();
        source.report(handler -> {
            inThread(() -> source.fail(new CaptureException("the system fails")));
            inThread(source::sync).whenComplete((nothing, e) -> {
                if (e == null) {
                    synced.complete(nothing);
                } else {
                    synced.completeExceptionally(e);
                }
            });
        });
        assertThrows(ExecutionException.class, () -> run.get(60, TimeUnit.SECONDS));
        synced.get(60, TimeUnit.SECONDS);
    }

    private interface Work {
        void run() throws CaptureException;
    }

    /** Does something in a thread of its own, and returns when it has begun to wait. */
    private static CompletableFuture<Void> inThread(Work work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                work.run();
                done.complete(null);
            } catch (CaptureException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        thread.start();
        Eventually.isTrue("it waits", () -> WAITING.contains(thread.getState()));
        return done;
    }
}

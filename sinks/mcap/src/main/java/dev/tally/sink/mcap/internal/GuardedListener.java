package dev.tally.sink.mcap.internal;

import dev.tally.mcap.RepairOutcome;
import dev.tally.sink.mcap.RecordingListener;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A listener whose faults do not end the recording: what it throws goes to the handler of uncaught exceptions of the
 * thread, which goes on.
 */
record GuardedListener(RecordingListener listener) implements RecordingListener {

    @Override
    public void begun(Path part) {
        tell(() -> listener.begun(part));
    }

    @Override
    public void finished(Path recording, long messages) {
        tell(() -> listener.finished(recording, messages));
    }

    @Override
    public void repaired(Path recording, RepairOutcome outcome) {
        tell(() -> listener.repaired(recording, outcome));
    }

    @Override
    public void deleted(Path recording) {
        tell(() -> listener.deleted(recording));
    }

    @Override
    public void failed(String what, IOException why) {
        tell(() -> listener.failed(what, why));
    }

    @Override
    public void warned(String what) {
        tell(() -> listener.warned(what));
    }

    private static void tell(Runnable call) {
        try {
            call.run();
        } catch (Throwable e) { // also a checked exception of a listener in another language
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }
}

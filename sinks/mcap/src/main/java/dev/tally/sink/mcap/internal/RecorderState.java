package dev.tally.sink.mcap.internal;

import dev.tally.sink.mcap.RecordingStatus.State;
import java.util.Optional;

/**
 * The state of a recorder. Each state holds only the fields that have a meaning in it.
 *
 * <p><b>Threads.</b> {@link #state} and {@link #detail} are safe for any thread; the rest is for the recorder's thread.
 */
sealed interface RecorderState {

    /** Returns the name of this state in the public status. */
    State state();

    /** Returns the file that is being written, or why no file is. */
    String detail();

    /** No file is open, because there was nothing to record since the last one. */
    record Idle(String detail) implements RecorderState {
        @Override
        public State state() {
            return State.WAITING;
        }
    }

    /**
     * A file is open.
     *
     * @param endsAt when it is to be finished, in nanoseconds since the epoch
     */
    record Recording(OpenRecording file, long endsAt) implements RecorderState {
        @Override
        public State state() {
            return State.RECORDING;
        }

        @Override
        public String detail() {
            return file.part().toString();
        }
    }

    /**
     * Nothing can be written; samples are dropped.
     *
     * @param torn the file that was open when writing failed, still locked, without its end
     * @param retryAt when to try again, as {@link System#nanoTime}
     */
    record Failed(String detail, Optional<TornRecording> torn, long retryAt) implements RecorderState {
        @Override
        public State state() {
            return State.FAILED;
        }
    }

    /** The recorder has ended. */
    record Closed() implements RecorderState {
        @Override
        public State state() {
            return State.CLOSED;
        }

        @Override
        public String detail() {
            return "closed";
        }
    }
}

package dev.tally.aggregation.simulation;

import dev.tally.aggregation.internal.SpoolFiles;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.IntervalSink;
import dev.tally.sink.SinkException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A fault that the simulation must find. Each is put around the real code, so there is no switch for it in that. */
enum Mutant {
    /** There is no fault. */
    NONE("nothing"),
    /** An interval whose answer is unknown is merged with the next one, and sent again under the numbers of both. */
    ATTEMPTED_INTERVAL_MERGED(".* got [0-9]+ overlapping intervals"),
    /** The server adds an interval as often as it comes. */
    IDENTITY_NOT_CHECKED("sink-[01] has .*"),
    /** Nothing is forced to the disk. */
    SPOOL_NOT_FSYNCED_AT_CUT("sink-[01] has .*"),
    /** The interval that was open when the last run was killed is not found. */
    OPEN_INTERVAL_NOT_RESTORED("sink-[01] has .*"),
    /** What the system holds back at the close is not counted. */
    UNDRAINED_COUNTER_AT_CLOSE("the ledger has .*");

    private final String symptom;

    Mutant(String symptom) {
        this.symptom = symptom;
    }

    /** Returns the pattern of what the simulation says when it finds the fault. */
    String symptom() {
        return symptom;
    }

    boolean checksIdentity() {
        return this != IDENTITY_NOT_CHECKED;
    }

    boolean drainsAtTheEnd() {
        return this != UNDRAINED_COUNTER_AT_CLOSE;
    }

    IntervalSink around(IntervalSink sink) {
        return this == ATTEMPTED_INTERVAL_MERGED ? new MergingSink(sink) : sink;
    }

    SpoolFiles around(SpoolFiles files) {
        return this == SPOOL_NOT_FSYNCED_AT_CUT || this == OPEN_INTERVAL_NOT_RESTORED
                ? new ForgetfulFiles(files, this)
                : files;
    }

    private static final class MergingSink implements IntervalSink {
        private final IntervalSink sink;
        private @Nullable ActivityInterval unanswered;

        MergingSink(IntervalSink sink) {
            this.sink = sink;
        }

        @Override
        public String name() {
            return sink.name();
        }

        @Override
        public void write(ActivityInterval interval) throws SinkException, InterruptedException {
            ActivityInterval before = unanswered;
            unanswered = null;
            boolean follows = before != null && before.isFollowedBy(interval);
            try {
                sink.write(before != null && follows ? before.merge(interval) : interval);
            } catch (SinkException e) {
                if (follows) {
                    unanswered = before;
                    throw e;
                }
                unanswered = interval; // "accepted", and sent again together with the next one
            }
        }

        @Override
        public void close() {
            sink.close();
        }
    }

    private record ForgetfulFiles(SpoolFiles files, Mutant mutant) implements SpoolFiles {
        private record UnforcedOutput(Output output) implements Output {
            @Override
            public int write(ByteBuffer bytes) throws IOException {
                return output.write(bytes);
            }

            @Override
            public void force() {}

            @Override
            public void close() throws IOException {
                output.close();
            }
        }

        @Override
        public Output create(Path file) throws IOException {
            Output output = files.create(file);
            return mutant == SPOOL_NOT_FSYNCED_AT_CUT ? new UnforcedOutput(output) : output;
        }

        @Override
        public void syncDirectory(Path directory) throws IOException {
            if (mutant != SPOOL_NOT_FSYNCED_AT_CUT) {
                files.syncDirectory(directory);
            }
        }

        @Override
        public boolean exists(Path file) {
            return mutant != OPEN_INTERVAL_NOT_RESTORED && files.exists(file);
        }

        @Override
        public void createDirectory(Path directory) throws IOException {
            files.createDirectory(directory);
        }

        @Override
        public Closeable lock(Path directory) throws IOException {
            return files.lock(directory);
        }

        @Override
        public List<Path> list(Path directory) throws IOException {
            return files.list(directory);
        }

        @Override
        public byte[] read(Path file) throws IOException {
            return files.read(file);
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            files.rename(from, to);
        }

        @Override
        public void delete(Path file) throws IOException {
            files.delete(file);
        }
    }
}

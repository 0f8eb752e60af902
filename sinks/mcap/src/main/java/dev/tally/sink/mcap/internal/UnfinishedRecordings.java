package dev.tally.sink.mcap.internal;

import dev.tally.mcap.McapException;
import dev.tally.mcap.McapRepair;
import dev.tally.mcap.RepairOutcome;
import dev.tally.sink.mcap.RecordingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finishes what a crash, or a full disk, has left as {@code .part}. */
final class UnfinishedRecordings {
    private static final String DAMAGED = ".damaged";

    private final RecordingDirectory directory;
    private final RecordingListener listener;
    private final boolean marked;

    UnfinishedRecordings(RecordingDirectory directory, RecordingListener listener, boolean marked) {
        this.directory = directory;
        this.listener = listener;
        this.marked = marked;
    }

    /** All that nobody is writing. One that cannot be mended for now is reported and stays for the next time. */
    void finishAll() throws IOException {
        for (Path part : directory.unfinished()) {
            try {
                finishUnlessOpen(part);
            } catch (IOException e) {
                listener.warned(part + " stays unfinished for now: " + e.getMessage());
            }
        }
    }

    private void finishUnlessOpen(Path part) throws IOException {
        Optional<PartFile> locked = PartFile.lock(part);
        if (locked.isPresent()) {
            try {
                finish(locked.get());
            } finally {
                locked.get().close();
            }
        }
    }

    /**
     * One of them, which stays locked.
     *
     * @return how many messages it has now; without any it is deleted
     * @throws IOException if the disk does not let it be finished
     */
    long finish(PartFile file) throws IOException {
        RepairOutcome outcome;
        try {
            outcome = McapRepair.repair(file.channel(), file.part());
        } catch (McapException notMcap) {
            Path aside = Files.move(
                    file.part(), file.part().resolveSibling(file.part().getFileName() + DAMAGED));
            listener.warned(aside + " is not a recording that can be repaired: " + notMcap.getMessage());
            return 0;
        }
        if (outcome.messages() == 0) {
            Files.delete(file.part());
            return 0;
        }
        if (marked) {
            directory.mark(RecordingDirectory.finalName(file.part()));
        }
        listener.repaired(directory.publish(file.part()), outcome);
        return outcome.messages();
    }
}

package dev.tally.sink.mcap.internal;

import dev.tally.mcap.McapException;
import dev.tally.mcap.McapRepair;
import dev.tally.mcap.RepairOutcome;
import dev.tally.mcap.UnsupportedMcapException;
import dev.tally.mcap.internal.files.DurableFiles;
import dev.tally.sink.mcap.RecordingListener;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/**
 * Finishes what a crash, or a full disk, has left as {@code .part}.
 *
 * <p>A file that cannot be decompressed here stays as it is, for a start that can. Only a file without any content is
 * deleted.
 */
final class UnfinishedRecordings {
    private interface Finishing {
        void finish(Path file) throws IOException;
    }

    private final RecordingDirectory directory;
    private final RecordingListener listener;
    private final boolean marked;

    /** @param marked whether finished recordings wait for an upload */
    UnfinishedRecordings(RecordingDirectory directory, RecordingListener listener, boolean marked) {
        this.directory = directory;
        this.listener = listener;
        this.marked = marked;
    }

    /**
     * Finishes every file that no recorder is writing. One that cannot be finished is reported and stays for the next
     * time.
     */
    void finishAll() throws IOException {
        for (Path part : directory.unfinished()) {
            attempt(part, this::finishUnlessOpen);
        }
        for (Path journal : directory.journalsAlone()) {
            attempt(journal, this::finishAlone);
        }
    }

    /** Finishes a file; whatever goes wrong with it does not keep the others from being finished. */
    private void attempt(Path file, Finishing finishing) {
        try {
            finishing.finish(file);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            listener.warned(file + " stays unfinished for now: " + FailureReason.of(e));
        }
    }

    /** Makes a recording of a journal whose {@code .part} is gone. */
    private void finishAlone(Path journal) throws IOException {
        Path part = RecordingDirectory.part(journal);
        if (RecordingDirectory.isFinished(part)) {
            listener.warned(journal + " belongs to no unfinished recording and stays as it is");
            return;
        }
        Optional<LockedFile> created = directory.create(part);
        if (created.isPresent()) {
            try (LockedFile file = created.get()) {
                finish(file);
            }
        }
    }

    private void finishUnlessOpen(Path part) throws IOException {
        Optional<LockedFile> locked = LockedFile.lock(part);
        if (locked.isPresent()) {
            try (LockedFile file = locked.get()) {
                finish(file);
            }
        }
    }

    /**
     * Finishes one file, which stays locked.
     *
     * @return how many messages the recording has; 0 if none was made of the file
     * @throws IOException if the disk does not let it be finished
     */
    long finish(LockedFile file) throws IOException {
        if (file.channel().size() == 0 && !RecordingDirectory.hasJournal(file.path())) {
            Files.delete(file.path());
            return 0;
        }
        try {
            return RepairCheck.hasContent(file.channel()) ? finishRead(file) : finishUnread(file);
        } catch (UnsupportedMcapException e) {
            listener.warned(file.path() + " stays as it is: " + e.getMessage()
                    + "; each start tries again to complete it, until it is renamed or removed");
            return 0;
        }
    }

    /** Repairs a file that begins well. One that is damaged elsewhere than at its end is kept as it was, too. */
    private long finishRead(LockedFile file) throws IOException {
        Path aside = directory.unusedDamagedName(file.path());
        RepairOutcome outcome =
                McapRepair.repairKeepingDamaged(file.channel(), file.path(), aside, RepairCheck.RECORD_LIMIT);
        if (outcome.damaged()) {
            warnDamaged(file.path(), aside, outcome);
        }
        return publish(file, outcome);
    }

    private void warnDamaged(Path part, Path aside, RepairOutcome outcome) {
        listener.warned(part + " is damaged: " + outcome.lostBytes() + " bytes of it could not be read and are not in "
                + RecordingDirectory.finalName(part).getFileName() + "; the file as it was is kept as "
                + aside.getFileName());
    }

    /**
     * Repairs a file of which nothing can be read from the start. What it was is kept, unless the repair found all of
     * it.
     */
    private long finishUnread(LockedFile file) throws IOException {
        Path aside = copyAside(file);
        boolean keepCopy = true;
        try {
            RepairOutcome outcome = repairCopied(file);
            if (outcome.messages() > 0) {
                boolean isAllOfJournal = outcome.messages() == outcome.journalMessages();
                keepCopy = outcome.damaged() || outcome.lostBytes() > 0 && isAllOfJournal;
                if (outcome.damaged()) {
                    warnDamaged(file.path(), aside, outcome);
                }
                return publish(file, outcome);
            }
            keepCopy = outcome.lostBytes() > 0 || outcome.chunks() > 0;
            Files.delete(file.path());
            setJournalAside(file.path());
            if (keepCopy) {
                listener.warned("no message in " + file.path() + " can be read; it is kept as " + aside.getFileName()
                        + ", which can be deleted if a crash cut it off");
            }
        } catch (UnsupportedMcapException e) {
            keepCopy = false;
            throw e;
        } catch (McapException notMcap) {
            Files.move(file.path(), aside, StandardCopyOption.ATOMIC_MOVE);
            listener.warned(aside + " is not a recording that can be repaired: " + notMcap.getMessage());
        } catch (IOException e) {
            keepCopy = false; // the file itself is there for the next time
            throw e;
        } finally {
            if (!keepCopy) {
                Files.deleteIfExists(aside);
            }
        }
        return 0;
    }

    private RepairOutcome repairCopied(LockedFile file) throws IOException {
        Path second = directory.unusedDamagedName(file.path());
        try {
            return McapRepair.repairKeepingDamaged(file.channel(), file.path(), second, RepairCheck.RECORD_LIMIT);
        } finally {
            Files.deleteIfExists(second); // there is a copy already
        }
    }

    /** Copies through the open channel: opening the file again, and closing that, would release the lock. */
    private Path copyAside(LockedFile file) throws IOException {
        Path aside = directory.unusedDamagedName(file.path());
        try (FileChannel copy = FileChannel.open(
                aside,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                DurableFiles.ownerOnly(aside))) {
            long size = file.channel().size();
            for (long done = 0; done < size; ) {
                done += file.channel().transferTo(done, size - done, copy);
            }
            copy.force(true);
            return aside;
        } catch (IOException e) {
            Files.deleteIfExists(aside);
            throw e;
        }
    }

    private long publish(LockedFile file, RepairOutcome outcome) throws IOException {
        if (marked) {
            directory.mark(RecordingDirectory.finalName(file.path()));
        }
        listener.repaired(directory.publish(file.path()), outcome);
        setJournalAside(file.path());
        return outcome.messages();
    }

    /** Renames what has the name of the journal and is still there after the repair, if anything is. */
    private void setJournalAside(Path part) throws IOException {
        Path journal = McapRepair.journal(part);
        if (Files.isRegularFile(journal, LinkOption.NOFOLLOW_LINKS)) {
            Path aside = directory.unusedDamagedName(journal);
            Files.move(journal, aside, StandardCopyOption.ATOMIC_MOVE);
            listener.warned(aside + " is no journal of " + part.getFileName() + " that can be read; it is kept");
        }
    }
}

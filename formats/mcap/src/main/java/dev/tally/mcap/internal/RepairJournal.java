package dev.tally.mcap.internal;

import dev.tally.mcap.McapRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The part of a journal in the repair of its file.
 *
 * <p>The journal holds the first messages of the chunk that it names by its offset. If the file has that chunk, or the
 * mark of the journal, it has these messages. If the chunk there begins with other messages, or the file is whole
 * without such a chunk, the journal belongs to another file and is left alone.
 */
final class RepairJournal {
    private enum State {
        /** There is no file of that name, or it has no journal in it. */
        NONE,
        /** The file has shown none of its messages so far. */
        MISSING_IN_FILE,
        /** The file has its messages, or gets them from the repair. */
        IN_FILE,
        /** It belongs to another file. */
        FOREIGN
    }

    private final Path path;
    private final Optional<Journal> journal;
    private State state;
    private long added;

    private RepairJournal(Path path, Optional<Journal> journal) {
        this.path = path;
        this.journal = journal;
        this.state = journal.isPresent() ? State.MISSING_IN_FILE : State.NONE;
    }

    /**
     * Reads the journal of a file, if there is one.
     *
     * @param limit the most bytes of a record, and of a chunk uncompressed
     */
    static RepairJournal of(Path file, long limit) throws IOException {
        Path path = Journal.pathFor(file);
        return new RepairJournal(path, Journal.read(path, limit));
    }

    /** Notes a whole chunk of the file, whose records are uncompressed. */
    void note(long offset, ByteBuffer records) {
        if (isAt(offset)) {
            state = common(records) == saved().remaining() ? State.IN_FILE : State.FOREIGN;
        }
    }

    /** Notes a metadata record of the file. */
    void note(McapRecord.Metadata record) {
        if (journal.isPresent() && record.equals(journal.get().mark())) {
            state = State.IN_FILE;
        }
    }

    /** Returns whether the chunk of the journal begins at this offset of the file. */
    boolean isAt(long offset) {
        return state == State.MISSING_IN_FILE && offset == journal.orElseThrow().chunkOffset();
    }

    /** Returns whether the journal has all messages of a chunk that was cut off, and more. */
    boolean continues(long offset, ByteBuffer records) {
        if (!isAt(offset)) {
            return false;
        }
        int common = common(records);
        if (common == saved().remaining()) {
            state = State.IN_FILE;
            return false;
        }
        if (common < messages(records).remaining()) {
            state = State.FOREIGN;
            return false;
        }
        return true;
    }

    private ByteBuffer saved() {
        return journal.orElseThrow().messages();
    }

    /** Returns how many bytes the messages of a chunk and those of the journal have in common from their start. */
    private int common(ByteBuffer records) {
        ByteBuffer found = messages(records);
        int mismatch = saved().mismatch(found);
        return mismatch < 0 ? found.remaining() : mismatch;
    }

    /** Returns the Message records among these, one after the other. */
    private static ByteBuffer messages(ByteBuffer records) {
        ByteBuffer in = records.slice().order(ByteOrder.LITTLE_ENDIAN);
        RecordBuffer messages = new RecordBuffer(in.remaining());
        while (in.remaining() >= Opcodes.PREFIX) {
            int from = in.position();
            int length = Opcodes.PREFIX + (int) in.getLong(from + 1);
            if (in.get(from) == Opcodes.MESSAGE) {
                messages.put(in.slice(from, length));
            }
            in.position(from + length);
        }
        return ByteBuffer.wrap(messages.bytes(), 0, messages.size());
    }

    /** Returns how many bytes of the chunk, uncompressed, are in the journal. */
    long chunkBytes() {
        return journal.map(Journal::chunkBytes).orElse(0L);
    }

    /** Says that the file is whole: what it does not have is not its own. */
    void fileIsWhole() {
        if (state == State.MISSING_IN_FILE && messageCount() > 0) {
            state = State.FOREIGN;
        }
    }

    /** Takes the messages that the file does not have; empty if there are none. */
    Optional<Journal> take() {
        if (state != State.MISSING_IN_FILE) {
            return Optional.empty();
        }
        state = State.IN_FILE;
        added = messageCount();
        return journal.filter(taken -> added > 0);
    }

    private long messageCount() {
        return journal.map(Journal::messageCount).orElse(0L);
    }

    /** Returns how many messages the repair has added to the file. */
    long added() {
        return added;
    }

    /** Returns the schemas of the file by their ids, as far as they are known from the journal. */
    Map<Integer, McapRecord.Schema> schemas() {
        return own().map(Journal::schemas).orElse(Map.of());
    }

    /** Returns the channels of the file by their ids, as far as they are known from the journal. */
    Map<Integer, McapRecord.Channel> channels() {
        return own().map(Journal::channels).orElse(Map.of());
    }

    private Optional<Journal> own() {
        return journal.filter(known -> state != State.FOREIGN);
    }

    /** Deletes the journal if the file has what is in it, or moves it beside the original if that is kept. */
    void remove(Optional<Path> original) throws IOException {
        if (state != State.IN_FILE) {
            return;
        }
        if (original.isPresent() && Files.exists(original.get(), LinkOption.NOFOLLOW_LINKS)) {
            Files.move(path, Journal.pathFor(original.get()));
        } else {
            Files.deleteIfExists(path);
        }
    }
}

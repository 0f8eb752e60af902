package dev.tally.sink.mcap.internal;

import dev.tally.mcap.McapException;
import dev.tally.mcap.McapReader;
import dev.tally.mcap.McapRecord;
import dev.tally.mcap.UnsupportedMcapException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;

/** Looks into an unfinished recording before its repair. */
final class RepairCheck {

    /** The most bytes of a record, and of a chunk uncompressed: a recorder's chunks have little more than 256 KiB. */
    static final int RECORD_LIMIT = 1 << 24;

    private RepairCheck() {}

    /**
     * Returns whether there is a message or an attachment before the first damage.
     *
     * @throws UnsupportedMcapException if what is there cannot be decompressed here
     */
    static boolean hasContent(FileChannel file) throws IOException {
        try (McapReader reader = reader(file).open()) {
            for (Optional<McapRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                if (next.get() instanceof McapRecord.Message || next.get() instanceof McapRecord.Attachment) {
                    return true;
                }
            }
            return false;
        } catch (UnsupportedMcapException e) {
            throw e;
        } catch (McapException endsHere) {
            return false;
        }
    }

    /** Reads from the start. The channel, and so the lock, stays open. */
    private static McapReader.Builder reader(FileChannel file) throws IOException {
        file.position(0);
        return McapReader.from(new ReadableByteChannel() {
                    @Override
                    public int read(ByteBuffer target) throws IOException {
                        return file.read(target);
                    }

                    @Override
                    public boolean isOpen() {
                        return file.isOpen();
                    }

                    @Override
                    public void close() {}
                })
                .recordLimit(RECORD_LIMIT);
    }
}

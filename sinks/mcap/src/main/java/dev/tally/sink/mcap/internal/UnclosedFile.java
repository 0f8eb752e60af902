package dev.tally.sink.mcap.internal;

import dev.tally.mcap.internal.files.Durable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/** A file that stays open when the writer is closed: its lock is held until the file has its final name. */
record UnclosedFile(FileChannel channel) implements WritableByteChannel, Durable {

    @Override
    public int write(ByteBuffer source) throws IOException {
        return channel.write(source);
    }

    @Override
    public void force() throws IOException {
        channel.force(false);
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() {}
}

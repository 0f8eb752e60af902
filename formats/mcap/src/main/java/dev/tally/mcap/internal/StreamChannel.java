package dev.tally.mcap.internal;

import dev.tally.mcap.internal.files.Durable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Makes a channel of a stream. The adapter of the JDK closes the stream when the writing thread is interrupted. */
public final class StreamChannel implements WritableByteChannel, Durable {
    private final OutputStream stream;
    private byte[] copy = new byte[0];
    private boolean open = true;

    public StreamChannel(OutputStream stream) {
        this.stream = stream;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int length = source.remaining();
        if (copy.length < length) {
            copy = new byte[source.capacity()];
        }
        source.get(copy, 0, length);
        stream.write(copy, 0, length);
        return length;
    }

    @Override
    public void force() throws IOException {
        if (stream instanceof FileOutputStream file) {
            file.getFD().sync();
        }
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        open = false;
        stream.close();
    }
}

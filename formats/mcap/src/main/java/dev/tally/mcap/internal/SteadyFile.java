package dev.tally.mcap.internal;

import dev.tally.mcap.internal.files.Durable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that an interrupt of the writing thread does not close, as it would a {@link FileChannel}: the thread keeps
 * its interrupt, and the file gets its bytes.
 *
 * <p><b>Failure.</b> An interrupt that comes while bytes are on their way does close the channel. The file is then
 * opened again and the same bytes are written to the same place.
 */
public final class SteadyFile implements WritableByteChannel, Durable {
    private final Path path;
    private FileChannel channel;
    private long written;

    private SteadyFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Creates or empties the file. */
    public static SteadyFile open(Path path) throws IOException {
        return new SteadyFile(
                path,
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING));
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int start = source.position();
        steadily(() -> {
            source.position(start);
            channel.write(source);
        });
        written += source.position() - start;
        return source.position() - start;
    }

    @Override
    public void force() throws IOException {
        steadily(() -> channel.force(false));
    }

    private interface Step {
        void run() throws IOException;
    }

    private void steadily(Step step) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            boolean done = isDone(step);
            while (!done) {
                interrupted |= Thread.interrupted();
                channel = FileChannel.open(path, StandardOpenOption.WRITE);
                done = isDone(() -> {
                    channel.position(written);
                    step.run();
                });
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean isDone(Step step) throws IOException {
        try {
            step.run();
            return true;
        } catch (ClosedByInterruptException e) {
            return false;
        }
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

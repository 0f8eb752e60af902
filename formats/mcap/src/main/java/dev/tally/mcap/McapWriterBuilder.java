package dev.tally.mcap;

import dev.tally.mcap.internal.Codec;
import dev.tally.mcap.internal.FileAssembly;
import dev.tally.mcap.internal.JournalWriter;
import dev.tally.mcap.internal.Limits;
import dev.tally.mcap.internal.Output;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Sets up an {@link McapWriter} and opens it; the defaults suit most files. */
public final class McapWriterBuilder {
    /** The default of {@link #chunkSize}, in bytes before compression: {@value}. */
    public static final int DEFAULT_CHUNK_SIZE = 1 << 20;

    private final Opening opening;
    private final Set<McapFeature> features = EnumSet.allOf(McapFeature.class);
    private String profile = "";
    private String library = "tally";
    private int chunkSize = DEFAULT_CHUNK_SIZE;
    private Compression compression = Compression.NONE;
    private int level;
    private Optional<FileChannel> journal = Optional.empty();

    McapWriterBuilder(Opening opening) {
        this.opening = opening;
    }

    /** Opens what is written to. */
    interface Opening {
        WritableByteChannel open() throws IOException;
    }

    /**
     * Sets the profile: a well-known name of the way in which channels are used.
     *
     * @param profile none by default
     * @return this builder
     */
    public McapWriterBuilder profile(String profile) {
        this.profile = profile;
        return this;
    }

    /**
     * Sets the name of the writing program in the header of the file.
     *
     * @param library {@code tally} by default
     * @return this builder
     */
    public McapWriterBuilder library(String library) {
        this.library = library;
        return this;
    }

    /**
     * Sets the size at which a chunk is closed.
     *
     * @param bytes before compression, from 1 to 2^29
     * @return this builder
     * @throws IllegalArgumentException if out of range
     */
    public McapWriterBuilder chunkSize(int bytes) {
        if (bytes < 1 || bytes > Limits.CHUNK_SIZE) {
            throw new IllegalArgumentException("chunk size is " + bytes + ", not from 1 to 2^29");
        }
        this.chunkSize = bytes;
        return this;
    }

    /**
     * Sets how chunks are compressed.
     *
     * @param compression none by default
     * @return this builder
     */
    public McapWriterBuilder compression(Compression compression) {
        this.compression = compression;
        return this;
    }

    /**
     * Sets the level of Zstandard; LZ4 has no levels here.
     *
     * @param level the library's own number, 0 for its default
     * @return this builder
     */
    public McapWriterBuilder compressionLevel(int level) {
        this.level = level;
        return this;
    }

    /**
     * Keeps the open chunk in a journal: each {@link McapWriter#checkpoint()} adds what the chunk got since the last one.
     * After a crash {@link McapRepair} completes the file from it. The journal is an MCAP file without an end.
     *
     * @param channel open for writing; what the journal held is no longer needed. It stays open: delete the journal once
     *     the file is closed and on the disk. Its path must be {@link McapRepair#journal} of the file
     * @return this builder
     */
    public McapWriterBuilder journal(FileChannel channel) {
        this.journal = Optional.of(channel);
        return this;
    }

    /**
     * Leaves out parts of the file.
     *
     * @param left the parts
     * @return this builder
     */
    public McapWriterBuilder without(McapFeature... left) {
        features.removeAll(List.of(left));
        return this;
    }

    /**
     * Opens the writer, which begins the file.
     *
     * @return the writer
     * @throws UnsupportedMcapException if the library for the compression is absent; the file is then not touched
     * @throws IOException if the file cannot be created or written
     */
    public McapWriter open() throws IOException {
        Codec codec = compression.codec(level);
        WritableByteChannel channel = opening.open();
        try {
            McapRecord.Header header = new McapRecord.Header(profile, library);
            Set<McapFeature> chosen = EnumSet.copyOf(features);
            Output output = new Output(channel, 0);
            Optional<JournalWriter> kept = journal.map(open -> new JournalWriter(open, codec.wireName()));
            return new McapWriter(new FileAssembly(output, header, chosen, chunkSize, codec, kept));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }
}

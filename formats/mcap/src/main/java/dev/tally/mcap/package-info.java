/**
 * Writes, reads and repairs MCAP files, the container format of Foxglove for messages with time stamps (version 0,
 * <a href="https://mcap.dev/spec">specification</a>).
 *
 * <p>A file has schemas, channels of messages, attachments and metadata. Start at {@link dev.tally.mcap.McapWriter} to
 * write one, at {@link dev.tally.mcap.McapReader} to read one from its start to its end, and at
 * {@link dev.tally.mcap.McapFile} to look up messages of some time in a finished file.
 * {@link dev.tally.mcap.McapRepair} completes a file that was cut off.
 *
 * <p>Without compression no other library is needed. LZ4 is read without one and written with
 * {@code at.yawk.lz4:lz4-java}; Zstandard is read and written with {@code com.github.luben:zstd-jni}. Add them to your
 * project if you need them: they are optional dependencies.
 *
 * <p>What messages mean is not part of this library: schemas and messages are bytes, in whatever encoding the caller
 * names.
 */
package dev.tally.mcap;

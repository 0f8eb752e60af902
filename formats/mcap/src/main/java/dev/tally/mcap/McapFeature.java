package dev.tally.mcap;

/** The parts of a file that {@link McapWriterBuilder#without} can leave out; all are written by default. */
public enum McapFeature {
    /** Chunks of messages. Without them each message is written by itself, and nothing is compressed. */
    CHUNKS,
    /** Message indexes: after each chunk, where the messages of each channel are in it. */
    MESSAGE_INDEX,
    /** A CRC of the uncompressed records of each chunk. */
    CHUNK_CRC,
    /** A CRC of each attachment. */
    ATTACHMENT_CRC,
    /** A CRC of everything before the summary. */
    DATA_CRC,
    /** A CRC of the summary. */
    SUMMARY_CRC,
    /** A copy of all schemas in the summary. */
    REPEATED_SCHEMAS,
    /** A copy of all channels in the summary. */
    REPEATED_CHANNELS,
    /** Counts and times in the summary. */
    STATISTICS,
    /** The offsets of the chunks, in the summary. */
    CHUNK_INDEX,
    /** The offsets of the attachments, in the summary. */
    ATTACHMENT_INDEX,
    /** The offsets of the metadata records, in the summary. */
    METADATA_INDEX,
    /** The offset of each group of records in the summary. */
    SUMMARY_OFFSETS
}

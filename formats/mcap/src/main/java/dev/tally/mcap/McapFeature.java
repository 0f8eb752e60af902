package dev.tally.mcap;

/** The parts of a file that can be left out; all are written by default. */
public enum McapFeature {
    /** Messages are gathered in chunks. Without: each goes out by itself, and nothing is compressed. */
    CHUNKS,
    /** Behind each chunk, where in it the messages of each channel stand. */
    MESSAGE_INDEX,
    /** A CRC over the uncompressed records of each chunk. */
    CHUNK_CRC,
    /** A CRC in each attachment. */
    ATTACHMENT_CRC,
    /** A CRC over everything before the summary. */
    DATA_CRC,
    /** A CRC over the summary. */
    SUMMARY_CRC,
    /** All schemas once more in the summary. */
    REPEATED_SCHEMAS,
    /** All channels once more in the summary. */
    REPEATED_CHANNELS,
    /** Counts and times in the summary. */
    STATISTICS,
    /** Where the chunks stand. */
    CHUNK_INDEX,
    /** Where the attachments stand. */
    ATTACHMENT_INDEX,
    /** Where the metadata records stand. */
    METADATA_INDEX,
    /** Where each group of the summary stands. */
    SUMMARY_OFFSETS
}

package dev.tally.mcap.internal;

/** The opcodes of the kinds of records, and the magic at both ends of a file. */
public final class Opcodes {
    public static final int HEADER = 0x01;
    public static final int FOOTER = 0x02;
    public static final int SCHEMA = 0x03;
    public static final int CHANNEL = 0x04;
    public static final int MESSAGE = 0x05;
    public static final int CHUNK = 0x06;
    public static final int MESSAGE_INDEX = 0x07;
    public static final int CHUNK_INDEX = 0x08;
    public static final int ATTACHMENT = 0x09;
    public static final int ATTACHMENT_INDEX = 0x0A;
    public static final int STATISTICS = 0x0B;
    public static final int METADATA = 0x0C;
    public static final int METADATA_INDEX = 0x0D;
    public static final int SUMMARY_OFFSET = 0x0E;
    public static final int DATA_END = 0x0F;

    /** Opcode and content length. */
    public static final int PREFIX = 9;

    /** The content of a message before its data. */
    public static final int MESSAGE_HEAD = 22;

    /** The content of a footer, which no version may extend. */
    public static final int FOOTER_CONTENT = 20;

    private static final byte[] MAGIC = {(byte) 0x89, 'M', 'C', 'A', 'P', '0', '\r', '\n'};
    private static final String[] NAMES = {
        "invalid",
        "Header",
        "Footer",
        "Schema",
        "Channel",
        "Message",
        "Chunk",
        "MessageIndex",
        "ChunkIndex",
        "Attachment",
        "AttachmentIndex",
        "Statistics",
        "Metadata",
        "MetadataIndex",
        "SummaryOffset",
        "DataEnd"
    };

    private Opcodes() {}

    public static byte[] magic() {
        return MAGIC.clone();
    }

    /** Returns whether records of this kind are in the data section only, not in the summary. */
    public static boolean isOnlyInData(int opcode) {
        return switch (opcode) {
            case MESSAGE, CHUNK, MESSAGE_INDEX, ATTACHMENT, METADATA -> true;
            default -> false;
        };
    }

    /** Returns whether this is a kind of record that the format defines. */
    static boolean isKnown(int opcode) {
        return opcode < NAMES.length;
    }

    /** Returns the name of a kind of record, for errors. */
    public static String name(int opcode) {
        return isKnown(opcode) ? NAMES[opcode] : String.format("0x%02x", opcode);
    }
}

package dev.tally.mcap.internal;

import dev.tally.mcap.McapFeature;
import dev.tally.mcap.McapRecord;
import java.io.IOException;
import java.util.Set;

/** Writes the start of a file, the attachments and metadata records between its data, and its end. */
public final class FileFrame {
    private final Output output;
    private final FileIndex index;
    private final Set<McapFeature> features;
    private final RecordBuffer buffer = new RecordBuffer(1 << 12);

    /**
     * Creates a frame that writes to this output.
     *
     * @param index gets an entry for each attachment and metadata record, and becomes the summary
     */
    public FileFrame(Output output, FileIndex index, Set<McapFeature> features) {
        this.output = output;
        this.index = index;
        this.features = features;
    }

    /** Writes the magic and the header. */
    public void begin(McapRecord.Header header) throws IOException {
        if (features.contains(McapFeature.DATA_CRC)) {
            output.beginCrc();
        }
        output.write(RecordEncoder.start(header));
    }

    /** Writes an attachment. */
    public void add(McapRecord.Attachment attachment) throws IOException {
        RecordEncoder.attachment(buffer, attachment, features.contains(McapFeature.ATTACHMENT_CRC));
        long offset = output.position();
        int length = buffer.size();
        output.writeRecords(buffer);
        index.add(attachment, offset, length);
    }

    /** Writes a metadata record. */
    public void add(McapRecord.Metadata metadata) throws IOException {
        RecordEncoder.metadata(buffer, metadata);
        long offset = output.position();
        int length = buffer.size();
        output.writeRecords(buffer);
        index.add(new McapRecord.MetadataIndex(offset, length, metadata.name()));
    }

    /** Writes the end of the data section, the summary and the footer. */
    public void end() throws IOException {
        long dataCrc = features.contains(McapFeature.DATA_CRC) ? output.endCrc() : 0;
        new SummaryWriter(output, features).write(index, dataCrc);
    }
}

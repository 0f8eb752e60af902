package dev.tally.mcap.internal;

import dev.tally.mcap.McapFeature;
import dev.tally.mcap.McapRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** Writes what follows the last record of data: DataEnd, summary, summary offsets, footer and magic. */
public final class SummaryWriter {
    private final Output output;
    private final Set<McapFeature> features;
    private final RecordBuffer buffer = new RecordBuffer(1 << 12);
    private final List<McapRecord.SummaryOffset> groups = new ArrayList<>();

    public SummaryWriter(Output output, Set<McapFeature> features) {
        this.output = output;
        this.features = features;
    }

    /** @param dataCrc the CRC of everything before, 0 for none */
    public void write(FileIndex index, long dataCrc) throws IOException {
        RecordEncoder.dataEnd(buffer, dataCrc);
        output.write(buffer);
        if (features.contains(McapFeature.SUMMARY_CRC)) {
            output.beginCrc();
        }
        long summaryStart = output.position();
        summary(index);
        long offsetStart = output.position();
        summaryOffsets();
        footer(groups.isEmpty() ? 0 : summaryStart, output.position() == offsetStart ? 0 : offsetStart);
        output.write(Opcodes.magic(), 0, Opcodes.magic().length);
        output.drain();
    }

    private void summary(FileIndex index) throws IOException {
        if (features.contains(McapFeature.REPEATED_SCHEMAS)) {
            group(Opcodes.SCHEMA, index.schemas(), RecordEncoder::schema);
        }
        if (features.contains(McapFeature.REPEATED_CHANNELS)) {
            group(Opcodes.CHANNEL, index.channels(), RecordEncoder::channel);
        }
        if (features.contains(McapFeature.STATISTICS)) {
            group(Opcodes.STATISTICS, List.of(index.statistics()), RecordEncoder::statistics);
        }
        if (features.contains(McapFeature.CHUNK_INDEX)) {
            group(Opcodes.CHUNK_INDEX, index.chunks(), RecordEncoder::chunkIndex);
        }
        if (features.contains(McapFeature.ATTACHMENT_INDEX)) {
            group(Opcodes.ATTACHMENT_INDEX, index.attachments(), RecordEncoder::attachmentIndex);
        }
        if (features.contains(McapFeature.METADATA_INDEX)) {
            group(Opcodes.METADATA_INDEX, index.metadata(), RecordEncoder::metadataIndex);
        }
    }

    private <R> void group(int opcode, Iterable<R> records, BiConsumer<RecordBuffer, R> encoder) throws IOException {
        long start = output.position();
        for (R record : records) {
            encoder.accept(buffer, record);
            output.write(buffer);
        }
        if (output.position() > start) {
            groups.add(new McapRecord.SummaryOffset(opcode, start, output.position() - start));
        }
    }

    private void summaryOffsets() throws IOException {
        if (features.contains(McapFeature.SUMMARY_OFFSETS)) {
            for (McapRecord.SummaryOffset group : groups) {
                RecordEncoder.summaryOffset(buffer, group);
            }
            output.write(buffer);
        }
    }

    private void footer(long summaryStart, long offsetStart) throws IOException {
        int begun = buffer.begin(Opcodes.FOOTER);
        buffer.u64(summaryStart);
        buffer.u64(offsetStart);
        buffer.endWith(begun, Opcodes.FOOTER_CONTENT);
        output.write(buffer);
        buffer.u32(features.contains(McapFeature.SUMMARY_CRC) ? output.endCrc() : 0);
        output.write(buffer);
    }
}

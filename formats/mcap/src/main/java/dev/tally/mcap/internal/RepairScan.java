package dev.tally.mcap.internal;

import dev.tally.mcap.McapException;
import dev.tally.mcap.McapRecord;
import dev.tally.mcap.UnsupportedMcapException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks through a file that was cut off or damaged for what is whole, and says of which pieces a valid data section can be
 * made.
 *
 * <p>A chunk is whole if its bytes are there, can be decompressed and have the CRC that it says. Its message indexes are
 * taken as they are if they fit, else made anew from its messages.
 */
public final class RepairScan {
    private record FoundIndex(McapRecord.MessageIndex index, long offset, long length) {}

    private final RecordSource source;
    private final FileIndex index = new FileIndex();
    private final List<Segment> pieces = new ArrayList<>();
    private final List<FoundIndex> foundIndexes = new ArrayList<>();
    private Optional<ChunkContents> chunk = Optional.empty();
    private long chunkPosition;
    private long position;
    private boolean withoutIndexes;

    private RepairScan(RecordSource source) {
        this.source = source;
    }

    /**
     * Looks through a file from its start; its position is moved.
     *
     * @throws McapException if this is not the start of an MCAP file
     */
    public static RepairScan of(FileChannel file) throws IOException {
        file.position(0);
        RepairScan salvage = new RepairScan(new RecordSource(file, Math.max(1 << 20, file.size())));
        if (salvage.begin()) {
            salvage.records();
        }
        return salvage;
    }

    /** Takes magic and header, or makes them where the file ends inside of them; whether anything can follow. */
    private boolean begin() throws IOException {
        try {
            source.magic();
            if (source.next()) {
                requireHeader();
                keep(0, source.position());
                return true;
            }
        } catch (McapException e) {
            if (!source.isCutOff()) {
                throw e;
            }
        }
        makeHeader();
        return false;
    }

    private void requireHeader() throws McapException {
        if (source.opcode() != Opcodes.HEADER) {
            throw new McapException("a " + Opcodes.name(source.opcode()) + " record stands where the Header should");
        }
        RecordDecoder.decode(source.opcode(), source.content(), source.offset(), true);
    }

    private void makeHeader() {
        RecordBuffer start = new RecordBuffer(64);
        start.put(Opcodes.magic(), 0, Opcodes.magic().length);
        RecordEncoder.header(start, new McapRecord.Header("", "tally"));
        add(start);
    }

    private void records() throws IOException {
        try (ChunkRecords inside = new ChunkRecords(Limits.CHUNK, true)) {
            while (nextRecord() && source.opcode() != Opcodes.DATA_END && source.opcode() != Opcodes.FOOTER) {
                recordOrNothing(inside);
            }
        }
        endChunk(true);
    }

    private boolean nextRecord() throws IOException {
        try {
            return source.next();
        } catch (McapException cutOff) {
            return false;
        }
    }

    private void recordOrNothing(ChunkRecords inside) throws UnsupportedMcapException {
        if (source.opcode() != Opcodes.MESSAGE_INDEX) {
            endChunk(false);
        }
        try {
            McapRecord record = RecordDecoder.decode(source.opcode(), source.content(), source.offset(), true);
            if (record instanceof McapRecord.MessageIndex found) {
                foundIndexes.add(new FoundIndex(found, source.offset(), length()));
            } else {
                record(record, inside);
            }
        } catch (UnsupportedMcapException e) {
            throw e;
        } catch (McapException damaged) {
            // Its length was right, so that the next one can still be read. The record itself is left out.
        }
    }

    private void record(McapRecord record, ChunkRecords inside) throws McapException {
        if (record instanceof McapRecord.Chunk found) {
            beginChunk(ChunkContents.read(found, source.offset(), inside));
        } else if (record instanceof McapRecord.Schema schema) {
            index.add(schema);
        } else if (record instanceof McapRecord.Channel channel) {
            index.add(channel);
        } else if (record instanceof McapRecord.Message message) {
            noteMessage(message);
        } else if (record instanceof McapRecord.Attachment attachment) {
            index.add(indexOf(attachment));
        } else if (record instanceof McapRecord.Metadata named) {
            index.add(new McapRecord.MetadataIndex(position, length(), named.name()));
        } else if (!(record instanceof McapRecord.Unknown)) {
            throw new McapException(record.getClass().getSimpleName() + " has no place in the data");
        }
        keep(source.offset(), length());
    }

    private void beginChunk(ChunkContents found) throws McapException {
        if (!found.channelsKnown(index)) {
            throw new McapException("messages of unknown channels");
        }
        found.addTo(index);
        chunk = Optional.of(found);
        chunkPosition = position;
    }

    private void noteMessage(McapRecord.Message message) throws McapException {
        if (index.channel(message.channelId()) == null) {
            throw new McapException("message of an unknown channel");
        }
        index.message(message.channelId(), message.logTimeNanos());
    }

    private McapRecord.AttachmentIndex indexOf(McapRecord.Attachment attachment) {
        return new McapRecord.AttachmentIndex(
                position,
                length(),
                attachment.logTimeNanos(),
                attachment.createTimeNanos(),
                attachment.data().remaining(),
                attachment.name(),
                attachment.mediaType());
    }

    private void endChunk(boolean last) {
        chunk.ifPresent(found -> endChunk(found, last));
        chunk = Optional.empty();
        foundIndexes.clear();
    }

    private void endChunk(ChunkContents found, boolean last) {
        long start = position;
        Map<Integer, Long> offsets = new LinkedHashMap<>();
        if (indexesFit(found)) {
            keepIndexes(offsets);
        } else if (foundIndexes.isEmpty() && (!last || withoutIndexes)) {
            withoutIndexes = true; // this file was written without them: not a damage
        } else {
            makeIndexes(found, offsets);
        }
        McapRecord.Chunk whole = found.chunk();
        index.add(new McapRecord.ChunkIndex(
                found.start(),
                found.end(),
                chunkPosition,
                start - chunkPosition,
                offsets,
                position - start,
                whole.compression(),
                whole.records().remaining(),
                whole.uncompressedSize()));
    }

    private boolean indexesFit(ChunkContents found) {
        Map<Integer, McapRecord.MessageIndex> byChannel = new LinkedHashMap<>();
        foundIndexes.forEach(f -> byChannel.put(f.index.channelId(), f.index));
        return byChannel.size() == foundIndexes.size()
                && byChannel.size() == found.messages().size()
                && found.messages().values().stream().allMatch(m -> m.fits(byChannel.get(m.channelId())));
    }

    private void keepIndexes(Map<Integer, Long> offsets) {
        for (FoundIndex found : foundIndexes) {
            offsets.put(found.index.channelId(), position);
            keep(found.offset, found.length);
        }
    }

    private void makeIndexes(ChunkContents found, Map<Integer, Long> offsets) {
        for (ChannelMessages messages : found.messages().values()) {
            offsets.put(messages.channelId(), position);
            RecordBuffer made = new RecordBuffer(1 << 10);
            messages.encode(made);
            add(made);
        }
    }

    private long length() {
        return source.position() - source.offset();
    }

    private void keep(long offset, long length) {
        int last = pieces.size() - 1;
        if (last >= 0 && pieces.get(last) instanceof Segment.Copied old && old.offset() + old.length() == offset) {
            pieces.set(last, new Segment.Copied(old.offset(), old.length() + length));
        } else {
            pieces.add(new Segment.Copied(offset, length));
        }
        position += length;
    }

    private void add(RecordBuffer made) {
        byte[] bytes = new byte[made.size()];
        System.arraycopy(made.bytes(), 0, bytes, 0, bytes.length);
        pieces.add(new Segment.Written(bytes));
        position += bytes.length;
    }

    /** The parts of the new data section, from the magic on. */
    public List<Segment> pieces() {
        return pieces;
    }

    /** What the summary will say, with the offsets of the new file. */
    public FileIndex index() {
        return index;
    }
}

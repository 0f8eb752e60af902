package dev.tally.mcap.internal;

import dev.tally.mcap.McapException;
import dev.tally.mcap.McapRecord;
import dev.tally.mcap.UnsupportedMcapException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Takes the records of a file into the plan of its repaired form, and leaves out those that are damaged.
 *
 * <p>A chunk is whole if its bytes are there, can be decompressed and have the CRC that it says. Of a chunk in which
 * the file ends the whole messages are kept. A chunk that cannot be decompressed here is neither whole nor damaged.
 */
final class RepairRecords implements AutoCloseable {
    private final ChunkRecords inside;
    private final RecordSource source;
    private final RepairPlan plan;
    private final RepairDefinitions definitions;
    private final RepairJournal journal;
    private Optional<RepairChunk> chunk = Optional.empty(); // its message indexes may follow
    private Optional<UnsupportedMcapException> unread = Optional.empty();
    private int unreadChunks;
    private boolean withoutIndexes;
    private boolean indexesMisfit;

    /** @param limit the most bytes that a chunk may have uncompressed */
    RepairRecords(
            RecordSource source, long limit, RepairPlan plan, RepairDefinitions definitions, RepairJournal journal) {
        this.inside = new ChunkRecords(limit, true);
        this.source = source;
        this.plan = plan;
        this.definitions = definitions;
        this.journal = journal;
    }

    /** Takes or leaves the record at which the source is; its length is right. */
    void take() {
        if (source.opcode() != Opcodes.MESSAGE_INDEX) {
            endChunk(false);
        }
        try {
            McapRecord record = RecordDecoder.decode(source.opcode(), source.content(), source.offset(), true);
            if (record instanceof McapRecord.MessageIndex index) {
                takeMessageIndex(index);
            } else if (record instanceof McapRecord.Chunk whole) {
                takeChunk(whole);
            } else {
                take(record);
            }
        } catch (UnsupportedMcapException e) {
            unread = Optional.of(e);
            unreadChunks++;
            plan.copy(source.offset(), length());
        } catch (McapException isDamaged) {
            plan.lose(length());
        }
    }

    private void takeMessageIndex(McapRecord.MessageIndex index) {
        if (chunk.isPresent()) {
            chunk.get().found(index, source.offset(), length());
        } else if (unread.isPresent()) {
            plan.copy(source.offset(), length());
        } else {
            plan.lose(length());
        }
    }

    private void takeChunk(McapRecord.Chunk whole) throws McapException {
        ByteBuffer uncompressed = inside.open(whole, source.offset());
        ChunkContents contents = ChunkContents.readFirst(inside);
        if (contents.length()
                < uncompressed.remaining()) { // damaged, and no CRC says so: readers find the first messages
            takeFirst(contents, uncompressed, length());
            return;
        }
        journal.note(source.offset(), uncompressed);
        add(contents);
        long position = plan.position();
        plan.copy(source.offset(), length());
        chunk = Optional.of(new RepairChunk(contents, whole, position, plan.position()));
    }

    private void take(McapRecord record) throws McapException {
        if (record instanceof McapRecord.Schema schema) {
            plan.index().add(schema);
        } else if (record instanceof McapRecord.Channel channel) {
            plan.index().add(channel);
        } else if (record instanceof McapRecord.Message message) {
            definitions.define(List.of(message.channelId()), plan);
            plan.index().message(message.channelId(), message.logTimeNanos());
        } else if (record instanceof McapRecord.Attachment attachment) {
            plan.index().add(attachment, plan.position(), length());
        } else if (record instanceof McapRecord.Metadata named) {
            journal.note(named);
            plan.index().add(new McapRecord.MetadataIndex(plan.position(), length(), named.name()));
        } else if (!(record instanceof McapRecord.Unknown)) {
            throw new McapException(record.getClass().getSimpleName() + " cannot be in the data section");
        }
        plan.copy(source.offset(), length());
    }

    /**
     * Takes the whole records of a chunk whose length is wrong, as a chunk of their own without compression.
     *
     * @param present how many bytes the chunk's record can have
     * @param isCutOff whether the file ends there, so that the end of the chunk may be missing
     */
    void takeCutChunk(long present, boolean isCutOff) {
        endChunk(false);
        Optional<McapRecord.Chunk> cut = RecordDecoder.decodeCutChunk(source.content(), source.length());
        if (cut.isEmpty()) {
            plan.lose(journal.isAt(source.offset()) ? 0 : present);
            return;
        }
        try {
            ByteBuffer uncompressed =
                    isCutOff ? inside.openFirst(cut.get(), source.offset()) : inside.open(cut.get(), source.offset());
            ChunkContents contents = ChunkContents.readFirst(inside);
            if (journal.continues(source.offset(), first(contents, uncompressed))) {
                plan.lose(Math.max(0, cut.get().uncompressedSize() - journal.chunkBytes()));
            } else {
                takeFirst(contents, uncompressed, present);
            }
        } catch (UnsupportedMcapException e) {
            unread = Optional.of(e);
            unreadChunks++;
        } catch (McapException isDamaged) {
            plan.lose(present);
        }
    }

    private void takeFirst(ChunkContents contents, ByteBuffer records, long present) {
        if (contents.length() == 0) {
            plan.lose(present);
            return;
        }
        plan.lose(records.remaining() - contents.length());
        writeChunk(contents, first(contents, records), "", first(contents, records));
    }

    private static ByteBuffer first(ChunkContents contents, ByteBuffer records) {
        return records.slice(records.position(), contents.length());
    }

    /** @param body the records, compressed */
    private void writeChunk(ChunkContents contents, ByteBuffer records, String compression, ByteBuffer body) {
        add(contents);
        CRC32 crc = new CRC32();
        crc.update(records.duplicate());
        McapRecord.Chunk written = new McapRecord.Chunk(
                contents.start(), contents.end(), records.remaining(), crc.getValue(), compression, body);
        long position = plan.position();
        RecordBuffer made = new RecordBuffer(body.remaining() + 64);
        RecordEncoder.chunkHead(
                made,
                contents.start(),
                contents.end(),
                records.remaining(),
                crc.getValue(),
                compression,
                body.remaining());
        made.put(body);
        plan.write(made);
        chunk = Optional.of(new RepairChunk(contents, written, position, plan.position()));
    }

    /** Writes the messages of the journal as the last chunk, if the file does not have them, and the mark of the journal. */
    void takeJournal() throws IOException {
        Optional<Journal> missing = journal.take();
        if (missing.isEmpty()) {
            return;
        }
        RecordBuffer records = new RecordBuffer(1 << 12);
        definitions.putJournaled(records, plan.index());
        records.put(missing.get().messages());
        writeChunk(records, missing.get().compression());
        endChunk(true);
        RecordBuffer mark = new RecordBuffer(1 << 8);
        RecordEncoder.metadata(mark, missing.get().mark());
        plan.index()
                .add(new McapRecord.MetadataIndex(
                        plan.position(), mark.size(), missing.get().mark().name()));
        plan.write(mark);
    }

    private void writeChunk(RecordBuffer records, String compression) throws IOException {
        ByteBuffer plain = ByteBuffer.wrap(records.bytes(), 0, records.size());
        inside.open(new McapRecord.Chunk(0, 0, records.size(), 0, "", plain), plan.position());
        ChunkContents contents = ChunkContents.readFirst(inside);
        RecordBuffer body = new RecordBuffer(1 << 12);
        try (Codec codec = Codec.ifAvailable(compression)) {
            codec.compress(records.bytes(), records.size(), body);
            writeChunk(contents, plain, codec.wireName(), ByteBuffer.wrap(body.bytes(), 0, body.size()));
        }
    }

    private void add(ChunkContents contents) {
        contents.addDefinitionsTo(plan.index());
        definitions.define(contents.channelsDefinedElsewhere(), plan);
        contents.addMessagesTo(plan.index());
    }

    /**
     * Ends the chunk whose message indexes may have followed.
     *
     * @param cut whether the file ends here, so that the indexes may be missing
     */
    void endChunk(boolean cut) {
        chunk.ifPresent(ended -> {
            if (ended.indexesFit()) {
                ended.copyIndexes(plan);
            } else if (!ended.hasIndexes() && (!cut || withoutIndexes)) {
                withoutIndexes = true; // this file was written without them, which is no damage
                ended.copyIndexes(plan);
            } else {
                indexesMisfit = true;
                ended.writeIndexes(plan);
            }
        });
        chunk = Optional.empty();
    }

    private long length() {
        return source.position() - source.offset();
    }

    /** Returns whether message indexes had to be written anew. */
    boolean isIndexMisfit() {
        return indexesMisfit;
    }

    /** Returns how many chunks cannot be decompressed here. */
    int unreadChunks() {
        return unreadChunks;
    }

    /** Returns why the last of these cannot be decompressed. */
    Optional<UnsupportedMcapException> unread() {
        return unread;
    }

    @Override
    public void close() {
        inside.close();
    }
}

"""size.py FILE...: bytes of each recording, and of the same records written by the official writer into one zstd chunk."""
import io
import os
import sys

import raw
from mcap.records import Attachment, Channel, Chunk, Header, Message, Metadata, Schema
from mcap.stream_reader import StreamReader
from mcap.writer import CompressionType, Writer


def repacked(path):
    """Returns the bytes, and how many messages and chunks the recording has."""
    out = io.BytesIO()
    writer = Writer(out, chunk_size=1 << 40, compression=CompressionType.ZSTD)
    schemas, channels = {0: 0}, {}
    messages = 0
    with open(path, "rb") as file:
        for record in StreamReader(file, validate_crcs=True).records:
            if isinstance(record, Header):
                writer.start(record.profile, record.library)
            elif isinstance(record, Schema) and record.id not in schemas:
                schemas[record.id] = writer.register_schema(record.name, record.encoding, record.data)
            elif isinstance(record, Channel) and record.id not in channels:
                channels[record.id] = writer.register_channel(
                    record.topic, record.message_encoding, schemas[record.schema_id], record.metadata
                )
            elif isinstance(record, Message):
                messages += 1
                writer.add_message(
                    channels[record.channel_id], record.log_time, record.data, record.publish_time, record.sequence
                )
            elif isinstance(record, Metadata):
                writer.add_metadata(record.name, record.metadata)
            elif isinstance(record, Attachment):
                writer.add_attachment(
                    record.create_time, record.log_time, record.name, record.media_type, record.data
                )
    writer.finish()
    return len(out.getbuffer()), messages, chunks(path)


def chunks(path):
    with open(path, "rb") as file:
        return sum(isinstance(record, Chunk) for record in StreamReader(file, emit_chunks=True).records)


print("%-28s %10s %8s %12s %16s %8s" % ("recording", "messages", "chunks", "bytes", "repacked, bytes", "ratio"))
for path in sys.argv[1:]:
    size = os.path.getsize(path)
    official, messages, count = repacked(path)
    print(
        "%-28s %10s %8s %12s %16s %8.2f"
        % (os.path.basename(path), f"{messages:,}", count, f"{size:,}", f"{official:,}", size / official)
    )
    for name, bytes_ in (("Tally's recording", size), ("repacked by the official writer", official)):
        raw.value("simulated input", "bytes", "lower", name, bytes_)
raw.ratio("simulated input", "bytes", "Tally's recording", "repacked by the official writer")

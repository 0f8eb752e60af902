"""Writes linked-blocks.mcap: two chunks compressed as LZ4 frames whose blocks refer to each other.

    pip install lz4==4.4.5 && python3 linked-blocks.py
"""
import struct
import lz4.frame


def record(opcode, content):
    return bytes([opcode]) + struct.pack("<Q", len(content)) + content


def text(value):
    return struct.pack("<I", len(value)) + value.encode()


def messages(first, last):
    return b"".join(
        record(5, struct.pack("<HIQQ", 1, i, 1000 + i, 1000 + i) + b'{"x":%d}' % i + b" " * 1000) for i in range(first, last)
    )


def chunk(records, first, last):
    frame = lz4.frame.compress(records, block_size=lz4.frame.BLOCKSIZE_MAX64KB, block_linked=True, content_checksum=True)
    return record(6, struct.pack("<QQQI", 1000 + first, 999 + last, len(records), 0) + text("lz4") + struct.pack("<Q", len(frame)) + frame)


magic = b"\x89MCAP0\r\n"
channel = record(4, struct.pack("<HH", 1, 0) + text("/x") + text("json") + struct.pack("<I", 0))
with open("linked-blocks.mcap", "wb") as file:
    file.write(magic + record(1, text("") + text("linked-blocks.py")))
    file.write(chunk(channel + messages(0, 150), 0, 150) + chunk(messages(150, 300), 150, 300))
    file.write(record(15, struct.pack("<I", 0)) + record(2, struct.pack("<QQI", 0, 0, 0)) + magic)

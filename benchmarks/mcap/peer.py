"""Writes and reads MCAP files with the official package for Python. For each line on standard input, prints the seconds that it took:
  write FILE MESSAGES BYTES none|lz4|zstd
  read FILE MESSAGES"""
import sys
import time

from mcap.reader import NonSeekingReader
from mcap.writer import CompressionType, Writer

COMPRESSIONS = {"none": CompressionType.NONE, "lz4": CompressionType.LZ4, "zstd": CompressionType.ZSTD}


def write(path, messages, size, compression):
    payload = (b'{"x":1234,"y":-5678} ' * (size // 21 + 1))[:size]
    with open(path, "wb") as file:
        writer = Writer(file, compression=COMPRESSIONS[compression])
        writer.start()
        schema = writer.register_schema("MousePosition", "jsonschema", b'{"type":"object"}')
        channel = writer.register_channel("/mouse/position", "json", schema)
        for i in range(messages):
            at = 1_700_000_000_000_000_000 + i * 1000
            writer.add_message(channel, at, payload, at, i)
        writer.finish()


def read(path, expected):
    with open(path, "rb") as file:
        found = sum(1 for _ in NonSeekingReader(file, validate_crcs=True).iter_messages(log_time_order=False))
    if found != expected:
        raise SystemExit(f"{found} of {expected} messages were read")


for line in sys.stdin:
    command, path, *rest = line.split()
    start = time.perf_counter()
    if command == "write":
        write(path, int(rest[0]), int(rest[1]), rest[2])
    else:
        read(path, int(rest[0]))
    print(time.perf_counter() - start, flush=True)

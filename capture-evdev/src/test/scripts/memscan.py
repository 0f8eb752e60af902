#!/usr/bin/env python3
"""memscan.py PID CODE,CODE,...: looks in the memory of a process for what typing these keys may have left:
an input_event of the last hour with one of the codes, or the sequence of the codes, once or doubled (down, up), as
numbers of 1, 2, 4 or 8 bytes. Prints each find, then FOUND and their number."""
import re, struct, sys, time

pid, codes = sys.argv[1], [int(c) for c in sys.argv[2].split(",")]
event = re.compile(b"(?s)\x01\x00(?:" + b"|".join(re.escape(bytes([c, 0])) for c in codes) + b")[\x00\x01\x02]\x00\x00\x00")
needles = {}
for width in (1, 2, 4, 8):
    for name, sequence in (("once", codes), ("doubled", [c for c in codes for _ in (0, 1)])):
        needles["%s, %d bytes each" % (name, width)] = b"".join(c.to_bytes(width, "little") for c in sequence)
found = scanned = 0
now = time.time()
memory = open("/proc/%s/mem" % pid, "rb", 0)
for line in open("/proc/%s/maps" % pid):
    span, rights = line.split()[:2]
    if not rights.startswith("rw"):
        continue
    start, end = (int(x, 16) for x in span.split("-"))
    at, tail = start, b""
    while at < end:
        try:
            memory.seek(at)
            block = memory.read(min(1 << 22, end - at))
        except OSError:
            break
        if not block:
            break
        data = tail + block
        scanned += len(block)
        if data.count(0) != len(data):
            for hit in event.finditer(data):
                if hit.start() >= 16:
                    seconds, micros = struct.unpack_from("<qq", data, hit.start() - 16)
                    if abs(seconds - now) < 3600 and 0 <= micros < 1000000:
                        print("event at %x in %s" % (at - len(tail) + hit.start(), line.strip()))
                        found += 1
            for name, needle in needles.items():
                if needle in data:
                    print("sequence, %s, in %s" % (name, line.strip()))
                    found += 1
        at += len(block)
        tail = data[-256:]
print("SCANNED", scanned)
print("FOUND", found)

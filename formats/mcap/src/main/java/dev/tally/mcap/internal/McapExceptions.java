package dev.tally.mcap.internal;

import dev.tally.mcap.McapException;

/** Creates the errors that are shared by the readers. */
final class McapExceptions {

    private McapExceptions() {}

    static McapException crc(String what, long claimed, long found) {
        return new McapException(String.format(
                "%s has the CRC %08x, but its bytes have %08x: the file is damaged there", what, claimed, found));
    }

    static McapException endsInside(String what, long offset) {
        return new McapException("the file ends inside of " + what + " at offset " + offset
                + ": it was cut off, or is still being written");
    }
}

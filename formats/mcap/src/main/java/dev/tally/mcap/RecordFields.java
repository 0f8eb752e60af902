package dev.tally.mcap;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Checks and protects the fields of records. */
final class RecordFields {
    private RecordFields() {}

    static void requireId(String what, int id, int lowest) {
        if (id < lowest || id > 0xFFFF) {
            throw new IllegalArgumentException(what + " id is " + id + ", not from " + lowest + " to 65535");
        }
    }

    static ByteBuffer shared(ByteBuffer data) {
        return data.isReadOnly() ? data.slice() : data.slice().asReadOnlyBuffer();
    }

    static <K, V> Map<K, V> ordered(Map<K, V> map) {
        map.forEach((key, value) -> { // checked here: a failure later would leave half a record
            Objects.requireNonNull(key, "a key is null");
            Objects.requireNonNull(value, () -> "the value of " + key + " is null");
        });
        return Collections.unmodifiableMap(new LinkedHashMap<>(map)); // Map.copyOf would lose the order of the file
    }
}

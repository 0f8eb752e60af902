package dev.tally.sink.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ColumnTest {
    @Test
    void everyCountHasAColumnOfItsOwn() {
        Set<String> names = Stream.of(Column.ALL).map(column -> column.sql).collect(Collectors.toSet());

        assertEquals(Count.values().length, Column.ALL.length);
        assertEquals(Count.values().length, names.size());
    }

    @Test
    void theColumnOfACountHoldsItsValue() {
        Counts counts = Counts.of(count -> 100 + count.ordinal());

        long[] values = Column.toArray(counts);

        for (Count count : Count.values()) {
            assertEquals(counts.get(count), values[count.ordinal()]);
        }
        assertEquals(counts, Column.toCounts(values));
    }
}

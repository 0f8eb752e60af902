package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tally.sink.Count;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SummaryRouteTest {
    @Test
    void everyCountHasANameOfItsOwn() {
        assertEquals(
                Count.values().length,
                Stream.of(Count.values())
                        .map(SummaryRoute::memberName)
                        .collect(Collectors.toSet())
                        .size());
    }
}

package dev.tally.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CountsTest {
    private static final Counts ALL_DIFFERENT = Counts.of(count -> 100 + count.ordinal());

    @Test
    void everyAccessorReturnsTheCountWithItsName() throws ReflectiveOperationException {
        Map<String, Count> byLabel =
                Stream.of(Count.values()).collect(Collectors.toMap(Count::label, Function.identity()));
        List<Method> accessors = Stream.of(Counts.class.getMethods())
                .filter(method -> method.getReturnType() == long.class && method.getParameterCount() == 0)
                .toList();

        assertTrue(accessors.size() >= 13, () -> "only " + accessors);
        for (Method accessor : accessors) {
            assertEquals(ALL_DIFFERENT.get(byLabel.get(accessor.getName())), accessor.invoke(ALL_DIFFERENT));
        }
    }

    @Test
    void everyCountHasALabelAUnitAndADescriptionThatCanBeReadAlone() {
        Set<String> labels = new HashSet<>();
        Set<String> descriptions = new HashSet<>();
        for (Count count : Count.values()) {
            assertTrue(labels.add(count.label()) && descriptions.add(count.description()), count.name());
            assertTrue(count.label().matches("[a-z][a-zA-Z]*[0-9]*"), count.label());
            assertTrue(!count.unit().isBlank() && count.description().length() > 20, count.name());
        }
    }

    @Test
    void withChangesOneCountAndNoOther() {
        for (Count changed : Count.values()) {
            Counts copy = ALL_DIFFERENT.with(changed, 7);
            for (Count count : Count.values()) {
                assertEquals(count == changed ? 7 : ALL_DIFFERENT.get(count), copy.get(count));
            }
        }
    }

    @Test
    void aNegativeCountIsRefusedByItsName() {
        for (Count count : Count.values()) {
            String message = assertThrows(IllegalArgumentException.class, () -> Counts.NONE.with(count, -1))
                    .getMessage();
            assertEquals(count.label() + " is -1; a count cannot be negative", message);
        }
    }

    @Test
    void everyCountMakesADifference() {
        assertEquals(Counts.of(count -> 100 + count.ordinal()), ALL_DIFFERENT);
        assertEquals(Counts.of(count -> 100 + count.ordinal()).hashCode(), ALL_DIFFERENT.hashCode());
        for (Count count : Count.values()) {
            assertNotEquals(ALL_DIFFERENT, ALL_DIFFERENT.with(count, 0));
            assertTrue(Counts.NONE.with(count, 1).hasActivity());
        }
    }

    @Test
    void aSumBeyond63BitsStaysAtTheMost() {
        Counts most = Counts.NONE.with(Count.MOTIONS, Long.MAX_VALUE);

        assertEquals(most, most.plus(Counts.NONE.with(Count.MOTIONS, 1)));
        assertEquals(most, most.plus(most));
    }

    @Test
    void theTextNamesEveryCountInOrder() {
        String text =
                Counts.NONE.with(Count.KEY_PRESSES, 12).with(Count.GAPS, 1).toString();

        assertEquals(Count.values().length, text.split(", ").length);
        assertTrue(text.startsWith("Counts[keyPresses=12, keyRepeats=0, ") && text.contains(", gaps=1"), text);
    }
}

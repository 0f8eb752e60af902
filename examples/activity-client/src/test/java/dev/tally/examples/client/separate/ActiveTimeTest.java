package dev.tally.examples.client.separate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ActiveTimeTest {
    private final RunningSums sums = new RunningSums(() -> {});
    private final ActiveTime activeTime = new ActiveTime(sums);

    private void look(long millis) {
        activeTime.look(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private void pressAndRest(long millis) {
        sums.keyPress();
        for (long now = millis; now <= millis + 1000; now += 20) {
            look(now);
        }
    }

    /** Returns all numbers that it keeps, whatever they are. */
    private List<Long> kept() throws IllegalAccessException {
        List<Long> numbers = new ArrayList<>();
        for (Field each : ActiveTime.class.getDeclaredFields()) {
            if (each.getType() == long.class && !java.lang.reflect.Modifier.isStatic(each.getModifiers())) {
                each.setAccessible(true);
                numbers.add(each.getLong(activeTime));
            }
        }
        return numbers;
    }

    @Test
    void afterASecondWithoutInputItIsIdle() {
        sums.keyPress();
        look(5000);
        look(5020);
        assertEquals(20, sums.total().get(Sum.ACTIVE_MILLIS));
        look(5980);
        assertFalse(activeTime.isIdle());
        look(6000);
        assertTrue(activeTime.isIdle());
        sums.keyPress();
        look(9000);
        assertEquals(40, sums.total().get(Sum.ACTIVE_MILLIS));
    }

    @Test
    void whenItIsIdleItKeepsNoTimeOfAPress() throws Exception {
        pressAndRest(5000);
        long presses = 1;
        List<Long> early = kept();
        look(8000); // somebody asks
        assertEquals(early, kept());
        pressAndRest(9123);
        List<Long> late = new ArrayList<>(kept());
        late.replaceAll(number -> number == presses + 1 ? presses : number); // the number of reports it has seen
        assertEquals(early, late);
    }
}

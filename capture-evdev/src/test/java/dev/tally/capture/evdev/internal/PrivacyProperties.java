package dev.tally.capture.evdev.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tally.capture.spi.DeviceReport.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Nothing depends on which key it was, or when: exchanging the keys for one another, or the times, changes neither what comes
 * out nor what is left in memory.
 */
class PrivacyProperties {
    private static final List<Integer> KEYS = IntStream.range(0, KeyCodeClasses.CODES)
            .filter(KeyCodeClasses::isKey)
            .boxed()
            .toList();

    @Property
    void exchangingKeysChangesNothing(@ForAll("streams") List<int[]> stream, @ForAll long seed) throws Exception {
        List<Integer> exchanged = new ArrayList<>(KEYS);
        Collections.shuffle(exchanged, new Random(seed));
        Events original = new Events();
        Events permuted = new Events();
        for (int[] event : stream) {
            original.event(event[0], event[1], event[2]);
            permuted.event(event[0], exchange(event, exchanged), event[2]);
        }
        assertEquals(traces(original), traces(permuted));
    }

    @Property
    void theTimeOfAnEventChangesNothing(
            @ForAll("streams") List<int[]> stream, @ForAll long seconds, @ForAll long microseconds) throws Exception {
        Events then = new Events();
        Events now = new Events().at(seconds, microseconds);
        stream.forEach(e -> then.event(e[0], e[1], e[2]));
        stream.forEach(e -> now.event(e[0], e[1], e[2]));
        assertEquals(traces(then), traces(now));
    }

    /** What a decoder reports of these events, and what is left of them in it and in anything static. */
    private static List<String> traces(Events events) throws IllegalAccessException {
        FrameDecoder decoder = decoder();
        List<String> traces = new ArrayList<>(events.decodedBy(decoder));
        traces.add(DecoderRemnants.of(decoder));
        return traces;
    }

    private static int exchange(int[] event, List<Integer> exchanged) {
        boolean key =
                event[0] == InputEvent.EV_KEY && event[1] < KeyCodeClasses.CODES && KeyCodeClasses.isKey(event[1]);
        return key ? exchanged.get(KEYS.indexOf(event[1])) : event[1];
    }

    private static FrameDecoder decoder() {
        return new FrameDecoder(EnumSet.allOf(Kind.class), true, true);
    }

    @Property
    void noStreamOfEventsIsTooStrange(@ForAll("garbage") List<int[]> stream) {
        Events events = new Events();
        stream.forEach(e -> events.event(e[0], e[1], e[2]));
        long presses =
                events.decodedBy(decoder()).stream().filter("key"::equals).count();
        long down = stream.stream()
                .filter(e -> (e[0] & 0xffff) == InputEvent.EV_KEY && e[2] == 1)
                .count();
        org.junit.jupiter.api.Assertions.assertTrue(presses <= down);
    }

    @Provide
    Arbitrary<List<int[]>> streams() {
        Arbitrary<int[]> key = event(InputEvent.EV_KEY, 0, KeyCodeClasses.CODES - 1, 0, 2);
        Arbitrary<int[]> motion = event(InputEvent.EV_REL, 0, 12, -300, 300);
        Arbitrary<int[]> place = event(InputEvent.EV_ABS, 0, 2, 0, 4000);
        Arbitrary<int[]> frame = event(InputEvent.EV_SYN, 0, 0, 0, 0);
        Arbitrary<int[]> dropped = event(InputEvent.EV_SYN, 3, 3, 0, 0);
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(6, key),
                        net.jqwik.api.Tuple.of(3, motion),
                        net.jqwik.api.Tuple.of(2, place),
                        net.jqwik.api.Tuple.of(6, frame),
                        net.jqwik.api.Tuple.of(1, dropped))
                .list()
                .ofMaxSize(80);
    }

    @Provide
    Arbitrary<List<int[]>> garbage() {
        return event(0, 0, 0, 0, 0)
                .flatMap(ignored -> Combinators.combine(
                                Arbitraries.integers().between(0, 65535),
                                Arbitraries.integers().between(0, 65535),
                                Arbitraries.integers())
                        .as((type, code, value) -> new int[] {type % 8 == 7 ? type : type % 4, code, value}))
                .list()
                .ofMaxSize(80);
    }

    private static Arbitrary<int[]> event(int type, int codeFrom, int codeTo, int valueFrom, int valueTo) {
        return Combinators.combine(
                        Arbitraries.integers().between(codeFrom, codeTo),
                        Arbitraries.integers().between(valueFrom, valueTo))
                .as((code, value) -> new int[] {type, code, value});
    }
}

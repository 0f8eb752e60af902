package dev.tally.capture.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.InputHandler;
import dev.tally.capture.PointerButton;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedScriptTest {
    @Test
    void everyWordMakesItsReports() throws CaptureException {
        assertEquals(
                List.of("key", "key", "repeat", "LEFT", "OTHER", "move 3,-4", "move 3,-4", "gap"),
                reports("keys 2; repeats 1;click left 1 ;click OTHER 1; move 2 3 -4;;gap; sleep 0.5"));
    }

    @Test
    void theWheelTurnsByDetentsOrByOneFraction() throws CaptureException {
        assertEquals(
                List.of("0/120", "0/120", "0/-120", "0/30", "-60/0"),
                reports("wheel 2; wheel -1; wheel 0.25; hwheel -0.5"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keys",
                "keys many",
                "keys -1",
                "click",
                "click left",
                "click third 1",
                "move 1",
                "wheel",
                "wheel NaN",
                "wheel 1e99",
                "sleep -1",
                "sleep NaN",
                "sleep Infinity",
                "sleep 1e300",
                "type hello",
                "keys 99999999999999999999"
            })
    void whatCannotBeReadIsNamed(String words) {
        CaptureException refused =
                assertThrows(CaptureException.class, () -> SimulatedScript.parse("keys 1; " + words));
        assertTrue(String.valueOf(refused.getMessage()).contains("'" + words + "'"), refused::getMessage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "NaN", "Infinity", "1e-300", "fast"})
    void aRateThatMakesNoSenseIsRefused(String rate) {
        CaptureOptions options = CaptureOptions.defaults().with("simulated.rate", rate);
        assertThrows(CaptureException.class, () -> new SimulatedProvider().open(options));
    }

    @Test
    void theSameSeedMakesTheSameReports() {
        assertEquals(endless(7), endless(7));
    }

    private static List<String> endless(long seed) {
        Recorder recorder = new Recorder();
        Iterator<SimulatedScript.Step> steps = SimulatedScript.endless(seed);
        for (int i = 0; i < 200; i++) {
            make(steps.next(), recorder);
        }
        return recorder.reports;
    }

    private static List<String> reports(String script) throws CaptureException {
        Recorder recorder = new Recorder();
        SimulatedScript.parse(script).steps().forEach(step -> make(step, recorder));
        return recorder.reports;
    }

    private static void make(SimulatedScript.Step step, Recorder recorder) {
        for (long i = 0; i < step.times(); i++) {
            step.report().to(recorder);
        }
    }

    private static final class Recorder implements InputHandler {
        private final List<String> reports = new ArrayList<>();

        @Override
        public void keyPress() {
            reports.add("key");
        }

        @Override
        public void keyRepeat() {
            reports.add("repeat");
        }

        @Override
        public void buttonPress(PointerButton button) {
            reports.add(button.name());
        }

        @Override
        public void motion(int dx, int dy) {
            reports.add("move " + dx + "," + dy);
        }

        @Override
        public void position(int x, int y) {
            reports.add("at " + x + "," + y);
        }

        @Override
        public void scroll(int horizontal120, int vertical120) {
            reports.add(horizontal120 + "/" + vertical120);
        }

        @Override
        public void gap() {
            reports.add("gap");
        }

        @Override
        public void devices(int keyboards, int pointers) {
            reports.add("devices");
        }

        @Override
        public void waiting() {}
    }
}

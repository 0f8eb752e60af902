package dev.tally.testkit;

import dev.tally.capture.CaptureBackends;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.spi.InputSource;

class SimulatedSourceContract extends InputSourceContract {
    @Override
    protected InputSource open() throws CaptureException {
        return CaptureBackends.openBest(
                CaptureOptions.defaults().backend("simulated").with("simulated.rate", "0"));
    }
}

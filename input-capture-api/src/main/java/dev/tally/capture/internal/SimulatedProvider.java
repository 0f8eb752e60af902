package dev.tally.capture.internal;

import dev.tally.capture.Availability;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.spi.CaptureProvider;
import dev.tally.capture.spi.InputSource;
import dev.tally.capture.spi.ProbeResult;
import java.util.Set;

/**
 * The {@code simulated} backend: it replays a script, or without one an endless mixture of bursts and pauses from a seed.
 *
 * <p>Settings: {@code simulated.script} (see {@link SimulatedScript}), {@code simulated.rate} (reports per second while
 * active, default {@value #DEFAULT_RATE}; 0 for as fast as possible), {@code simulated.seed} (of the mixture, default
 * {@value #DEFAULT_SEED}). After its script the source stays open and reports nothing more.
 */
public final class SimulatedProvider implements CaptureProvider {
    static final double DEFAULT_RATE = 100;
    static final long DEFAULT_SEED = 1;

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public int priority() {
        return -1;
    }

    @Override
    public void check(CaptureOptions options) throws CaptureException {
        open(options); // opens nothing of the system
    }

    @Override
    public ProbeResult probe(CaptureOptions options) {
        return ProbeResult.of(availability(options));
    }

    private Availability availability(CaptureOptions options) {
        try {
            return Availability.available("invented input, for trying things out: "
                    + open(options).traits().description());
        } catch (CaptureException e) {
            return Availability.unavailable(String.valueOf(e.getMessage()), "correct the setting");
        }
    }

    @Override
    public InputSource open(CaptureOptions options) throws CaptureException {
        options.refuseUnknown(name(), Set.of("script", "rate", "seed"));
        double rate = number(options, "simulated.rate", DEFAULT_RATE);
        if (!(rate == 0 || rate >= 1e-3 && rate <= 1e9)) {
            throw new CaptureException(
                    "simulated.rate is " + rate + "; it must be 0 (no pauses) or from 0.001 to 1e9 per second");
        }
        if (options.get("simulated.script").isPresent()) {
            SimulatedScript script =
                    SimulatedScript.parse(options.get("simulated.script").get());
            return new SimulatedSource(script.steps().iterator(), rate, "simulated (script)");
        }
        long seed = (long) number(options, "simulated.seed", DEFAULT_SEED);
        return new SimulatedSource(SimulatedScript.endless(seed), rate, "simulated (seed " + seed + ")");
    }

    private static double number(CaptureOptions options, String name, double otherwise) throws CaptureException {
        String text = options.get(name).orElse("");
        try {
            return text.isEmpty() ? otherwise : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new CaptureException(name + " is '" + text + "', which is not a number", e);
        }
    }
}

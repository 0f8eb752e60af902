package dev.tally.aggregation;

import dev.tally.aggregation.internal.Platform;
import dev.tally.capture.CaptureSession;
import dev.tally.capture.spi.InputSource;

/** Opens the package-private ways into a monitor for the simulation. */
public final class SimulatedMonitors {
    private SimulatedMonitors() {}

    /**
     * Begins the configuration of a monitor on a simulated machine.
     *
     * @param untilRunning returns when the capture thread has nothing to do but to wait for the end
     */
    public static ActivityMonitorBuilder of(InputSource source, Runnable untilRunning, Platform platform) {
        return new ActivityMonitorBuilder((handler, watch) -> {
                    CaptureSession session = CaptureSession.start(source, handler, watch);
                    untilRunning.run();
                    return session;
                })
                .platform(platform);
    }
}

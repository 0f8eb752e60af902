package dev.tally.capture.evdev.internal;

import dev.tally.capture.spi.InputSource;
import dev.tally.testkit.InputSourceContract;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;

/** What every source keeps, on pipes for devices. */
class FalseDeviceContract extends InputSourceContract {
    private final FalseDevices devices = new FalseDevices();
    private FalseDevices.Plugged keyboard = new FalseDevices.Plugged(devices.directory, null);

    FalseDeviceContract() throws IOException {}

    @Override
    protected InputSource open() throws Exception {
        keyboard = devices.plug("event0", Invented.keyboard("keyboard"));
        return devices.open();
    }

    @Override
    protected boolean pressKeys(InputSource running, int presses) throws Exception {
        Events taps = new Events();
        for (int i = 0; i < presses; i++) {
            taps.tap(30 + i);
        }
        keyboard.report(taps);
        return true;
    }

    @AfterEach
    void unplugAll() throws IOException {
        devices.close();
    }
}

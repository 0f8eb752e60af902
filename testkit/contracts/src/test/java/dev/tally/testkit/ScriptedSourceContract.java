package dev.tally.testkit;

import dev.tally.capture.InputHandler;
import dev.tally.capture.spi.InputSource;

class ScriptedSourceContract extends InputSourceContract {
    @Override
    protected InputSource open() {
        return new ScriptedSource();
    }

    @Override
    protected boolean pressKeys(InputSource running, int presses) {
        for (int i = 0; i < presses; i++) {
            ((ScriptedSource) running).hold(InputHandler::keyPress);
        }
        return true;
    }
}

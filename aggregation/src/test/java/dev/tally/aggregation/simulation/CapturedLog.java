package dev.tally.aggregation.simulation;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps what is logged during a test, instead of printing it. */
final class CapturedLog implements BeforeEachCallback, AfterEachCallback {
    private final PrintStream usual = System.err;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void beforeEach(ExtensionContext context) {
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        System.setErr(usual);
    }

    String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    List<String> linesWith(String part) {
        return text().lines().filter(line -> line.contains(part)).toList();
    }
}

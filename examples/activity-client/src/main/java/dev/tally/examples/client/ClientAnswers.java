package dev.tally.examples.client;

import dev.tally.capture.CaptureException;
import dev.tally.sink.encoding.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Answers what other commands ask the running client: {@code status}, {@code pause}, {@code pause 90s}, {@code resume}.
 *
 * <p><b>Threads.</b> One.
 */
final class ClientAnswers {
    private final StatusReport report;
    private final PauseControl pauses;

    ClientAnswers(StatusReport report, PauseControl pauses) {
        this.report = report;
        this.pauses = pauses;
    }

    /** Does what the line says, and returns a JSON object that tells the outcome. */
    byte[] answer(String line) {
        String[] words = line.split(" ", 2);
        try {
            return switch (words[0]) {
                case StatusReport.QUESTION -> report.current();
                case PauseControl.PAUSE -> pause(words);
                case PauseControl.RESUME -> resume();
                default -> error("there is no command '" + words[0] + "'");
            };
        } catch (CaptureException e) {
            return error("counting cannot go on: " + e.getMessage());
        }
    }

    private byte[] pause(String[] words) {
        Optional<Duration> time = words.length == 1 ? Optional.empty() : PauseControl.duration(words[1]);
        if (words.length > 1 && time.isEmpty()) {
            return error("'" + words[1] + "' is no duration");
        }
        pauses.pause(time);
        return done("paused"
                + pauses.state()
                        .until()
                        .map(it -> " until " + PauseControl.local(it))
                        .orElse(" until `activity-client resume`"));
    }

    private byte[] resume() throws CaptureException {
        pauses.resume();
        PauseControl.State state = pauses.state();
        return state.isBlackout()
                ? error("the pause is over, but blackout hours"
                        + state.until()
                                .map(it -> " go on until " + PauseControl.local(it))
                                .orElse(" do not end")
                        + "; counting goes on after them")
                : done("counting");
    }

    private static byte[] done(String outcome) {
        return member("done", outcome);
    }

    private static byte[] error(String why) {
        return member("error", why);
    }

    private static byte[] member(String name, String value) {
        return new JsonWriter()
                .beginObject()
                .field(name, value)
                .endObject()
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }
}

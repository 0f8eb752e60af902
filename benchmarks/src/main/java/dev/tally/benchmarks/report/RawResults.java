package dev.tally.benchmarks.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The file that a comparison adds what it measured to: lines of fields with a tab between them.
 *
 * <pre>
 * value  CASE  METRIC  lower|higher  CONTENDER  NUMBER    one measured value; those of a contender are in the order of the rounds
 * ratio  CASE  METRIC  CONTENDER  PEER                    the contender is compared with this peer
 * tool   NAME  VERSION                                    the release of a tool that took part
 * note   TEXT                                             what a reader of the figures should know
 * </pre>
 *
 * <p>Without {@code TALLY_BENCHMARK_RAW} in the environment, nothing is written. Scripts in other languages write the same lines.
 */
public final class RawResults {
    /** The name of the variable with the file. */
    public static final String VARIABLE = "TALLY_BENCHMARK_RAW";

    private static final Optional<Path> FILE = Optional.ofNullable(System.getenv(VARIABLE))
            .filter(name -> !name.isEmpty())
            .map(Path::of);

    private RawResults() {}

    /** Adds a value of a metric of which lower values are better. */
    public static void lower(String what, String metric, String contender, double value) {
        write("value", what, metric, "lower", contender, String.format(Locale.ROOT, "%.6g", value));
    }

    /** Adds a value of a metric of which higher values are better. */
    public static void higher(String what, String metric, String contender, double value) {
        write("value", what, metric, "higher", contender, String.format(Locale.ROOT, "%.6g", value));
    }

    /** Says that a contender is compared with a peer. */
    public static void compare(String what, String metric, String contender, String peer) {
        write("ratio", what, metric, contender, peer);
    }

    /** Adds what a reader of the figures should know. */
    public static void note(String text) {
        write("note", text);
    }

    private static void write(String... fields) {
        try {
            if (FILE.isPresent()) {
                Files.write(
                        FILE.get(),
                        List.of(String.join("\t", fields)),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

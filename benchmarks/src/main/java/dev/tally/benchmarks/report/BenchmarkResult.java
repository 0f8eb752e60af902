package dev.tally.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one run of a comparison has measured: the content of {@code target/benchmarks/NAME.json}.
 *
 * @param name the comparison
 * @param date when it ended, in UTC
 * @param command what was run
 * @param arguments the arguments of the comparison
 * @param machine where
 * @param tools the releases of the tools that took part
 * @param notes what a reader of the figures should know
 * @param measurements the figures
 */
record BenchmarkResult(
        String name,
        String date,
        String command,
        List<String> arguments,
        Machine machine,
        Map<String, String> tools,
        List<String> notes,
        List<Measurement> measurements) {

    static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    static BenchmarkResult read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), BenchmarkResult.class);
    }

    void write(Path file) throws IOException {
        Files.writeString(file, JSON.writeValueAsString(this) + "\n");
    }

    Optional<Measurement> measurement(String what, String metric) {
        return measurements.stream()
                .filter(each -> each.what().equals(what) && each.metric().equals(metric))
                .findFirst();
    }
}

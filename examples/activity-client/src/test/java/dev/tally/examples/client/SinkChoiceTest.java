package dev.tally.examples.client;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.IntervalSink;
import dev.tally.sink.sqlite.SqliteSink;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class SinkChoiceTest {
    @TempDir
    private Path directory;

    @Test
    void aNoticeOfTheSqliteSinkIsALineOfTheLog() throws Exception {
        Path file = directory.resolve("a.db");
        SqliteSink.file(file).open().close();
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(4096);
            bytes.write(new byte[64]);
        }
        SinkChoice sinks = new SinkChoice();
        CommandSpec spec = CommandSpec.create();
        sinks.addTo(spec);
        CommandLine command = new CommandLine(spec).setDefaultValueProvider(ClientSettings.withoutFile(Map.of()));
        command.parseArgs("--database", file.toString());
        sinks.check(Set.of("sqlite"), command);

        PrintStream usual = System.err;
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            sinks.open().forEach(IntervalSink::close);
        } finally {
            System.setErr(usual);
        }
        String log = err.toString(StandardCharsets.UTF_8);
        assertTrue(log.matches("(?s)[-0-9]+ [:0-9]+ WARN activity-client - database .*: damaged .*"), log);
    }
}

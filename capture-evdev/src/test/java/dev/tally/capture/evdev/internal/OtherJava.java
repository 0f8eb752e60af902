package dev.tally.capture.evdev.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs another Java process, or one under another program, and reads what it prints. */
final class OtherJava {
    private OtherJava() {}

    /** What a process printed, both streams, and how it ended. */
    record Outcome(int status, String text) {}

    static Outcome run(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("other-java-", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new IOException("no end within 60 s: " + command + "\n" + Files.readString(out));
            }
            return new Outcome(process.exitValue(), Files.readString(out));
        } finally {
            Files.delete(out);
        }
    }

    static Outcome java(String java, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(java));
        command.addAll(arguments);
        return run(command);
    }

    static String thisJava() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static String classPath() {
        return System.getProperty("java.class.path");
    }
}

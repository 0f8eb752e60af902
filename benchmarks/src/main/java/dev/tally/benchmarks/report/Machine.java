package dev.tally.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Where something was measured.
 *
 * @param cpu the processor's name
 * @param cores how many of them were in use
 * @param memoryMegabytes the memory
 * @param system the distribution
 * @param kernel the release of the kernel
 * @param jdk the release of the JDK
 * @param load the load average of the last minute when the measurement had ended
 */
record Machine(String cpu, int cores, long memoryMegabytes, String system, String kernel, String jdk, double load) {

    static Machine here() throws IOException {
        return new Machine(
                field("/proc/cpuinfo", "model name", System.getProperty("os.arch")),
                Runtime.getRuntime().availableProcessors(),
                Long.parseLong(field("/proc/meminfo", "MemTotal", "0").replaceAll("[^0-9]", "")) / 1024,
                field("/etc/os-release", "PRETTY_NAME", System.getProperty("os.name"))
                        .replace("\"", ""),
                System.getProperty("os.version"),
                System.getProperty("java.vendor.version", "") + " " + Runtime.version(),
                Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ")[0]));
    }

    /** Returns it as a phrase of a sentence. */
    String phrase() {
        return String.format(
                Locale.ROOT,
                "%d × %s, %s, Linux %s, %s, load %.1f",
                cores,
                cpu.strip().replaceAll("\\s+", " "),
                system.replaceAll("^(\\S+) GNU/Linux (\\d+).*", "$1 $2"),
                kernel.replaceAll("^(\\d+\\.\\d+).*", "$1"),
                jdk.strip().replaceAll("^([^\\s+]+).*", "$1").replace('-', ' '),
                load);
    }

    private static String field(String file, String name, String otherwise) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.matches(name + "\\s*[:=].*"))
                    .map(line -> line.replaceFirst("^[^:=]*[:=]\\s*", ""))
                    .findFirst()
                    .orElse(otherwise);
        }
    }
}

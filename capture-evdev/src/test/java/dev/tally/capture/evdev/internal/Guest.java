package dev.tally.capture.evdev.internal;

import dev.tally.testkit.evdev.GuestMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counts in a guest while a script injects, and reads what both say. */
final class Guest implements AutoCloseable {
    private final GuestMachine machine;
    private final String classPath;
    private final Path archive;

    Guest(String... options) throws IOException, InterruptedException {
        machine = GuestMachine.boot(options);
        archive = machine.folder().resolve("classes.aot");
        try {
            classPath = machine.stage(System.getProperty("java.class.path"), "classes", "tally", "slf4j");
            archiveClasses();
        } catch (IOException e) {
            machine.close();
            throw e;
        }
    }

    /** Keeps the classes of the counter loaded and linked in a file: under emulation, starting takes half as long with it. */
    private void archiveClasses() throws IOException, InterruptedException {
        Path empty = Files.createTempDirectory("no-devices-");
        List<String> command = new ArrayList<>(List.of(counter("").split(" ")));
        command.remove("-XX:AOTCache=" + archive);
        command.add(1, "-XX:AOTCacheOutput=" + archive);
        command.addAll(List.of("evdev.directory=" + empty, "evdev.wait=true", "--until=0"));
        OtherJava.Outcome outcome = OtherJava.run(command);
        Files.delete(empty);
        if (outcome.status() != 0 || !Files.exists(archive)) {
            throw new IOException("no archive of classes: " + outcome);
        }
    }

    /** Returns the process that ends when the guest does; its child is the machine. */
    ProcessHandle process() throws IOException {
        return machine.process();
    }

    /** What was counted, and what the script printed, and everything for a failing test to show. */
    record Outcome(String counted, List<String> script, String all) {
        /** A number of what was counted. */
        long count(String name) {
            return number(counted, name);
        }

        /** A number in the n-th line of JSON that the script printed. */
        long injected(int line, String name) {
            return number(
                    script.stream().filter(l -> l.startsWith("{")).toList().get(line), name);
        }

        /** The sum of all numbers of an object in the n-th line of JSON that the script printed. */
        long injectedIn(int line, String object, String keyPattern) {
            String json =
                    script.stream().filter(l -> l.startsWith("{")).toList().get(line);
            Matcher body =
                    Pattern.compile("\"" + object + "\": *\\{([^{}]*)\\}").matcher(json);
            long sum = 0;
            if (body.find()) {
                Matcher one =
                        Pattern.compile("\"" + keyPattern + "\": *(-?\\d+)").matcher(body.group(1));
                while (one.find()) {
                    sum += Long.parseLong(one.group(1));
                }
            }
            return sum;
        }

        private long number(String json, String name) {
            Matcher found = Pattern.compile("\"" + name + "\": *(-?\\d+)").matcher(json);
            if (!found.find()) {
                throw new AssertionError("no " + name + " in: " + json + "\n" + all);
            }
            return Long.parseLong(found.group(1));
        }
    }

    /** Runs the script once the counter is live; ends the counter after it. */
    Outcome count(String settings, String script, String... options) throws IOException, InterruptedException {
        String text = "cd $(mktemp -d); " + counter(settings) + " >out 2>err & pid=$!\n"
                + "until grep -q READY out || ! kill -0 $pid"
                + " 2>/dev/null; do sleep 0.05; done\n"
                + "awaits() { for i in $(seq 1000); do grep -q \"$1\" out"
                + " && return; sleep 0.05;"
                + " done; echo \"no $1\";"
                + " }\n"
                + "(" + script + ") >script 2>&1\n"
                + "kill $pid 2>/dev/null; wait $pid; cat out; echo ==; cat script; echo ==; cat err";
        GuestMachine.Result result = run(text, options);
        String[] parts = result.out().split("(?m)^==\n", -1);
        if (parts.length < 3) {
            throw new AssertionError("unexpected: " + result);
        }
        List<String> out = new ArrayList<>(parts[0].lines().toList());
        String last = out.isEmpty() ? "" : out.getLast();
        return new Outcome(last, parts[1].lines().toList(), result.out() + result.err());
    }

    GuestMachine.Result run(String script, String... options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("--keep-cache")); // the classes were staged before the first command
        all.addAll(List.of(options));
        return machine.run(script, all.toArray(String[]::new));
    }

    /** The command that counts. Interpreted: for a few seconds of work that is the quickest under emulation. */
    String counter(String settings) {
        return System.getProperty("java.home")
                + "/bin/java -XX:AOTCache=" + archive
                + " -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 -Xint -XX:+UseSerialGC -Xmx32m"
                + " --enable-native-access=ALL-UNNAMED -Dorg.slf4j.simpleLogger.defaultLogLevel=debug -cp "
                + classPath + " " + CountInGuest.class.getName() + " " + settings;
    }

    /** A line of the shell that copies the files of the counter into the memory of the guest: the first write to each does that. */
    String counterInMemory() {
        String java = System.getProperty("java.home");
        return "touch -c $(ldd " + java + "/bin/java " + java + "/lib/server/libjvm.so | grep -o '/[^ :]*') " + java
                + "/lib/modules " + java + "/lib/*.so " + archive + " " + classPath.replace(':', ' ') + "\n";
    }

    @Override
    public void close() {
        machine.close();
    }
}

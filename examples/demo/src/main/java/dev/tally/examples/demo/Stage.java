package dev.tally.examples.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Owns the processes and directories of the demo, and removes them in reverse order, also after Ctrl-C. */
final class Stage {
    private final Deque<AutoCloseable> props = new ArrayDeque<>();

    private final CountDownLatch clearing = new CountDownLatch(1);

    synchronized <T extends AutoCloseable> T add(T prop) {
        props.push(prop);
        return prop;
    }

    /** Creates a directory that is deleted at the end of the demo. */
    Path directory(String prefix) throws IOException {
        Path directory = Files.createTempDirectory(prefix);
        add(() -> remove(directory));
        return directory;
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(directory);
    }

    /** Returns whether the demo is ending, or will in a moment: Ctrl-C reaches its processes too, perhaps first. */
    boolean isTakenDown() throws InterruptedException {
        return clearing.await(500, TimeUnit.MILLISECONDS);
    }

    void clear() {
        clearing.countDown();
        takeDown();
    }

    private synchronized void takeDown() {
        while (!props.isEmpty()) {
            AutoCloseable prop = props.pop();
            try {
                prop.close();
            } catch (Exception e) {
                System.err.println("demo: cannot remove " + prop + ": " + e);
            }
        }
    }
}

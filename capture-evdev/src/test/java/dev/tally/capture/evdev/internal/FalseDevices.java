package dev.tally.capture.evdev.internal;

import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Linker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A directory of pipes in the place of devices. What they carry is what the kernel would write; what they are is made up,
 * since a pipe answers no ioctl.
 */
final class FalseDevices implements AutoCloseable {
    private final Path root = Files.createTempDirectory("evdev-false-");
    private final Path workshop = Files.createDirectory(root.resolve("workshop"));
    private final Map<String, DeviceCapabilities> known = new ConcurrentHashMap<>();
    private final List<Plugged> plugged = new ArrayList<>();
    final Path directory = root.resolve("input");
    /** The devices that were taken for a moment, in this order. */
    final List<String> taken = new ArrayList<>();
    /** What a device answers that is asked where it is on an axis. */
    final Map<Integer, Integer> places = new ConcurrentHashMap<>();
    /** The devices that another program has taken. */
    final Set<String> grabbed = new HashSet<>();

    FalseDevices() throws IOException {
        Files.createDirectory(directory);
    }

    /** A device that is plugged in, for the test to write to. */
    record Plugged(Path path, RandomAccessFile pipe) {
        void report(Events events) throws IOException {
            pipe.write(events.bytes());
        }

        void unplug() throws IOException {
            Files.delete(path);
            pipe.close();
        }
    }

    /** Makes pipes, which takes a process, ready to be plugged in under these names. */
    void prepare(String... names) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("mkfifo"));
        Stream.of(names).map(name -> workshop.resolve(name).toString()).forEach(command::add);
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IOException("mkfifo: " + status);
        }
    }

    Plugged plug(String name, DeviceCapabilities what) throws IOException, InterruptedException {
        if (!Files.exists(workshop.resolve(name))) {
            prepare(name);
        }
        known.put(name, what);
        RandomAccessFile pipe = new RandomAccessFile(workshop.resolve(name).toFile(), "rw");
        Plugged device = new Plugged(Files.move(workshop.resolve(name), directory.resolve(name)), pipe);
        plugged.add(device);
        return device;
    }

    CaptureOptions options() {
        return CaptureOptions.defaults().with("evdev.directory", directory.toString());
    }

    EvdevBackend backend() {
        return new EvdevBackend(() -> new Libc(Linker.nativeLinker().defaultLookup()), new MadeUp());
    }

    EvdevSource open() throws CaptureException {
        return (EvdevSource) backend().open(options());
    }

    /** How many descriptors of this process are open on files of this directory. */
    long openDescriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(fd -> target(fd).startsWith(root.toString())).count()
                    - plugged.stream()
                            .filter(p -> p.pipe().getChannel().isOpen())
                            .count();
        }
    }

    static String target(Path fd) {
        try {
            return Files.readSymbolicLink(fd).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private final class MadeUp extends DeviceQuery {
        @Override
        DeviceCapabilities capabilities(Libc libc, int fd, Optional<Boolean> virtual) throws CaptureException {
            DeviceCapabilities found = known.get(nodeOf(fd));
            return found == null ? super.capabilities(libc, fd, virtual) : found;
        }

        @Override
        Grab takeAndLetGo(Libc libc, int fd) {
            taken.add(nodeOf(fd));
            return grabbed.contains(nodeOf(fd)) ? Grab.TAKEN : Grab.FREE;
        }

        private static String nodeOf(int fd) {
            String path = target(Path.of("/proc/self/fd/" + fd));
            return path.substring(path.lastIndexOf('/') + 1);
        }

        @Override
        Optional<Integer> position(Libc libc, int fd, int axis) {
            return Optional.ofNullable(places.get(axis));
        }
    }

    @Override
    public void close() throws IOException {
        for (Plugged device : plugged) {
            device.pipe().close();
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

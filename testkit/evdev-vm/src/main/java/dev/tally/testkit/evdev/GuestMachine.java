package dev.tally.testkit.evdev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A running guest with input devices, which sees the files of this machine under the same paths.
 *
 * <p>It boots in a few seconds, under software emulation; what runs in it is many times slower than here. Commands can
 * inject input with {@code inject 'WORDS'} and {@code evgen}, and take devices for themselves with {@code grab}.
 *
 * <p><b>Threads.</b> One command at a time.
 *
 * <p><b>Failure.</b> A guest that fails, or does not answer a heartbeat within 30 s, throws a
 * {@link GuestLostException}; boot another one then. The guest ends by itself after {@value #LIFE_SECONDS} s.
 */
public final class GuestMachine implements AutoCloseable {
    private static final int LIFE_SECONDS = 1800;
    private static final int COMMAND_SECONDS = 100;
    /** What run-in-vm answers when the guest failed, not the command. */
    private static final int GUEST_FAILED = 125;

    /** How much longer than its command run-in-vm may take. */
    private static final int MORE_SECONDS = 20;

    private static final int BOOT_SECONDS = 600;

    private final Path runInVm;
    private final Path folder;

    private GuestMachine(Path runInVm, Path folder) {
        this.runInVm = runInVm;
        this.folder = folder;
    }

    /** How a command in the guest ended, and what it printed. */
    public record Result(int status, String out, String err) {}

    /** Why there can be no guest on this machine; empty if there can. */
    public static Optional<String> whyNot() {
        if (!System.getProperty("os.arch").equals("amd64")) {
            return Optional.of("the guest is an x86-64 one, this machine is " + System.getProperty("os.arch"));
        }
        for (String needed : List.of("python3", "gcc", "apt-get", "dpkg")) {
            if (Stream.of(System.getenv("PATH").split(":"))
                    .noneMatch(dir -> Files.isExecutable(Path.of(dir, needed)))) {
                return Optional.of("the guest is made with " + needed + ", which is not on PATH");
            }
        }
        return script().isPresent()
                ? Optional.empty()
                : Optional.of("testkit/evdev-vm is not above " + Path.of("").toAbsolutePath());
    }

    /**
     * Boots a guest.
     *
     * @param options as for run-in-vm --start: {@code --usb 1}, {@code --share FOLDER}, and {@code --debian} for a Debian of its own
     *     with systemd, which sees nothing of this machine but what is shared
     */
    public static GuestMachine boot(String... options) throws IOException, InterruptedException {
        Path script = script().orElseThrow(() -> new IOException("testkit/evdev-vm/run-in-vm is not to be found"));
        execute(Path.of(System.getProperty("java.io.tmpdir")), List.of(script.toString(), "--prepare"), BOOT_SECONDS);
        GuestMachine guest = new GuestMachine(script, Files.createTempDirectory("evdev-vm-"));
        Files.setPosixFilePermissions(guest.folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> command = new ArrayList<>(List.of(script.toString(), "--start", guest.folder.toString()));
        command.addAll(List.of("--life", Integer.toString(LIFE_SECONDS)));
        command.addAll(List.of(options));
        try {
            execute(guest.folder, command, BOOT_SECONDS);
            return guest;
        } catch (IOException e) {
            Files.walkFileTree(guest.folder, new Removal());
            throw e;
        }
    }

    /**
     * Runs a shell script as root, for at most {@value #COMMAND_SECONDS} s.
     *
     * @param options as for run-in-vm --in: {@code --user 1000:1000 --groups input}
     * @throws GuestLostException if the guest failed or no longer answers
     */
    public Result run(String shellScript, String... options) throws IOException, InterruptedException {
        return run(Duration.ofSeconds(COMMAND_SECONDS), shellScript, options);
    }

    /**
     * Runs a shell script as root, which ends with the status 124 if it takes longer than it may.
     *
     * @param options as for run-in-vm --in
     * @throws GuestLostException if the guest failed or no longer answers
     */
    public Result run(Duration limit, String shellScript, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(runInVm.toString(), "--in", folder.toString()));
        command.addAll(List.of("--cwd", "/tmp", "--timeout", Long.toString(limit.toSeconds())));
        command.addAll(List.of(options));
        command.addAll(List.of("--", "sh", "-c", shellScript));
        return execute(folder, command, limit.toSeconds() + MORE_SECONDS);
    }

    /**
     * Copies the parts of a class path that hold one of these words into a folder that every user of the guest may read,
     * folders of classes as jars; returns the class path of the copies. A user's own repository of jars is usually closed
     * to others, and only a class path of jars can have an archive of loaded classes.
     */
    public String stage(String classPath, String... words) throws IOException {
        List<String> staged = new ArrayList<>();
        for (String entry : classPath.split(":")) {
            if (Stream.of(words).anyMatch(entry::contains)) {
                Path copy = folder.resolve(
                        "class-path-" + staged.size() + "-" + Path.of(entry).getFileName() + ".jar");
                if (Files.isDirectory(Path.of(entry))) {
                    pack(Path.of(entry), copy);
                } else {
                    Files.copy(Path.of(entry), copy);
                }
                staged.add(copy.toString());
            }
        }
        return String.join(":", staged);
    }

    /** Returns the folder of this guest: every user of the guest may read it, only this machine may write it. */
    public Path folder() {
        return folder;
    }

    /** Returns the process that ends when the guest does; its child is the machine. */
    public ProcessHandle process() throws IOException {
        long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        return ProcessHandle.of(pid).orElseThrow(() -> new GuestLostException("the guest has ended: " + pid));
    }

    private static void pack(Path folder, Path jar) throws IOException {
        try (Stream<Path> files = Files.walk(folder);
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
    }

    private static Result execute(Path folder, List<String> command, long limit)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(limit, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new GuestLostException("no end within " + limit + " s: " + command + Files.readString(err));
        }
        Result result = new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        Files.delete(out);
        Files.delete(err);
        if (result.status() == GUEST_FAILED) {
            throw new GuestLostException(result.err().strip() + "\n" + result.out());
        }
        return result;
    }

    @Override
    public void close() {
        try {
            execute(folder, List.of(runInVm.toString(), "--stop", folder.toString()), MORE_SECONDS);
            awaitEnd(Long.parseLong(Files.readString(folder.resolve("pid")).strip()));
            Files.walkFileTree(folder, new Removal());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** It removes files of its own as it ends, which must not happen while they are being listed. */
    private static void awaitEnd(long pid) throws InterruptedException {
        try {
            Optional<ProcessHandle> guest = ProcessHandle.of(pid);
            if (guest.isPresent()) {
                guest.get().onExit().get(5, TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException e) { // it did not do what it was told
            ProcessHandle.of(pid).ifPresent(guest -> {
                guest.descendants().forEach(ProcessHandle::destroyForcibly);
                guest.destroyForcibly();
            });
        }
    }

    private static Optional<Path> script() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path script = at.resolve("testkit/evdev-vm/run-in-vm");
            if (Files.isExecutable(script)) {
                return Optional.of(script);
            }
        }
        return Optional.empty();
    }

    /** Removes a folder while the machine that has just been stopped still removes its own files from it. */
    private static final class Removal extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
            if (why instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw why;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException why) throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}

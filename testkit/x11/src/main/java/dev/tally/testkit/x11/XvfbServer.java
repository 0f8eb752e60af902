package dev.tally.testkit.x11;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * An X server without a screen, as a child process: Xvfb, on a display that nobody else uses, not reachable over TCP.
 *
 * <p>{@link #close} ends it and leaves nothing behind. {@link #kill} and {@link #pause} are for those who want to see what
 * happens when a server crashes or hangs. Needs {@code Xvfb} on the PATH (Debian: {@code xvfb}).
 */
public final class XvfbServer implements AutoCloseable {
    private static final String PROGRAM = "Xvfb";
    private static final long START_SECONDS = 20;
    private static final long END_SECONDS = 5;

    private final Process process;
    private final int number;
    private final Path directory;
    private final Optional<Path> authorityFile;

    private XvfbServer(Process process, int number, Path directory, Optional<Path> authorityFile) {
        this.process = process;
        this.number = number;
        this.directory = directory;
        this.authorityFile = authorityFile;
    }

    /** Whether there is a program to run. */
    public static boolean isInstalled() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(path.split(":")).anyMatch(dir -> Files.isExecutable(Path.of(dir, PROGRAM)));
    }

    /**
     * Starts one on the first free display that lets every local user in.
     *
     * @throws IOException if it does not start; with what it said
     */
    public static XvfbServer start() throws IOException {
        return start(Optional.empty(), false, List.of());
    }

    /** Starts one on this display, as after the death of another one that had it. */
    public static XvfbServer startOn(int number) throws IOException {
        return start(Optional.of(number), false, List.of());
    }

    /** Starts one that lets nobody in but who has the cookie in {@link #authorityFile}. */
    public static XvfbServer startWithCookie() throws IOException {
        return start(Optional.empty(), true, List.of());
    }

    /** Starts one with more arguments, as {@code -extension RECORD}. */
    public static XvfbServer startWith(String... arguments) throws IOException {
        return start(Optional.empty(), false, List.of(arguments));
    }

    private static XvfbServer start(Optional<Integer> number, boolean cookie, List<String> arguments)
            throws IOException {
        Path directory = Files.createTempDirectory(
                "tally-xvfb-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Optional<Path> authority = cookie ? Optional.of(writeCookie(directory)) : Optional.empty();
        List<String> command = new ArrayList<>(List.of(PROGRAM));
        number.ifPresent(n -> command.add(":" + n));
        command.addAll(List.of("-displayfd", "1", "-nolisten", "tcp", "-noreset", "-screen", "0", "1280x1024x24"));
        authority.ifPresent(file -> command.addAll(List.of("-auth", file.toString())));
        command.addAll(arguments);
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(command)
                .redirectError(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        try {
            return new XvfbServer(process, displayOf(process), directory, authority);
        } catch (IOException e) {
            process.destroyForcibly();
            String words = Files.readString(log, StandardCharsets.ISO_8859_1).strip();
            remove(directory);
            throw new IOException("Xvfb did not start: " + e.getMessage() + "; it said: " + words, e);
        }
    }

    /** It writes the number when it is ready. */
    private static int displayOf(Process process) throws IOException {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> lineOf(out));
        try {
            return Integer.parseInt(line.get(START_SECONDS, TimeUnit.SECONDS).strip());
        } catch (TimeoutException | ExecutionException | NumberFormatException e) {
            throw new IOException("it named no display within " + START_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String lineOf(BufferedReader out) {
        return out.lines().findFirst().orElse("");
    }

    /** One record of the wild family: good for whatever display the server takes. */
    private static Path writeCookie(Path directory) throws IOException {
        byte[] cookie = new byte[16];
        new SecureRandom().nextBytes(cookie);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(65535);
        out.writeShort(0);
        out.writeShort(0);
        out.writeUTF("MIT-MAGIC-COOKIE-1"); // a 16-bit length and ASCII
        out.writeShort(cookie.length);
        out.write(cookie);
        return Files.write(directory.resolve("authority"), bytes.toByteArray());
    }

    /** The display, as for DISPLAY. */
    public String display() {
        return ":" + number;
    }

    /** The number of the display. */
    public int number() {
        return number;
    }

    /** The file of the cookie that it wants to see. */
    public Optional<Path> authorityFile() {
        return authorityFile;
    }

    /** Its process. */
    public long pid() {
        return process.pid();
    }

    /** Ends it as a crash would, and waits until it is gone. */
    public void kill() throws IOException {
        process.destroyForcibly();
        await();
    }

    /** Makes it hang, until {@link #resume}. */
    public void pause() throws IOException {
        signal("STOP");
    }

    /** Lets it go on after {@link #pause}. */
    public void resume() throws IOException {
        signal("CONT");
    }

    private void signal(String name) throws IOException {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
            if (kill.waitFor() != 0) {
                throw new IOException("kill -" + name + " " + process.pid() + " failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean await() {
        try {
            return process.waitFor(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends it and removes what it leaves. Idempotent. */
    @Override
    public void close() throws IOException {
        process.destroy();
        if (!await()) {
            process.destroyForcibly(); // one that hangs, too
            await();
        }
        removeLock();
        remove(directory);
    }

    /** A killed server leaves its lock and socket; by now they may belong to another one. */
    private void removeLock() throws IOException {
        Path lock = Path.of("/tmp/.X" + number + "-lock");
        if (Files.exists(lock) && Files.readString(lock).strip().equals(Long.toString(process.pid()))) {
            Files.deleteIfExists(Path.of("/tmp/.X11-unix/X" + number));
            Files.deleteIfExists(lock);
        }
    }

    private static void remove(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
    }
}

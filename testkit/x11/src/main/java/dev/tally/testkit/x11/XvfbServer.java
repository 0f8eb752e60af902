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
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * An X server without a screen, Xvfb, which runs as a child process on a free display and does not listen on TCP.
 *
 * <p>{@link #close} ends it and removes its files. {@link #kill} and {@link #pause} show what happens when a server crashes
 * or hangs. It needs {@code Xvfb} on the PATH (Debian: package {@code xvfb}).
 *
 * <p><b>Threads.</b> One thread at a time.
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

    /** {@return whether {@code Xvfb} is on the PATH} */
    public static boolean isInstalled() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(path.split(":")).anyMatch(dir -> Files.isExecutable(Path.of(dir, PROGRAM)));
    }

    /**
     * Starts a server on the first free display, which accepts every local client.
     *
     * @return a server that is ready for clients
     * @throws IOException if it does not start within 20 seconds; the message contains what it printed
     */
    public static XvfbServer start() throws IOException {
        return start(Optional.empty(), false, List.of());
    }

    /**
     * Starts a server on a certain display, for example that of another one that was killed.
     *
     * @param number the number of the display, from 0
     * @return a server that is ready for clients
     * @throws IOException if it does not start within 20 seconds; the message contains what it printed
     */
    public static XvfbServer startOn(int number) throws IOException {
        return start(Optional.of(number), false, List.of());
    }

    /**
     * Starts a server that accepts only clients which show the cookie in {@link #authorityFile}.
     *
     * @return a server that is ready for clients
     * @throws IOException if it does not start within 20 seconds; the message contains what it printed
     */
    public static XvfbServer startWithCookie() throws IOException {
        return start(Optional.empty(), true, List.of());
    }

    /**
     * Starts a server with additional arguments.
     *
     * @param arguments the arguments, for example {@code -extension RECORD}
     * @return a server that is ready for clients
     * @throws IOException if it does not start within 20 seconds; the message contains what it printed
     */
    public static XvfbServer startWith(String... arguments) throws IOException {
        return start(Optional.empty(), false, List.of(arguments));
    }

    private static XvfbServer start(Optional<Integer> number, boolean cookie, List<String> arguments)
            throws IOException {
        Path directory = Files.createTempDirectory(
                "tally-xvfb-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Optional<Path> authority = cookie ? Optional.of(writeCookie(directory)) : Optional.empty();
        List<String> command = new ArrayList<>(List.of(PROGRAM, ":" + number.orElseGet(XvfbServer::freeNumber)));
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

    /**
     * Returns the number of a display that no server has. It is a high one: other programs take the lowest that is free, and
     * could take that of a server which was killed to be started again.
     */
    private static int freeNumber() {
        while (true) {
            int number = ThreadLocalRandom.current().nextInt(1_000, 20_000);
            if (!Files.exists(Path.of("/tmp/.X11-unix/X" + number))
                    && !Files.exists(Path.of("/tmp/.X" + number + "-lock"))) {
                return number;
            }
        }
    }

    /** Reads the number of the display, which Xvfb prints when it is ready. */
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

    /** Writes a file with one cookie of the wild family, which is valid for any display. */
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

    /** {@return the display of this server, in the form of DISPLAY, for example {@code :7}} */
    public String display() {
        return ":" + number;
    }

    /** {@return the number of the display, from 0} */
    public int number() {
        return number;
    }

    /** {@return the file of the cookie that clients must show; empty if the server accepts every local client} */
    public Optional<Path> authorityFile() {
        return authorityFile;
    }

    /** {@return the process id of this server} */
    public long pid() {
        return process.pid();
    }

    /**
     * Kills the server, as a crash would end it, and waits for its end for up to 5 seconds.
     *
     * @throws IOException if it cannot be killed
     */
    public void kill() throws IOException {
        process.destroyForcibly();
        await();
    }

    /**
     * Stops the server with SIGSTOP, so that it hangs until {@link #resume}.
     *
     * @throws IOException if the signal cannot be sent
     */
    public void pause() throws IOException {
        signal("STOP");
    }

    /**
     * Lets the server continue after {@link #pause}.
     *
     * @throws IOException if the signal cannot be sent
     */
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

    /**
     * Ends the server and removes its files. Idempotent.
     *
     * @throws IOException if a file cannot be removed
     */
    @Override
    public void close() throws IOException {
        process.destroy();
        if (!await()) {
            process.destroyForcibly(); // a paused server does not react to SIGTERM
            await();
        }
        removeLock();
        remove(directory);
    }

    /** Removes the lock and the socket that a killed server leaves, unless they belong to another server by now. */
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

package dev.tally.examples.server;

import dev.tally.sink.encoding.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line of JSON for each answer: {@code {"time":"2026-04-07T22:29:01.542Z","method":"POST","route":"/frames","status":200,
 * "bytes":16,"duration_us":812,"client":"192.0.2.0/24"}}.
 *
 * <p>Neither a key nor a query is in it, nor anything else that a client may choose: a method or a path that the server does not
 * know is {@code other}. Of an address the first 24 bits are shown, of IPv6 the first 48.
 *
 * <p>A file is opened for each batch of lines, so that one that was renamed is followed by a new one.
 *
 * <p><b>Threads.</b> Any thread logs, and one writes.
 *
 * <p><b>Cost.</b> At most {@value #CAPACITY} lines wait; more are dropped, and a line says how many ({@code dropped}).
 */
final class AccessLog implements RequestLog, AutoCloseable {
    static final int CAPACITY = 1024;
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT", "PATCH");
    private static final byte[] STOP = {};
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

    /** Where lines go. */
    interface Output {
        void write(byte[] lines) throws IOException;
    }

    private final Output output;
    private final Set<String> paths;
    private final ClientAddress addresses;
    private final Clock clock = Clock.systemUTC();
    private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final LongAdder dropped = new LongAdder();
    private final OccurrenceCounter failures = new OccurrenceCounter(Duration.ofMinutes(1));
    private final Thread thread = new Thread(this::run, "access-log");

    /**
     * Starts to write.
     *
     * @param paths the paths that are shown
     */
    AccessLog(Output output, Set<String> paths, ClientAddress addresses) {
        this.output = output;
        this.paths = Set.copyOf(paths);
        this.addresses = addresses;
        thread.setDaemon(true); // it may wait for a reader of standard output
        thread.start();
    }

    /** Returns the standard output. */
    static Output standardOutput() {
        return lines -> {
            System.out.write(lines);
            System.out.flush();
        };
    }

    /**
     * Returns a file, which lines are appended to; only its owner may read it.
     *
     * @throws IOException if it cannot be written
     */
    static Output file(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Output output = lines -> {
            try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                out.write(lines);
            }
        };
        output.write(new byte[0]);
        return output;
    }

    @Override
    public void log(Request request, Response response) {
        if (!queue.offer(line(request, response))) {
            dropped.increment();
        }
    }

    private byte[] line(Request request, Response response) {
        String path = request.getHttpURI() == null ? "" : String.valueOf(Request.getPathInContext(request));
        String method = String.valueOf(request.getMethod());
        JsonWriter json = new JsonWriter();
        return json.beginObject()
                .field("time", clock.instant().toString())
                .field("method", METHODS.contains(method) ? method : "other")
                .field("route", paths.contains(path) ? path : "other")
                .field("status", response.getStatus())
                .field("bytes", Response.getContentBytesWritten(response))
                .field("duration_us", TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - request.getBeginNanoTime()))
                .field("client", network(addresses.address(request)))
                .endObject()
                .toBytes();
    }

    /** Returns the network that an address is in. */
    static String network(@Nullable InetAddress address) {
        if (address == null) {
            return "unknown";
        }
        int kept = address instanceof Inet6Address ? 6 : 3;
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, kept, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes).getHostAddress() + "/" + kept * 8;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }

    /** Writes what waits, for half a second at most. No other thread may log at the same time. */
    @Override
    public void close() {
        try {
            queue.offer(STOP, 200, TimeUnit.MILLISECONDS);
            thread.join(300);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            boolean more = true;
            while (more) {
                List<byte[]> batch = new ArrayList<>();
                batch.add(queue.take());
                queue.drainTo(batch);
                more = !batch.contains(STOP);
                write(batch);
            }
        } catch (InterruptedException e) {
            LOG.error("the thread of the access log was interrupted", e);
        }
    }

    private void write(List<byte[]> batch) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream(batch.size() * 200);
        long missing = dropped.sumThenReset();
        if (missing > 0) {
            add(
                    lines,
                    new JsonWriter()
                            .beginObject()
                            .field("time", clock.instant().toString())
                            .field("dropped", missing)
                            .endObject()
                            .toBytes());
        }
        for (byte[] line : batch) {
            if (line != STOP) {
                add(lines, line);
            }
        }
        try {
            output.write(lines.toByteArray());
        } catch (IOException e) {
            dropped.add(batch.size());
            failures.count()
                    .ifPresent(times -> LOG.warn(
                            "the access log cannot be written ({} times since the last such line): {}",
                            times,
                            e.getMessage()));
        }
    }

    private static void add(ByteArrayOutputStream lines, byte[] line) {
        lines.writeBytes(line);
        lines.write('\n');
    }
}

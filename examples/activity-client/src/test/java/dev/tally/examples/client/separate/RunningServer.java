package dev.tally.examples.client.separate;

import dev.tally.capture.CaptureOptions;
import dev.tally.capture.spi.CaptureProvider;
import java.io.IOException;
import java.nio.file.Path;

/** A capture server in this process, whose input a test makes. */
final class RunningServer implements AutoCloseable {
    final RigProvider rig;
    final Path socket;
    private final CaptureServer server;
    private final Thread thread;

    RunningServer(Path directory) throws IOException {
        this(directory, new RigProvider());
    }

    private RunningServer(Path directory, RigProvider rig) throws IOException {
        this(directory, rig, rig);
    }

    /** Starts a server of another backend. */
    RunningServer(Path directory, CaptureProvider provider) throws IOException {
        this(directory, new RigProvider(), provider);
    }

    private RunningServer(Path directory, RigProvider rig, CaptureProvider provider) throws IOException {
        this.rig = rig;
        socket = directory.resolve("capture.socket");
        server = new CaptureServer(socket, provider, CaptureOptions.defaults(), CaptureServer.Heartbeat.NONE);
        thread = new Thread(this::serve, "server");
        thread.start();
    }

    private void serve() {
        try {
            server.run();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    CaptureOptions options() {
        return CaptureOptions.defaults().with("separate.socket", socket.toString());
    }

    /** Whether nobody has accepted some of the counts. */
    boolean hasRest() {
        return server.hasRest();
    }

    /** Ends the server; returns whether all was handed over. */
    boolean finish() throws InterruptedException {
        server.finish();
        return server.awaitEnd() == ServerEnd.HANDED_OVER;
    }

    /** Returns how the server has ended by itself. */
    ServerEnd end() throws InterruptedException {
        thread.join();
        return server.awaitEnd();
    }

    @Override
    public void close() {
        server.finish();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

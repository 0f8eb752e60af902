package dev.tally.examples.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Runs inside a process under test, as code that has got into it would, and tries what that process must not be able to do. */
public final class ConnectAgent {
    private ConnectAgent() {}

    /** Makes the jar of this agent in a directory, if it is not there. */
    static Path jar(Path directory) throws IOException {
        Path jar = directory.resolve("agent.jar");
        if (Files.exists(jar)) {
            return jar;
        }
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(new Attributes.Name("Premain-Class"), ConnectAgent.class.getName());
        String entry = ConnectAgent.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream own = ConnectAgent.class.getResourceAsStream("/" + entry)) {
            out.putNextEntry(new JarEntry(entry));
            own.transferTo(out);
        }
        return jar;
    }

    /** @param arguments the file to wait for, the file for the outcome, the port to connect to or 0 for one of its own, a device */
    public static void premain(String arguments) {
        String[] words = arguments.split(",");
        Thread thread = new Thread(
                () -> attempt(Path.of(words[0]), Path.of(words[1]), Integer.parseInt(words[2]), Path.of(words[3])),
                "agent");
        thread.setDaemon(true);
        thread.start();
    }

    private static void attempt(Path go, Path out, int port, Path device) {
        while (!Files.exists(go)) {
            LockSupport.parkNanos(10_000_000);
        }
        String outcome =
                "connects: " + connects(port) + ", runs programs: " + runs() + ", reads a device: " + reads(device);
        try {
            Path whole = Files.writeString(out.resolveSibling(out.getFileName() + ".part"), outcome + "\n");
            Files.move(whole, out);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean connects(int port) {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (ServerSocket own = port == 0 ? new ServerSocket(0, 1, here) : null;
                Socket socket = new Socket(here, own == null ? port : own.getLocalPort())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean runs() {
        try {
            return new ProcessBuilder("/bin/true").start().waitFor() == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    private static boolean reads(Path device) {
        try (InputStream opened = Files.newInputStream(device)) {
            return opened != null;
        } catch (IOException e) {
            return false;
        }
    }
}

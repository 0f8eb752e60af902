package dev.tally.examples.server;

import dev.tally.testkit.fixtures.Eventually;
import dev.tally.testkit.fixtures.FreePort;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A real nginx on a loopback port that hands every request on to a server, and clients of it with addresses of their own. */
final class NginxProxy implements AutoCloseable {
    private final int port = FreePort.find();
    private final Process process;

    /** Starts it, with its files in a directory that is empty. */
    NginxProxy(Path directory, int serverPort) throws IOException {
        String temporary = Stream.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
                .map(name -> name + "_temp_path temporary;\n")
                .reduce("", String::concat);
        Files.writeString(directory.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                pid nginx.pid;
                events {}
                http {
                  access_log off;
                  %s
                  server {
                    listen 127.0.0.1:%d;
                    location / {
                      proxy_pass http://127.0.0.1:%d;
                      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                    }
                  }
                }
                """.formatted(temporary, port, serverPort));
        process = new ProcessBuilder(
                        program().toString(), "-p", directory.toString(), "-c", "nginx.conf", "-e", "stderr")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        Eventually.isTrue("nginx answers, or has ended", () -> answers() || !process.isAlive());
        if (!process.isAlive()) {
            throw new IOException("nginx has ended: " + Files.readString(directory.resolve("log")));
        }
    }

    /** Sends a request from an address of the loopback; returns the status of the answer. */
    int send(String from, String head, String... headers) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            OutputStream out = socket.getOutputStream();
            String request = head + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + Stream.of(headers).map(header -> header + "\r\n").reduce("", String::concat) + "\r\n";
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return Integer.parseInt(answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static Path program() throws IOException {
        for (Path each : new Path[] {Path.of("../../target/nginx/usr/sbin/nginx"), Path.of("/usr/sbin/nginx")}) {
            if (Files.isExecutable(each)) {
                return each.toAbsolutePath().normalize();
            }
        }
        throw new IOException("there is no nginx; bin/verify unpacks it into target/nginx");
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}

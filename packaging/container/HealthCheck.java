import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Asks the summary server of this container whether it is healthy ({@code GET /health}), and prints the answer. The exit status is 0
 * if it is, else 1. It reads {@code HOST} and {@code PORT} as the server does, for which an empty one is unset; the image sets both.
 */
final class HealthCheck {
    private static final int TIMEOUT_MILLIS = 5000;

    private HealthCheck() {}

    public static void main(String[] args) {
        try {
            String answer = ask(address(System.getenv()));
            System.out.println(answer);
            System.exit(answer.startsWith("HTTP/1.1 200 ") ? 0 : 1);
        } catch (IOException | IllegalArgumentException e) {
            System.out.println("no answer: " + e.getMessage());
            System.exit(1);
        }
    }

    private static InetSocketAddress address(Map<String, String> environment) throws IOException {
        InetAddress host = InetAddress.getByName(value(environment, "HOST", "0.0.0.0"));
        int port = Integer.parseInt(value(environment, "PORT", "5000"));
        return new InetSocketAddress(host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : host, port);
    }

    private static String value(Map<String, String> environment, String name, String ofTheServer) {
        String value = environment.getOrDefault(name, "").strip();
        return value.isEmpty() ? ofTheServer : value;
    }

    /** Returns the status line and the body. */
    private static String ask(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            String request = "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            StringBuilder text = new StringBuilder(String.valueOf(answer.readLine()));
            answer.lines().dropWhile(line -> !line.isEmpty()).skip(1).forEach(line -> text.append(' ').append(line));
            return text.toString().strip();
        }
    }
}

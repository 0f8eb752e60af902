package dev.tally.sink.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A certificate for 127.0.0.1 that signs itself, made by the JDK's own tool. */
record TestCertificate(Path keyStore, Path passwordFile, String pem) {
    private static final String PASSWORD = "not a secret";

    static TestCertificate in(Path directory) throws IOException, InterruptedException {
        Path store = directory.resolve("server.p12");
        Path pem = directory.resolve("server.pem");
        keytool(
                store,
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=IP:127.0.0.1,DNS:localhost",
                "-validity",
                "2");
        keytool(store, "-exportcert", "-rfc", "-alias", "server", "-file", pem.toString());
        Path password = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
        return new TestCertificate(store, password, pem.toString());
    }

    private static void keytool(Path store, String... arguments) throws IOException, InterruptedException {
        String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> command = new ArrayList<>(List.of(tool));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertEquals(0, process.waitFor());
    }
}

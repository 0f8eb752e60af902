package dev.tally.examples.client;

import static dev.tally.examples.client.Options.number;
import static dev.tally.examples.client.Options.option;
import static dev.tally.examples.client.Options.texts;

import dev.tally.foxglove.FoxgloveServer;
import dev.tally.foxglove.FoxgloveServerBuilder;
import dev.tally.foxglove.Tls;
import dev.tally.sink.LiveSink;
import dev.tally.sink.websocket.WebSocketSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The options of the websocket sink: live topics for Foxglove, Lichtblick and other clients of their protocol. */
final class WebSocketChoice {
    private String host = FoxgloveServerBuilder.DEFAULT_HOST;
    private int port;
    private @Nullable Path tokenFile;
    private boolean tokenInUrl;
    private Set<String> origins = Set.of();
    private int clientsPerAddress;
    private @Nullable Path certificates;
    private @Nullable Path privateKey;
    private @Nullable Path keyStore;
    private @Nullable Path keyStorePasswordFile;

    /** Adds the options to a command. */
    void addTo(CommandSpec spec) {
        spec.addOption(option("--ws-host", String.class, value -> host = value)
                .paramLabel("ADDRESS")
                .defaultValue(FoxgloveServerBuilder.DEFAULT_HOST)
                .descriptionKey("TALLY_WS_HOST")
                .description(
                        "Let the websocket sink listen on this address; with 127.0.0.1 only this machine reaches it."
                                + " Default: ${DEFAULT-VALUE}. [TALLY_WS_HOST]")
                .build());
        spec.addOption(number("--ws-port", 0, 65_535, value -> port = (int) value)
                .paramLabel("PORT")
                .defaultValue("" + FoxgloveServerBuilder.DEFAULT_PORT)
                .descriptionKey("KMMON_PORT")
                .description(
                        "Let the websocket sink listen on this port; 0 means any free one. Default: ${DEFAULT-VALUE}. [KMMON_PORT]")
                .build());
        spec.addOption(option("--ws-token-file", Path.class, value -> tokenFile = value)
                .paramLabel("FILE")
                .descriptionKey("TALLY_WS_TOKEN_FILE")
                .description("Accept only viewers that send the token in this file as `Authorization: Bearer TOKEN`."
                        + " [TALLY_WS_TOKEN_FILE]")
                .build());
        spec.addOption(option("--ws-token-in-url", boolean.class, value -> tokenInUrl = value)
                .descriptionKey("TALLY_WS_TOKEN_IN_URL")
                .description(
                        "Also accept the token in the address, ws://HOST:PORT/?token=TOKEN, because a browser cannot send"
                                + " the header. Histories and proxies keep addresses. [TALLY_WS_TOKEN_IN_URL]")
                .build());
        spec.addOption(texts("--ws-origin", value -> origins = value)
                .paramLabel("ORIGIN")
                .descriptionKey("TALLY_WS_ORIGIN")
                .description(
                        "Accept only web pages of these origins, for example https://app.foxglove.dev. [TALLY_WS_ORIGIN]")
                .build());
        spec.addOption(
                number("--ws-clients-per-address", 1, Integer.MAX_VALUE, value -> clientsPerAddress = (int) value)
                        .paramLabel("N")
                        .defaultValue("" + FoxgloveServerBuilder.DEFAULT_MAX_CLIENTS_PER_ADDRESS)
                        .descriptionKey("TALLY_WS_CLIENTS_PER_ADDRESS")
                        .description(
                                "Accept at most this many of the 100 viewers from one address; raise it if all of them come through"
                                        + " one proxy. Default: ${DEFAULT-VALUE}. [TALLY_WS_CLIENTS_PER_ADDRESS]")
                        .build());
        spec.addOption(option("--ws-cert", Path.class, value -> certificates = value)
                .paramLabel("FILE")
                .descriptionKey("TALLY_WS_CERT")
                .description(
                        "Serve wss:// with the certificate chain in this PEM file, for example certbot's fullchain.pem. A"
                                + " renewed certificate is used without a restart. [TALLY_WS_CERT]")
                .build());
        spec.addOption(option("--ws-key", Path.class, value -> privateKey = value)
                .paramLabel("FILE")
                .descriptionKey("TALLY_WS_KEY")
                .description(
                        "Read the private key of --ws-cert from this PEM file, for example certbot's privkey.pem; the key must"
                                + " not be encrypted. [TALLY_WS_KEY]")
                .build());
        spec.addOption(option("--ws-keystore", Path.class, value -> keyStore = value)
                .paramLabel("FILE")
                .descriptionKey("TALLY_WS_KEYSTORE")
                .description("Serve wss:// with the certificate in this PKCS#12 or JKS key store, instead of --ws-cert."
                        + " [TALLY_WS_KEYSTORE]")
                .build());
        spec.addOption(option("--ws-keystore-password-file", Path.class, value -> keyStorePasswordFile = value)
                .paramLabel("FILE")
                .descriptionKey("TALLY_WS_KEYSTORE_PASSWORD_FILE")
                .description("Read the password of the key store from this file. [TALLY_WS_KEYSTORE_PASSWORD_FILE]")
                .build());
    }

    /**
     * Checks the settings, and that the files they name can be read. Nothing is opened on the network.
     *
     * @throws UsageException if a setting is wrong
     */
    void check() {
        checkTls();
        checkHost();
        if (tokenInUrl && tokenFile == null) {
            throw new UsageException("--ws-token-in-url needs --ws-token-file");
        }
        server();
    }

    private FoxgloveServerBuilder server() {
        FoxgloveServerBuilder server = FoxgloveServer.named("tally");
        if (tokenFile != null) {
            server.token(ApiKeyFile.read("--ws-token-file", "token", tokenFile)).tokenInUrl(tokenInUrl);
        }
        try {
            return origins.isEmpty() ? server : server.origins(origins);
        } catch (IllegalArgumentException e) {
            throw UsageException.of("--ws-origin", String.join(",", origins), e.getMessage());
        }
    }

    private void checkHost() {
        if (host.isBlank() || host.chars().anyMatch(c -> c <= ' ' || c == '/')) {
            throw new UsageException(
                    "--ws-host", host, "it must be an address or a name of this machine, for example 127.0.0.1");
        }
    }

    /**
     * Starts the server.
     *
     * @throws IOException if it cannot listen
     */
    LiveSink open(Set<String> withoutTopics) throws IOException {
        FoxgloveServerBuilder server = server().bind(host, port).maxClientsPerAddress(clientsPerAddress);
        tls().ifPresent(server::tls);
        WebSocketSink.Builder sink = WebSocketSink.on(server.start());
        withoutTopics.forEach(sink::without);
        return sink.open();
    }

    private void checkTls() {
        if ((certificates == null) != (privateKey == null)) {
            throw new UsageException("--ws-cert and --ws-key go together: the certificate chain and its private key");
        }
        if (certificates != null && keyStore != null) {
            throw new UsageException("--ws-cert and --ws-keystore both name a certificate; give one of them");
        }
        if (keyStore != null && keyStorePasswordFile == null) {
            throw new UsageException("--ws-keystore needs --ws-keystore-password-file");
        }
        requireReadable("--ws-cert", certificates);
        requireReadable("--ws-key", privateKey);
        requireReadable("--ws-keystore", keyStore);
        requireReadable("--ws-keystore-password-file", keyStorePasswordFile);
    }

    private static void requireReadable(String option, @Nullable Path file) {
        if (file != null && (!Files.isReadable(file) || Files.isDirectory(file))) {
            throw new UsageException(option, file, "it must be a file that this user can read");
        }
    }

    private Optional<Tls> tls() {
        if (certificates != null && privateKey != null) {
            return Optional.of(Tls.pem(certificates, privateKey));
        }
        return keyStore == null || keyStorePasswordFile == null
                ? Optional.empty()
                : Optional.of(Tls.keyStore(keyStore, keyStorePasswordFile));
    }
}

package dev.tally.examples.client;

import dev.tally.foxglove.FoxgloveServer;
import dev.tally.foxglove.FoxgloveServerBuilder;
import dev.tally.foxglove.Tls;
import dev.tally.sink.LiveSink;
import dev.tally.sink.websocket.WebSocketSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the websocket sink: live topics for Foxglove, Lichtblick and other clients of their protocol. */
final class WebSocketChoice {
    @Option(
            names = "--ws-host",
            paramLabel = "ADDRESS",
            defaultValue = FoxgloveServerBuilder.DEFAULT_HOST,
            descriptionKey = "TALLY_WS_HOST",
            description = "Let the websocket sink listen on this address; with 127.0.0.1 only this machine reaches it."
                    + " Default: ${DEFAULT-VALUE}. [TALLY_WS_HOST]")
    private String host = FoxgloveServerBuilder.DEFAULT_HOST;

    @Option(
            names = "--ws-port",
            paramLabel = "PORT",
            defaultValue = "" + FoxgloveServerBuilder.DEFAULT_PORT,
            descriptionKey = "KMMON_PORT",
            description =
                    "Let the websocket sink listen on this port; 0 means any free one. Default: ${DEFAULT-VALUE}. [KMMON_PORT]")
    private int port;

    @Option(
            names = "--ws-token-file",
            paramLabel = "FILE",
            descriptionKey = "TALLY_WS_TOKEN_FILE",
            description = "Accept only clients that send the token in this file as `Authorization: Bearer TOKEN`."
                    + " [TALLY_WS_TOKEN_FILE]")
    private @Nullable Path tokenFile;

    @Option(
            names = "--ws-token-in-url",
            descriptionKey = "TALLY_WS_TOKEN_IN_URL",
            description =
                    "Also accept the token in the address, ws://HOST:PORT/?token=TOKEN, because a browser cannot send"
                            + " the header. Histories and proxies keep addresses. [TALLY_WS_TOKEN_IN_URL]")
    private boolean tokenInUrl;

    @Option(
            names = "--ws-origin",
            paramLabel = "ORIGIN",
            split = ",",
            descriptionKey = "TALLY_WS_ORIGIN",
            description =
                    "Accept only web pages of these origins, for example https://app.foxglove.dev. [TALLY_WS_ORIGIN]")
    private List<String> origins = new ArrayList<>();

    @Option(
            names = "--ws-clients-per-address",
            paramLabel = "N",
            defaultValue = "" + FoxgloveServerBuilder.DEFAULT_MAX_CLIENTS_PER_ADDRESS,
            descriptionKey = "TALLY_WS_CLIENTS_PER_ADDRESS",
            description =
                    "Accept at most this many of the 100 clients from one address; raise it if all of them come through"
                            + " one proxy. Default: ${DEFAULT-VALUE}. [TALLY_WS_CLIENTS_PER_ADDRESS]")
    private int clientsPerAddress;

    @Option(
            names = "--ws-cert",
            paramLabel = "FILE",
            descriptionKey = "TALLY_WS_CERT",
            description =
                    "Serve wss:// with the certificate chain in this PEM file, for example certbot's fullchain.pem. A"
                            + " renewed certificate is used without a restart. [TALLY_WS_CERT]")
    private @Nullable Path certificates;

    @Option(
            names = "--ws-key",
            paramLabel = "FILE",
            descriptionKey = "TALLY_WS_KEY",
            description =
                    "Read the private key of --ws-cert from this PEM file, for example certbot's privkey.pem; the key must"
                            + " not be encrypted. [TALLY_WS_KEY]")
    private @Nullable Path privateKey;

    @Option(
            names = "--ws-keystore",
            paramLabel = "FILE",
            descriptionKey = "TALLY_WS_KEYSTORE",
            description = "Serve wss:// with the certificate in this PKCS#12 or JKS key store, instead of --ws-cert."
                    + " [TALLY_WS_KEYSTORE]")
    private @Nullable Path keyStore;

    @Option(
            names = "--ws-keystore-password-file",
            paramLabel = "FILE",
            descriptionKey = "TALLY_WS_KEYSTORE_PASSWORD_FILE",
            description = "Read the password of the key store from this file. [TALLY_WS_KEYSTORE_PASSWORD_FILE]")
    private @Nullable Path keyStorePasswordFile;

    /**
     * Starts the server.
     *
     * @throws UsageException if a setting is wrong
     * @throws IOException if it cannot listen
     */
    LiveSink open(Set<String> withoutTopics) throws IOException {
        if (port < 0 || port > 65_535) {
            throw new UsageException("--ws-port", port, "it must be from 0 to 65535");
        }
        FoxgloveServerBuilder builder = FoxgloveServer.named("tally").bind(host, port);
        if (tokenInUrl && tokenFile == null) {
            throw new UsageException("--ws-token-in-url needs --ws-token-file");
        }
        if (tokenFile != null) {
            builder.token(ApiKeyFile.read("--ws-token-file", "token", tokenFile))
                    .tokenInUrl(tokenInUrl);
        }
        if (!origins.isEmpty()) {
            builder.origins(origins);
        }
        if (clientsPerAddress < 1) {
            throw new UsageException("--ws-clients-per-address", clientsPerAddress, "it must be at least 1");
        }
        builder.maxClientsPerAddress(clientsPerAddress);
        tls().ifPresent(builder::tls);
        FoxgloveServer server = builder.start();
        WebSocketSink.Builder sink = WebSocketSink.on(server);
        withoutTopics.forEach(sink::without);
        return sink.open();
    }

    private Optional<Tls> tls() {
        if ((certificates == null) != (privateKey == null)) {
            throw new UsageException("--ws-cert and --ws-key go together: the certificate chain and its private key");
        }
        if (certificates != null && privateKey != null) {
            if (keyStore != null) {
                throw new UsageException("--ws-cert and --ws-keystore both name a certificate; give one of them");
            }
            return Optional.of(Tls.pem(certificates, privateKey));
        }
        if (keyStore == null) {
            return Optional.empty();
        }
        if (keyStorePasswordFile == null) {
            throw new UsageException("--ws-keystore needs --ws-keystore-password-file");
        }
        return Optional.of(Tls.keyStore(keyStore, keyStorePasswordFile));
    }
}

package dev.tally.foxglove;

import dev.tally.foxglove.internal.KeySource;
import dev.tally.foxglove.internal.KeyStoreFile;
import dev.tally.foxglove.internal.PemFiles;
import dev.tally.foxglove.internal.RenewingKeyManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

/**
 * The certificate and private key that a server shows: PEM files, or a key store with its password.
 *
 * <p>The files are read when the server starts. At each handshake their modification times are looked at: a renewed
 * certificate is shown from then on, without a restart. While the new files cannot be used, the previous certificate
 * stays and the log says why.
 *
 * <p>A password cannot be given as a {@code String}, which would stay in memory, and a program should not take it from
 * its arguments, which every user of the machine can read.
 */
public final class Tls {
    private final KeySource source;

    private Tls(KeySource source) {
        this.source = source;
    }

    /**
     * Uses PEM files, as certbot ({@code fullchain.pem}, {@code privkey.pem}) and mkcert write them.
     *
     * @param certificates the server's certificate, followed by those of the authorities that signed it
     * @param privateKey its key, not encrypted: PKCS #8 ({@code PRIVATE KEY}: RSA, EC, Ed25519),
     *     {@code RSA PRIVATE KEY} or {@code EC PRIVATE KEY}; may be the same file
     * @return the certificate and its key
     */
    public static Tls pem(Path certificates, Path privateKey) {
        return new Tls(new PemFiles(certificates, privateKey));
    }

    /**
     * Uses a key store.
     *
     * @param keyStore a file, PKCS #12 or JKS
     * @param password asked for whenever the file is read: at the start, and when it has changed; the array is wiped
     *     after use
     * @return the certificate and its key
     */
    public static Tls keyStore(Path keyStore, Supplier<char[]> password) {
        return new Tls(new KeyStoreFile(keyStore, password));
    }

    /**
     * Uses a key store whose password is the first line of a file.
     *
     * @param keyStore a file, PKCS #12 or JKS
     * @param passwordFile a file that only the program's user should be able to read
     * @return the certificate and its key
     */
    public static Tls keyStore(Path keyStore, Path passwordFile) {
        return keyStore(keyStore, () -> firstLine(passwordFile));
    }

    /** @throws IOException naming the file and what is wrong with it */
    SSLContext context() throws IOException {
        KeyManager keys = new RenewingKeyManager(source);
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java cannot do TLS: " + e.getMessage(), e);
        }
    }

    private static char[] firstLine(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot read the key store's password from " + file + ": " + KeySource.why(e), e);
        }
        CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
        Arrays.fill(bytes, (byte) 0);
        char[] all = text.array();
        int end = 0;
        while (end < text.limit() && all[end] != '\n' && all[end] != '\r') {
            end++;
        }
        char[] line = Arrays.copyOf(all, end);
        Arrays.fill(all, '\0');
        return line;
    }

    @Override
    public String toString() {
        return source.toString();
    }
}

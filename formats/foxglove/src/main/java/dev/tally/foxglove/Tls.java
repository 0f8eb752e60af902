package dev.tally.foxglove;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The certificate and key that a server shows: a key store in a file, PKCS #12 or JKS, and its password.
 *
 * <p>The password is asked for once, when the server starts, and wiped after use. It cannot be given as a {@code String},
 * which would stay in memory, and a program should not take it from its arguments, which every user of the machine can
 * read.
 */
public final class Tls {
    private final Path keyStore;
    private final Supplier<char[]> password;

    private Tls(Path keyStore, Supplier<char[]> password) {
        this.keyStore = keyStore;
        this.password = password;
    }

    /** A key store whose password the supplier makes; the array is wiped after use. */
    public static Tls keyStore(Path keyStore, Supplier<char[]> password) {
        return new Tls(keyStore, password);
    }

    /** A key store whose password is the first line of a file, which only the program's user should be able to read. */
    public static Tls keyStore(Path keyStore, Path passwordFile) {
        return new Tls(keyStore, () -> firstLine(passwordFile));
    }

    /** @throws IOException naming the file, if it cannot be read or the password is wrong */
    SSLContext context() throws IOException {
        char[] secret = secret();
        try (InputStream in = Files.newInputStream(keyStore)) {
            KeyStore store = KeyStore.getInstance("PKCS12"); // reads JKS as well
            store.load(in, secret);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, secret);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IOException(
                    "cannot use key store " + keyStore + ": " + e.getMessage()
                            + "; check that it is PKCS #12 or JKS and that the password is right",
                    e);
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    private char[] secret() throws IOException {
        try {
            return password.get();
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e.getCause());
        }
    }

    private static char[] firstLine(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the key store's password from " + file + ": " + e, e);
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
        return "key store " + keyStore;
    }
}

package dev.tally.foxglove.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.X509ExtendedKeyManager;

/** A certificate and its key in a key store: PKCS #12 or JKS. */
public final class KeyStoreFile implements KeySource {
    private final Path file;
    private final Supplier<char[]> password;

    /** @param password asked for each time that the file is read; the array is wiped after use */
    public KeyStoreFile(Path file, Supplier<char[]> password) {
        this.file = file;
        this.password = password;
    }

    @Override
    public List<Path> files() {
        return List.of(file);
    }

    @Override
    public X509ExtendedKeyManager load() throws IOException {
        char[] secret = secret();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12"); // reads JKS as well
            open(store, secret);
            requireKey(store);
            return KeySource.keyManager(store, secret);
        } catch (UnrecoverableKeyException e) {
            throw new IOException("the key in the key store " + file + " has another password than the store", e);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use the key store " + file + ": " + e.getMessage(), e);
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    private void open(KeyStore store, char[] secret) throws IOException, GeneralSecurityException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IOException("cannot read the key store " + file + ": " + KeySource.why(e), e);
        }
        if (new String(bytes, StandardCharsets.ISO_8859_1).contains("-----BEGIN ")) {
            throw new IOException(file + " is a PEM file, not a key store: give its certificate and key as PEM files");
        }
        try {
            store.load(new ByteArrayInputStream(bytes), secret);
        } catch (IOException e) {
            throw new IOException(
                    e.getCause() instanceof UnrecoverableKeyException
                            ? "the password of the key store " + file + " is not the one given"
                            : file + " is not a key store: neither PKCS #12 nor JKS",
                    e);
        }
    }

    private void requireKey(KeyStore store) throws IOException, GeneralSecurityException {
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                return;
            }
        }
        throw new IOException("the key store " + file + " holds no private key, only certificates");
    }

    private char[] secret() throws IOException {
        try {
            return password.get();
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e.getCause());
        }
    }

    @Override
    public String toString() {
        return "key store " + file;
    }
}

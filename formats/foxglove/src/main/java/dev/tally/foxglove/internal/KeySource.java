package dev.tally.foxglove.internal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/** The files that a server's certificate and private key come from. */
public interface KeySource {

    /** Returns the files that are read: when one of them changes, {@link #load} is worth calling again. */
    List<Path> files();

    /**
     * Reads the certificate and the key.
     *
     * @throws IOException naming the file and what is wrong with it
     */
    X509ExtendedKeyManager load() throws IOException;

    /** Returns the key manager for a key store that is in memory. */
    static X509ExtendedKeyManager keyManager(KeyStore store, char[] password) throws GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        for (KeyManager manager : factory.getKeyManagers()) {
            if (manager instanceof X509ExtendedKeyManager keys) {
                return keys;
            }
        }
        throw new GeneralSecurityException("this Java has no key manager for X.509");
    }

    /** Returns why a file could not be read, in words that do not only repeat its name. */
    static String why(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "there is no such file";
        }
        return failure instanceof AccessDeniedException ? "permission denied" : String.valueOf(failure.getMessage());
    }
}

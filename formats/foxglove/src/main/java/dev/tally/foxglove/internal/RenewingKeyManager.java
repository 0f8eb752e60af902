package dev.tally.foxglove.internal;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the certificate that is in its files, and reads them again when they have changed. It looks at their
 * modification times at each handshake, so that nothing wakes meanwhile.
 *
 * <p>While the files cannot be used, because only one of two is written yet for example, the previous certificate stays
 * and the files are read again at a handshake a second later or more.
 *
 * <p><b>Threads.</b> Any thread may call any method. An alias carries the number of its generation: a handshake that
 * began with one certificate ends with it.
 */
public final class RenewingKeyManager extends X509ExtendedKeyManager {
    private static final Logger LOG = LoggerFactory.getLogger(RenewingKeyManager.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private record FileState(FileTime modified, long size, String key) {}

    private record Generation(long number, X509ExtendedKeyManager keys, List<FileState> files) {}

    private final KeySource source;
    private final LogThrottle failureLog = new LogThrottle(Duration.ofSeconds(30));
    private volatile Generation current;
    private volatile Generation previous;
    private volatile long retryNanos = System.nanoTime();

    /** @throws IOException naming the file and what is wrong with it */
    public RenewingKeyManager(KeySource source) throws IOException {
        this.source = source;
        List<FileState> files = state();
        this.current = new Generation(0, source.load(), files);
        this.previous = current;
    }

    /** Returns the state of the files; empty if one of them cannot be looked at. */
    private List<FileState> state() {
        List<FileState> states = new ArrayList<>();
        try {
            for (Path file : source.files()) {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                states.add(new FileState(
                        attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey())));
            }
        } catch (IOException e) {
            return List.of();
        }
        return states;
    }

    private Generation renewed() {
        List<FileState> files = state();
        if (!files.equals(current.files()) && System.nanoTime() - retryNanos >= 0) {
            renew(files);
        }
        return current;
    }

    private synchronized void renew(List<FileState> files) {
        if (files.equals(current.files()) || System.nanoTime() - retryNanos < 0) {
            return; // another handshake was first
        }
        try {
            Generation next = new Generation(current.number() + 1, source.load(), files);
            previous = current;
            current = next;
            LOG.info("a renewed certificate was read from the {}", source);
        } catch (IOException e) {
            retryNanos = System.nanoTime() + RETRY_AFTER.toNanos();
            if (failureLog.isDue()) {
                LOG.warn("the certificate has changed and cannot be used; the previous one stays: {}", e.getMessage());
            }
        }
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        Generation now = renewed();
        String alias = now.keys().chooseEngineServerAlias(keyType, issuers, engine);
        return alias == null ? null : now.number() + ":" + alias;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Generation of = generation(alias);
        return of == null ? null : of.keys().getCertificateChain(name(alias));
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Generation of = generation(alias);
        return of == null ? null : of.keys().getPrivateKey(name(alias));
    }

    private @Nullable Generation generation(String alias) {
        long number = Long.parseLong(alias.substring(0, alias.indexOf(':')));
        Generation newest = current;
        Generation older = previous;
        if (newest.number() == number) {
            return newest;
        }
        return older.number() == number ? older : null;
    }

    private static String name(String alias) {
        return alias.substring(alias.indexOf(':') + 1);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null; // only asked for by sockets that choose by themselves
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null; // never a client
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null; // never a client
    }
}

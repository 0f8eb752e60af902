package dev.tally.foxglove.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * A certificate chain and its private key in PEM files, as certbot and mkcert write them.
 *
 * <p>The certificate of the server comes first; those of the authorities that signed it follow. The key may be written
 * as PKCS #8 (RSA, EC, Ed25519) or in the traditional forms of OpenSSL for RSA and EC. It must not be encrypted. Both
 * may be in one file.
 */
public final class PemFiles implements KeySource {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----", Pattern.DOTALL);

    private final Path certificates;
    private final Path key;

    public PemFiles(Path certificates, Path key) {
        this.certificates = certificates;
        this.key = key;
    }

    private record Block(String type, byte[] der) {}

    @Override
    public List<Path> files() {
        return List.of(certificates, key);
    }

    @Override
    public X509ExtendedKeyManager load() throws IOException {
        Certificate[] chain = chain();
        PrivateKey privateKey = privateKey();
        try {
            if (!belongTogether(privateKey, chain[0].getPublicKey())) {
                throw new IOException(
                        "the private key in " + key + " does not belong to the first certificate in " + certificates);
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            char[] inMemory = {};
            store.setKeyEntry("server", privateKey, inMemory, chain);
            return KeySource.keyManager(store, inMemory);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use " + this + ": " + e.getMessage(), e);
        }
    }

    private Certificate[] chain() throws IOException {
        List<Certificate> chain = new ArrayList<>();
        for (Block block : blocks("certificate", certificates)) {
            if (block.type().equals("CERTIFICATE")) {
                chain.add(certificate(block.der()));
            }
        }
        if (chain.isEmpty()) {
            throw new IOException("there is no certificate in " + certificates
                    + ": expected PEM, that is text with -----BEGIN CERTIFICATE-----");
        }
        return chain.toArray(Certificate[]::new);
    }

    private Certificate certificate(byte[] der) throws IOException {
        try {
            return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException e) {
            throw new IOException("a certificate in " + certificates + " is damaged: " + e.getMessage(), e);
        }
    }

    private PrivateKey privateKey() throws IOException {
        for (Block block : blocks("private key", key)) {
            if (block.type().equals("ENCRYPTED PRIVATE KEY")) {
                throw new IOException("the private key in " + key
                        + " is encrypted; decrypt it (openssl pkey -in OLD -out NEW) or use a key store"
                        + " with a password");
            }
            if (block.type().endsWith("PRIVATE KEY")) {
                return privateKey(block);
            }
        }
        throw new IOException(
                "there is no private key in " + key + ": expected PEM, that is text with -----BEGIN PRIVATE KEY-----");
    }

    private PrivateKey privateKey(Block block) throws IOException {
        try {
            return PrivateKeys.parse(block.type(), block.der());
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "cannot use the private key in " + key + ": " + e.getMessage()
                            + "; accepted are PRIVATE KEY (PKCS #8: RSA, EC, Ed25519), RSA PRIVATE KEY and"
                            + " EC PRIVATE KEY",
                    e);
        }
    }

    private static List<Block> blocks(String what, Path file) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IOException("cannot read the " + what + " file " + file + ": " + KeySource.why(e), e);
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Arrays.fill(bytes, (byte) 0);
        if (text.contains("Proc-Type: 4,ENCRYPTED")) {
            throw new IOException("the private key in " + file
                    + " is encrypted; decrypt it (openssl pkey -in OLD -out NEW) or use a key store"
                    + " with a password");
        }
        List<Block> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            blocks.add(new Block(block.group(1), decoded(file, block.group(2))));
        }
        return blocks;
    }

    private static byte[] decoded(Path file, String base64) throws IOException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    private static boolean belongTogether(PrivateKey privateKey, PublicKey publicKey) throws GeneralSecurityException {
        String algorithm = switch (privateKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> privateKey.getAlgorithm();
        };
        if (!privateKey.getAlgorithm().equals(publicKey.getAlgorithm())) {
            return false;
        }
        byte[] probe = {1, 2, 3};
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(privateKey);
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(probe);
        return signature.verify(signed);
    }

    @Override
    public String toString() {
        return "certificate " + certificates + " with key " + key;
    }
}

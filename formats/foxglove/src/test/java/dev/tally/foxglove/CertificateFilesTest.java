package dev.tally.foxglove;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.testkit.fixtures.Eventually;
import dev.tally.testkit.fixtures.TestCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates and keys as people have them: PEM files and key stores, renewed, missing, mistaken for one another. */
class CertificateFilesTest {
    @TempDir
    private Path directory;

    private TestCertificate made;
    private Path chain;
    private Path key;

    @BeforeEach
    void make() throws Exception {
        made = TestCertificate.in(directory);
        chain = Path.of(made.pem());
        key = write("privkey.pem", "PRIVATE KEY", storedKey(made).getEncoded());
    }

    private static PrivateKey storedKey(TestCertificate certificate) throws Exception {
        char[] password = Files.readString(certificate.passwordFile()).strip().toCharArray();
        KeyStore store = KeyStore.getInstance(certificate.keyStore().toFile(), password);
        return (PrivateKey) store.getKey("server", password);
    }

    private Path write(String name, String type, byte[] der) throws IOException {
        return Files.writeString(directory.resolve(name), pem(type, der));
    }

    private static String pem(String type, byte[] der) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + lines + "\n-----END " + type + "-----\n";
    }

    private static FoxgloveServer start(Tls tls) throws IOException {
        return FoxgloveServer.named("test").bind("127.0.0.1", 0).tls(tls).start();
    }

    private static Certificate shownBy(FoxgloveServer server) throws Exception {
        try (RawClient client = RawClient.openTls(server.port())) {
            assertEquals(101, client.handshake("/", RawClient.SDK).status());
            return ((SSLSocket) client.socket).getSession().getPeerCertificates()[0];
        }
    }

    private static void assertServes(Tls tls) throws Exception {
        try (FoxgloveServer server = start(tls)) {
            shownBy(server);
        }
    }

    @Test
    void pemFilesServe() throws Exception {
        assertServes(Tls.pem(chain, key));
    }

    @Test
    void aClientMayComeThroughATunnelByAHostThatIsNotInTheCertificate() throws Exception {
        try (FoxgloveServer server = start(Tls.pem(chain, key));
                RawClient client = RawClient.openTls(server.port())) {
            List<String> lines = List.of(
                    "GET / HTTP/1.1",
                    "Host: tunnel.example:8765",
                    "Upgrade: websocket",
                    "Connection: Upgrade",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    RawClient.SDK);
            assertEquals(101, client.request(lines).status());
        }
    }

    @Test
    void certificateAndKeyMayBeInOneFile() throws Exception {
        Path both = Files.writeString(directory.resolve("both.pem"), Files.readString(key) + Files.readString(chain));

        assertServes(Tls.pem(both, both));
    }

    @Test
    void anEcKeyMayBeInItsTraditionalForm() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        byte[] pkcs8 = generator.generateKeyPair().getPrivate().getEncoded();
        byte[] curve = Arrays.copyOfRange(pkcs8, 16, 26); // after the version and the id of EC keys
        byte[] secret = Arrays.copyOfRange(pkcs8, 35, 67);
        byte[] sec1 = new byte[51];
        byte[] head = {0x30, 49, 0x02, 1, 1, 0x04, 32};
        System.arraycopy(head, 0, sec1, 0, 7);
        System.arraycopy(secret, 0, sec1, 7, 32);
        sec1[39] = (byte) 0xA0;
        sec1[40] = 10;
        System.arraycopy(curve, 0, sec1, 41, 10);
        Path traditional = Files.writeString(
                directory.resolve("ec.pem"), pem("EC PARAMETERS", curve) + pem("EC PRIVATE KEY", sec1));

        assertStartFails("does not belong to the first certificate", Tls.pem(chain, traditional)); // it was read
    }

    @Test
    void anRsaKeyMayBeInItsTraditionalForm() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        byte[] pkcs8 = generator.generateKeyPair().getPrivate().getEncoded();
        Path traditional = write("rsa.pem", "RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length));

        assertStartFails("does not belong to the first certificate", Tls.pem(chain, traditional)); // it was read
    }

    @Test
    void aKeyOfAnotherCertificateIsSaid() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair other = generator.generateKeyPair();
        Path wrong = write("other.pem", "PRIVATE KEY", other.getPrivate().getEncoded());

        assertStartFails("does not belong to the first certificate in " + chain, Tls.pem(chain, wrong));
    }

    @Test
    void aRenewedCertificateIsShownWithoutARestart() throws Exception {
        try (FoxgloveServer server = start(Tls.pem(chain, key))) {
            Certificate first = shownBy(server);
            Path elsewhere = Files.createDirectory(directory.resolve("renewed"));
            TestCertificate next = TestCertificate.in(elsewhere);
            Files.write(chain, Files.readAllBytes(Path.of(next.pem())));
            assertEquals(first, shownBy(server)); // its key has not come yet
            write("privkey.pem", "PRIVATE KEY", storedKey(next).getEncoded());
            Eventually.isTrue("the renewed certificate is shown", () -> !first.equals(shownQuietly(server)));
        }
    }

    @Test
    void aRenewedKeyStoreIsShownWithoutARestart() throws Exception {
        try (FoxgloveServer server = start(Tls.keyStore(made.keyStore(), made.passwordFile()))) {
            Certificate first = shownBy(server);
            TestCertificate next = TestCertificate.in(Files.createDirectory(directory.resolve("renewed")));
            Files.move(next.keyStore(), made.keyStore(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            assertFalse(first.equals(shownBy(server)));
        }
    }

    private static Certificate shownQuietly(FoxgloveServer server) {
        try {
            return shownBy(server);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nope.p12 | cannot read the key store DIR/nope.p12: there is no such file",
                "garbage | DIR/garbage is not a key store: neither PKCS #12 nor JKS",
                "empty | DIR/empty is not a key store",
                "server.pem | DIR/server.pem is a PEM file, not a key store",
                "certificates.p12 | DIR/certificates.p12 holds no private key",
                ". | cannot read the key store DIR/."
            })
    void aFileThatIsNoKeyStoreIsNamedAsThat(String name, String words) throws Exception {
        Files.write(
                directory.resolve("garbage"), "0123456789 nonsense".repeat(20).getBytes(StandardCharsets.UTF_8));
        Files.createFile(directory.resolve("empty"));
        char[] password = Files.readString(made.passwordFile()).strip().toCharArray();
        KeyStore store = KeyStore.getInstance(made.keyStore().toFile(), password);
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("server", store.getCertificate("server"));
        try (var out = Files.newOutputStream(directory.resolve("certificates.p12"))) {
            trust.store(out, password);
        }

        assertStartFails(
                words.replace("DIR", directory.toString()), Tls.keyStore(directory.resolve(name), made.passwordFile()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nope.pem | privkey.pem | cannot read the certificate file DIR/nope.pem: there is no such file",
                "server.pem | nope.pem | cannot read the private key file DIR/nope.pem: there is no such file",
                "privkey.pem | privkey.pem | there is no certificate in DIR/privkey.pem",
                "server.pem | server.pem | there is no private key in DIR/server.pem",
                "server.p12 | privkey.pem | there is no certificate in DIR/server.p12",
                "server.pem | encrypted.pem | is encrypted; decrypt it",
                "server.pem | unknown.pem | accepted are PRIVATE KEY (PKCS #8",
                "server.pem | damaged.pem | it is damaged or its algorithm is unknown"
            })
    void aPemFileThatCannotBeUsedIsNamed(String certificates, String privateKey, String words) throws Exception {
        write("encrypted.pem", "ENCRYPTED PRIVATE KEY", new byte[30]);
        write("unknown.pem", "DSA PRIVATE KEY", new byte[30]);
        write("damaged.pem", "PRIVATE KEY", new byte[30]);

        Tls tls = Tls.pem(directory.resolve(certificates), directory.resolve(privateKey));
        assertStartFails(words.replace("DIR", directory.toString()), tls);
    }

    @Test
    void aWrongPasswordOfTheKeyStoreIsSaid() throws Exception {
        Files.writeString(made.passwordFile(), "wrong");

        assertStartFails(
                "the password of the key store " + made.keyStore() + " is not the one given",
                Tls.keyStore(made.keyStore(), made.passwordFile()));
    }

    @Test
    void theKeyStoresPasswordIsWiped() throws Exception {
        char[] password = Files.readString(made.passwordFile()).strip().toCharArray();
        start(Tls.keyStore(made.keyStore(), () -> password)).close();

        assertArrayEquals(new char[password.length], password);
    }

    private static void assertStartFails(String words, Tls tls) {
        String said = assertThrows(IOException.class, () -> start(tls)).getMessage();
        assertTrue(said.contains(words), said);
    }
}

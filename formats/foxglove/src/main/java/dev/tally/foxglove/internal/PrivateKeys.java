package dev.tally.foxglove.internal;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/**
 * Reads private keys in DER: PKCS #8 (RFC 5208), and the traditional forms of RSA (PKCS #1, RFC 8017) and EC (SEC 1,
 * RFC 5915), which are wrapped into PKCS #8, since Java reads nothing else.
 */
final class PrivateKeys {
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_ID = 0x06;
    private static final int SEQUENCE = 0x30;
    private static final int PARAMETERS = 0xA0;

    /** 1.2.840.113549.1.1.1 with its empty parameters, as an AlgorithmIdentifier holds it. */
    private static final byte[] RSA_ENCRYPTION = {
        0x06, 0x09, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00
    };
    /** 1.2.840.10045.2.1; the curve follows. */
    private static final byte[] EC_PUBLIC_KEY = {0x06, 0x07, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x02, 0x01};

    private static final byte[] VERSION_0 = {INTEGER, 1, 0};

    private PrivateKeys() {}

    /**
     * Reads a key.
     *
     * @param type the words between BEGIN and the hyphens in the PEM file
     */
    static PrivateKey parse(String type, byte[] der) throws GeneralSecurityException {
        return switch (type) {
            case "PRIVATE KEY" -> ofPkcs8(der);
            case "RSA PRIVATE KEY" -> ofPkcs8(wrapped(RSA_ENCRYPTION, der));
            case "EC PRIVATE KEY" -> ofPkcs8(wrapped(joined(EC_PUBLIC_KEY, curve(der)), der));
            default -> throw new InvalidKeyException(type + " is an unknown form");
        };
    }

    private static PrivateKey ofPkcs8(byte[] der) throws GeneralSecurityException {
        InvalidKeySpecException failure = new InvalidKeySpecException("it is damaged or its algorithm is unknown");
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) {
                failure.addSuppressed(e);
            }
        }
        throw failure;
    }

    private static byte[] wrapped(byte[] algorithm, byte[] key) {
        return element(SEQUENCE, joined(VERSION_0, element(SEQUENCE, algorithm), element(OCTET_STRING, key)));
    }

    /** Returns the object id of the curve, with tag and length. */
    private static byte[] curve(byte[] ecPrivateKey) throws InvalidKeyException {
        try {
            ByteBuffer key = enter(ByteBuffer.wrap(ecPrivateKey), SEQUENCE);
            enter(key, INTEGER);
            enter(key, OCTET_STRING);
            ByteBuffer curve = enter(enter(key, PARAMETERS), OBJECT_ID);
            byte[] id = new byte[curve.remaining()];
            curve.get(id);
            return element(OBJECT_ID, id);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new InvalidKeyException("it does not name its curve", e);
        }
    }

    /** Returns the contents of the next element, which must have this tag, and moves on to the one after it. */
    private static ByteBuffer enter(ByteBuffer in, int tag) throws InvalidKeyException {
        if ((in.get() & 0xFF) != tag) {
            throw new InvalidKeyException("it is damaged");
        }
        int length = in.get() & 0xFF;
        if (length > 0x80) {
            int bytes = length & 0x7F;
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = length << 8 | in.get() & 0xFF;
            }
        }
        ByteBuffer contents = in.duplicate();
        contents.limit(in.position() + length);
        in.position(in.position() + length);
        return contents;
    }

    private static byte[] element(int tag, byte[] contents) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (contents.length < 0x80) {
            out.write(contents.length);
        } else {
            out.write(0x82);
            out.write(contents.length >> 8);
            out.write(contents.length);
        }
        out.writeBytes(contents);
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}

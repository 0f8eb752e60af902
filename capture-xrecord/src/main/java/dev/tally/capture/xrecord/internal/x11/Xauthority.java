package dev.tally.capture.xrecord.internal.x11;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A file of cookies with which a client proves that it may connect, in the format of xauth and login managers.
 *
 * <p>A file is a row of records: family, address, display number, name of the protocol, data; the family is a 16-bit
 * number and the rest have a 16-bit length before them, all big-endian (Xau(3), Xsecurity(7)). Only MIT-MAGIC-COOKIE-1
 * is used.
 *
 * <p><b>Failure.</b> A file that cannot be read has no cookies, and one that is cut off has those before the cut; {@link
 * #trouble} then tells what is wrong, for the message if the server refuses us.
 */
public final class Xauthority {
    static final String COOKIE = "MIT-MAGIC-COOKIE-1";

    private static final int INTERNET = 0;
    private static final int INTERNET6 = 6;
    private static final int LOCAL = 256;
    private static final int WILD = 65535;
    private static final long LARGEST_FILE = 1 << 20;

    private final String file;
    private final List<Entry> entries;
    private final Optional<String> trouble;
    private final String hostName;

    private Xauthority(String file, List<Entry> entries, Optional<String> trouble, String hostName) {
        this.file = file;
        this.entries = entries;
        this.trouble = trouble;
        this.hostName = hostName;
    }

    private record Entry(int family, byte[] address, String number, String name, byte[] data) {
        boolean fits(int wantedFamily, byte[] wantedAddress, int display) {
            boolean here = family == WILD || family == wantedFamily && Arrays.equals(address, wantedAddress);
            return here && (number.isEmpty() || number.equals(Integer.toString(display))) && name.equals(COOKIE);
        }
    }

    /**
     * Reads a file of cookies made on this machine.
     *
     * @param file a file in the format of xauth
     */
    public static Xauthority read(Path file) {
        return read(file, localHostName());
    }

    /**
     * Reads a file of cookies made on this machine.
     *
     * @param file the name of a file in the format of xauth; one that this locale cannot write has no cookies
     */
    public static Xauthority read(String file) {
        try {
            return read(Path.of(file));
        } catch (InvalidPathException e) {
            String trouble =
                    Printable.of(file) + " cannot be read: this locale cannot write its name; set LC_ALL=C.UTF-8";
            return new Xauthority(file, List.of(), Optional.of(trouble), localHostName());
        }
    }

    static Xauthority read(Path file, String hostName) {
        List<Entry> entries = new ArrayList<>();
        Optional<String> trouble = Optional.empty();
        try {
            if (!Files.exists(file)) {
                throw new IOException("there is no such file");
            }
            if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_FILE) {
                throw new IOException("it is not a regular file of at most " + LARGEST_FILE + " bytes");
            }
            try (InputStream in = Files.newInputStream(file)) {
                readAll(new DataInputStream(in), entries);
            }
        } catch (EOFException e) {
            trouble = Optional.of(file + " is cut off after " + entries.size() + " records");
        } catch (IOException e) {
            trouble = Optional.of(file + " cannot be read: "
                    + (e instanceof java.nio.file.AccessDeniedException ? "permission denied" : e.getMessage()));
        }
        return new Xauthority(file.toString(), List.copyOf(entries), trouble, hostName);
    }

    private static void readAll(DataInputStream in, List<Entry> entries) throws IOException {
        for (int high = in.read(); high >= 0; high = in.read()) {
            int family = high << 8 | in.readUnsignedByte();
            byte[] address = field(in);
            String number = text(field(in));
            String name = text(field(in));
            entries.add(new Entry(family, address, number, name, field(in)));
        }
    }

    private static byte[] field(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readUnsignedShort()];
        in.readFully(bytes);
        return bytes;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Returns the cookie for a server on this machine that is reached through the file system. */
    Optional<byte[]> cookie(int display) {
        return cookie(LOCAL, hostName.getBytes(StandardCharsets.UTF_8), display);
    }

    /** Returns the cookie for a server that is reached over TCP; on the loopback, as with ssh -X, a local one is used. */
    Optional<byte[]> cookie(InetAddress peer, int display) {
        int family = peer instanceof Inet4Address ? INTERNET : INTERNET6;
        Optional<byte[]> own = cookie(family, peer.getAddress(), display);
        return own.isEmpty() && peer.isLoopbackAddress() ? cookie(display) : own;
    }

    private Optional<byte[]> cookie(int family, byte[] address, int display) {
        return entries.stream()
                .filter(entry -> entry.fits(family, address, display))
                .map(Entry::data)
                .findFirst();
    }

    /** {@return what is wrong with the file; empty if nothing is} */
    public Optional<String> trouble() {
        return trouble;
    }

    /** {@return the file and its number of records, for messages; never a cookie} */
    @Override
    public String toString() {
        return trouble.orElse(file + " has " + entries.size() + " records");
    }

    /** Returns the name that gethostname(2) gives; the resolver may know another one, or take seconds to fail. */
    private static String localHostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return Optional.ofNullable(System.getenv("HOSTNAME")).orElse("localhost");
        }
    }
}

package dev.tally.capture.xrecord.internal.x11;

import java.nio.file.Path;
import java.util.Optional;

/** Opens an {@link XcbConnection}, which cannot be linked without JNA, and tells what is missing if that fails. */
public final class Libxcb {
    private static final String OR_NOT = ", or set xrecord.connection=socket";

    private Libxcb() {}

    /**
     * Connects through libxcb.
     *
     * @param display the display to connect to
     * @param authorityFile the file of cookies to use; if empty, libxcb finds its own
     * @param deadline the end of the time for it
     * @throws DisplayException if JNA or libxcb is missing, or libxcb cannot connect
     */
    public static XConnection connect(DisplayName display, Optional<Path> authorityFile, Deadline deadline)
            throws DisplayException {
        if (System.getProperty("sun.arch.data.model", "64").equals("32")) {
            throw DisplayException.because(
                    "the connection through libxcb needs a 64-bit Java", "set xrecord.connection=socket");
        }
        try {
            return XcbConnection.open(display, authorityFile, deadline);
        } catch (NoClassDefFoundError e) {
            if (String.valueOf(e.getMessage()).startsWith("com/sun/jna/")) {
                throw DisplayException.because(
                        "the connection through libxcb needs JNA, which is neither on the class path nor on the module path",
                        "add net.java.dev.jna:jna-jpms" + OR_NOT,
                        e);
            }
            throw DisplayException.because(
                    "JNA, which the connection through libxcb needs, could not load its native library",
                    "set xrecord.connection=socket",
                    e);
        } catch (LinkageError e) {
            throw DisplayException.because(
                    "libxcb cannot be loaded: " + Printable.of("" + e.getMessage()),
                    "install it (Debian: libxcb1)" + OR_NOT,
                    e);
        }
    }
}

package dev.tally.examples.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads small text files. A device, or a file that is not text, is refused. */
final class TextFile {
    private static final int MOST_BYTES = 65_536;

    private TextFile() {}

    /**
     * Returns the text of a file.
     *
     * @throws IOException if it cannot be read, is too large, or is not UTF-8
     */
    static String read(Path path) throws IOException {
        try (InputStream file = Files.newInputStream(path)) {
            byte[] bytes = file.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("it has more than " + MOST_BYTES + " bytes; is it the right file?");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        }
    }
}

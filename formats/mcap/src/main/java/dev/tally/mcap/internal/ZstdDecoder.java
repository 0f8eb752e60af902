package dev.tally.mcap.internal;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.tally.mcap.UnsupportedMcapException;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Decompresses Zstandard frames. */
final class ZstdDecoder implements AutoCloseable {
    /** A target of up to this many times the compressed size is reserved at once. */
    private static final int USUAL_RATIO = 64;

    private static final int STEP = 1 << 17;

    private final ZstdDecompressCtx context = new ZstdDecompressCtx();

    /**
     * Puts the content of all frames into the empty target.
     *
     * @param most how many bytes the target may hold at most
     * @throws UnsupportedMcapException if a frame needs a dictionary, a larger window or another version
     * @throws IOException if a frame is malformed or cut off; what is in the target was before that
     */
    void decode(byte[] source, int length, RecordBuffer target, int most) throws IOException {
        if (most > (long) USUAL_RATIO * length || !isDecodedAtOnce(source, length, target, most)) {
            decodeInSteps(source, length, target, most);
        }
    }

    private boolean isDecodedAtOnce(byte[] source, int length, RecordBuffer target, int most) throws IOException {
        try {
            target.advance(context.decompressByteArray(target.withFree(most), 0, most, source, 0, length));
            return true;
        } catch (ZstdException e) {
            requireSupported(e.getErrorCode(), e);
            return false; // decoding step by step tells how much can be read
        }
    }

    private static void decodeInSteps(byte[] source, int length, RecordBuffer target, int most) throws IOException {
        try (ZstdInputStreamNoFinalizer in =
                new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(source, 0, length))) {
            int n = 0;
            while (n >= 0) {
                if (target.size() > most) {
                    throw new IOException("it has more bytes than the chunk says");
                }
                target.advance(n);
                n = in.read(target.withFree(STEP), target.size(), STEP);
            }
        } catch (ZstdIOException e) {
            requireSupported(e.getErrorCode(), e);
            throw e;
        }
    }

    private static void requireSupported(long code, Exception cause) throws UnsupportedMcapException {
        if (code == Zstd.errFrameParameterUnsupported()
                || code == Zstd.errFrameParameterWindowTooLarge()
                || code == Zstd.errVersionUnsupported()
                || code == Zstd.errDictionaryWrong()
                || code == Zstd.errMemoryAllocation()) {
            throw new UnsupportedMcapException(
                    "the Zstandard frame cannot be decompressed here: " + cause.getMessage(), cause);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}

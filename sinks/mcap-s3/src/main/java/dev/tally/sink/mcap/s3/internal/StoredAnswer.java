package dev.tally.sink.mcap.s3.internal;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.S3Response;

/** Checks that a 2xx answer is that of an S3 server: a proxy, a login page or a wrong port may answer 200 as well. */
final class StoredAnswer {

    private StoredAnswer() {}

    /**
     * Returns a value that every answer to a successful upload has.
     *
     * @param name the name of the value, for the error
     * @throws IOException if it is absent, or the answer is a page
     */
    static String require(S3Response answer, String name, @Nullable String value) throws IOException {
        String mediaType =
                answer.sdkHttpResponse().firstMatchingHeader("Content-Type").orElse("none");
        boolean isPage = mediaType.toLowerCase(Locale.ROOT).startsWith("text/html");
        if (value == null || value.isBlank() || isPage) {
            throw new IOException("the answer is " + answer.sdkHttpResponse().statusCode() + " with content type "
                    + mediaType + " and " + (value == null ? "no " : "an ") + name
                    + ", as no S3 server answers; the file is kept; check the endpoint");
        }
        return value;
    }
}

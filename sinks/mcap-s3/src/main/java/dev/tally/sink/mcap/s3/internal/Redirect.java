package dev.tally.sink.mcap.s3.internal;

import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Says where a redirecting server wants the upload to go. It is not followed: a request is signed for one host, and
 * recordings should not go to a server that is not configured.
 */
final class Redirect {

    private Redirect() {}

    /** Returns what to change, if the failure is a redirect (a status from 300 to 399). */
    static Optional<String> placeOf(S3Exception failure) {
        if (failure.statusCode() / 100 != 3) {
            return Optional.empty();
        }
        Optional<SdkHttpResponse> answer =
                Optional.ofNullable(failure.awsErrorDetails()).map(details -> details.sdkHttpResponse());
        String moved = "the answer is " + failure.statusCode() + ": the bucket is ";
        Optional<String> region = answer.flatMap(a -> a.firstMatchingHeader("x-amz-bucket-region"));
        if (region.isPresent()) {
            return Optional.of(moved + "in region " + region.get() + "; set AWS_REGION to that");
        }
        return Optional.of(answer.flatMap(a -> a.firstMatchingHeader("Location"))
                .map(place -> moved + "at " + place + "; set the endpoint to that server")
                .orElse(moved + "elsewhere, and the server does not say where; check endpoint and region"));
    }
}

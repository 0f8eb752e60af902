package dev.tally.sink.http.internal;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Reads and discards a body to its end, so that the connection can be used again, but at most {@value #MOST_BYTES}
 * bytes.
 *
 * <p><b>Threads.</b> Called by the HTTP client, one call at a time.
 */
final class DiscardedBody implements BodySubscriber<Boolean> {
    static final int MOST_BYTES = 64 * 1024;

    private final CompletableFuture<Boolean> atEnd = new CompletableFuture<>();
    private @Nullable Subscription subscription;
    private long read;

    /** Returns a stage that completes with true when the body was read to its end, else with false. */
    @Override
    public CompletionStage<Boolean> getBody() {
        return atEnd;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        subscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            read += buffer.remaining();
        }
        Subscription subscription = this.subscription;
        if (subscription == null) {
            return;
        }
        if (read > MOST_BYTES) {
            subscription.cancel();
            atEnd.complete(false);
        } else {
            subscription.request(1);
        }
    }

    @Override
    public void onError(Throwable failure) {
        atEnd.complete(false);
    }

    @Override
    public void onComplete() {
        atEnd.complete(true);
    }
}

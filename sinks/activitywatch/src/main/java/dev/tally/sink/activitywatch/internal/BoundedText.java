package dev.tally.sink.activitywatch.internal;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body as text, up to about {@value #MOST_BYTES} bytes; the rest of a longer one is not read. The events of one interval
 * are far shorter, and what has taken the port of ActivityWatch may never end its answer.
 *
 * <p><b>Threads.</b> Called by the HTTP client, one call at a time.
 */
final class BoundedText implements BodySubscriber<String> {
    static final int MOST_BYTES = 1 << 20;

    private final CompletableFuture<String> text = new CompletableFuture<>();
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private @Nullable Subscription subscription;

    @Override
    public CompletionStage<String> getBody() {
        return text;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        subscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            byte[] part = new byte[buffer.remaining()];
            buffer.get(part);
            read.write(part, 0, part.length);
        }
        Subscription subscription = this.subscription;
        if (subscription == null) {
            return;
        }
        if (read.size() > MOST_BYTES) {
            subscription.cancel();
            onComplete();
        } else {
            subscription.request(1);
        }
    }

    @Override
    public void onError(Throwable failure) {
        text.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        text.complete(read.toString(StandardCharsets.UTF_8));
    }
}

package dev.tally.examples.server;

import dev.tally.examples.server.FrameParser.InvalidFrame;
import dev.tally.sink.sqlite.Contribution;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** {@code POST /frames}: key, body, counts, and the answer after the commit. */
final class FramesRoute implements Routes.Route {
    private static final Duration PAUSE_WHEN_FULL = Duration.ofSeconds(2);
    private static final Duration PAUSE_WHEN_BROKEN = Duration.ofSeconds(5);

    private final KeyHash key;
    private final int maxBodyBytes;
    private final CommitQueue queue;
    private final Refusals refusals = new Refusals();

    FramesRoute(KeyHash key, int maxBodyBytes, CommitQueue queue) {
        this.key = key;
        this.maxBodyBytes = maxBodyBytes;
        this.queue = queue;
    }

    @Override
    public void answer(Request request, Response response, Callback callback) {
        if (!isAuthorized(request)) {
            refusals.count();
            Reply.UNAUTHORIZED.send(response, callback);
            return;
        }
        new BodyReader(request, maxBodyBytes, new BodyReader.Listener() {
                    @Override
                    public void read(ByteBuffer body) {
                        record(body, response, callback);
                    }

                    @Override
                    public void refused(Reply reply) {
                        reply.send(response, callback);
                    }

                    @Override
                    public void failed(Throwable failure) {
                        callback.failed(failure);
                    }
                })
                .run();
    }

    private boolean isAuthorized(Request request) {
        List<String> given = request.getHeaders().getValuesList(HttpHeader.AUTHORIZATION);
        return given.size() == 1 && key.matches(given.get(0));
    }

    private void record(ByteBuffer body, Response response, Callback callback) {
        Contribution contribution;
        try {
            contribution = FrameParser.parse(body);
        } catch (InvalidFrame e) {
            Reply.error(400, e.code()).send(response, callback);
            return;
        }
        boolean queued = queue.offer(contribution, committed -> {
            if (committed) {
                Reply.ACCEPTED.send(response, callback);
            } else {
                Reply.DATABASE_UNAVAILABLE.sendWithPause(PAUSE_WHEN_BROKEN, response, callback);
            }
        });
        if (!queued) {
            Reply.OVERLOADED.sendWithPause(PAUSE_WHEN_FULL, response, callback);
        }
    }
}

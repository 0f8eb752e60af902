package dev.tally.examples.server;

import dev.tally.examples.server.FrameParser.InvalidFrame;
import dev.tally.sink.store.Acceptance;
import dev.tally.sink.store.Contribution;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** {@code POST /frames}: checks the key, reads the body, hands the counts on, and answers when they are durable. */
final class FramesRoute implements Routes.Route {
    private static final Duration PAUSE_WHEN_FULL = Duration.ofSeconds(2);
    private static final Duration PAUSE_WHEN_BROKEN = Duration.ofSeconds(5);
    private static final Duration PAUSE_FOR_A_PERSON = Duration.ofMinutes(1);

    private final Access access;
    private final int maxBodyBytes;
    private final Ingest ingest;
    private final Consumer<Contribution> added;

    /**
     * Creates the route.
     *
     * @param added receives what was added or will be, after that; it must not block
     */
    FramesRoute(Access access, int maxBodyBytes, Ingest ingest, Consumer<Contribution> added) {
        this.access = access;
        this.maxBodyBytes = maxBodyBytes;
        this.ingest = ingest;
        this.added = added;
    }

    @Override
    public void answer(Request request, Response response, Callback callback) {
        if (access.refuse(request, response, callback, Scope.WRITE)) {
            return;
        }
        if (isEncoded(request)) {
            response.getHeaders().put(HttpHeader.ACCEPT_ENCODING, "identity");
            Reply.endWithUnreadBody(response);
            Reply.UNSUPPORTED_ENCODING.send(response, callback);
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

    private static boolean isEncoded(Request request) {
        return request.getHeaders().contains(HttpHeader.CONTENT_ENCODING)
                && request.getHeaders().getCSV(HttpHeader.CONTENT_ENCODING, false).stream()
                        .anyMatch(encoding -> !encoding.equalsIgnoreCase("identity"));
    }

    private void record(ByteBuffer body, Response response, Callback callback) {
        Contribution contribution;
        try {
            contribution = FrameParser.parse(body);
        } catch (InvalidFrame e) {
            Reply.error(400, e.code()).send(response, callback);
            return;
        }
        boolean queued = ingest.offer(contribution, new Ingest.Outcome() {
            @Override
            public void committed(Acceptance acceptance) {
                Routes.complete(callback, () -> {
                    reply(acceptance).send(response, callback);
                    if (acceptance == Acceptance.ADDED || acceptance == Acceptance.ADDED_AT_RECEIPT) {
                        added.accept(contribution);
                    }
                });
            }

            @Override
            public void queued() {
                Routes.complete(callback, () -> {
                    Reply.ACCEPTED.send(response, callback);
                    added.accept(contribution);
                });
            }

            @Override
            public void failed(Reply reply) {
                Duration pause = reply.equals(Reply.DATABASE_FULL) ? PAUSE_FOR_A_PERSON : PAUSE_WHEN_BROKEN;
                Routes.complete(callback, () -> reply.sendWithPause(pause, response, callback));
            }
        });
        if (!queued) {
            Reply.OVERLOADED.sendWithPause(PAUSE_WHEN_FULL, response, callback);
        }
    }

    private static Reply reply(Acceptance acceptance) {
        return switch (acceptance) {
            case ADDED, REPEATED -> Reply.ACCEPTED;
            case ADDED_AT_RECEIPT -> Reply.ACCEPTED_AT_RECEIPT;
            case OVERLAPS -> Reply.OVERLAPPING;
        };
    }
}

package dev.tally.examples.server;

import dev.tally.sink.SinkException;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A route that reads the store: it limits how often an address may ask, asks for a key if reading needs one, reads on a thread that may block, and answers wrong
 * queries and an unreadable store.
 */
final class ReadRoute implements Routes.Route {
    private static final Logger LOG = LoggerFactory.getLogger(ReadRoute.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Reply TOO_LARGE =
            Reply.error(413, "too_large", "the answer is too large to be sent; /api/v1/activity?by=client has pages");

    /** What was read, ready to be sent. */
    interface Answer {
        /** Returns the length of the body. */
        int bytes();

        void send(Request request, Response response, Callback callback);
    }

    /** Reads what a request asks for. */
    interface Reader {
        Answer read(Request request) throws BadQuery, SinkException;
    }

    private final Access access;
    private final RateLimit limit;
    private final ClientAddress clients;
    private final AnswerMemory memory;
    private final Reader reader;
    private final OccurrenceCounter occurrences = new OccurrenceCounter(Duration.ofMinutes(1));

    ReadRoute(Access access, RateLimit limit, ClientAddress clients, AnswerMemory memory, Reader reader) {
        this.access = access;
        this.limit = limit;
        this.clients = clients;
        this.memory = memory;
        this.reader = reader;
    }

    @Override
    public void answer(Request request, Response response, Callback callback) {
        RateLimit.Decision decision = limit.ask(clients.of(request));
        limit.addHeaders(response.getHeaders(), decision);
        if (decision.secondsToWait() > 0) {
            Reply.RATE_LIMITED.sendWithPause(Duration.ofSeconds(decision.secondsToWait()), response, callback);
            return;
        }
        if (access.refuse(request, response, callback, Scope.READ)) {
            return;
        }
        // Reading may wait for the disk, and this thread must stay free for other connections.
        Routes.continueLater(request, callback, () -> read(request, response, callback));
    }

    private void read(Request request, Response response, Callback callback) {
        try {
            Optional<Answer> answer = memory.build(() -> reader.read(request));
            if (answer.isEmpty()) {
                Reply.OVERLOADED.sendWithPause(PAUSE, response, callback);
                return;
            }
            send(answer.get(), request, response, callback);
        } catch (BadQuery e) {
            e.reply().send(response, callback);
        } catch (SinkException | IllegalStateException e) { // the store cannot be read, or the server is stopping
            occurrences
                    .count()
                    .ifPresent(times -> LOG.error(
                            "the counts cannot be read ({} times since the last such line): {}",
                            times,
                            e.getMessage()));
            Reply.DATABASE_UNAVAILABLE.send(response, callback);
        }
    }

    private void send(Answer answer, Request request, Response response, Callback callback) {
        if (!AnswerMemory.canHold(answer.bytes())) {
            TOO_LARGE.send(response, callback);
            return;
        }
        Optional<Callback> sending = memory.reserve(answer.bytes(), callback);
        if (sending.isEmpty()) {
            Reply.OVERLOADED.sendWithPause(PAUSE, response, callback);
            return;
        }
        Routes.complete(sending.get(), () -> answer.send(request, response, sending.get()));
    }
}

package dev.tally.examples.server;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers in JSON when the HTTP server itself refuses a request; the answer has an error code and no details. */
final class JsonErrors extends ErrorHandler {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        reply(response.getStatus()).send(response, callback);
        return true;
    }

    private static Reply reply(int status) {
        return switch (status) {
            case 404 -> Reply.NOT_FOUND;
            case 408 -> Reply.TIMEOUT;
            case 503 -> Reply.OVERLOADED;
            default -> Reply.error(status, status < 500 || status == 505 ? "bad_request" : "internal");
        };
    }
}

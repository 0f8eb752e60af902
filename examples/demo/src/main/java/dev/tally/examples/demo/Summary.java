package dev.tally.examples.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;

/** Reads the summary that the server serves. */
final class Summary {
    private static final int LONGEST_WAIT_SECONDS = 10;

    private final String base;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    Summary(String base) {
        this.base = base;
    }

    String url() {
        return base + "/activity/summary";
    }

    String page() {
        return base + "/";
    }

    String frames() {
        return base + "/frames";
    }

    Totals totals() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url())).build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("GET " + url() + ": " + answer.statusCode() + " " + answer.body());
        }
        return Totals.ofSummary(json.readTree(answer.body()));
    }

    /** Asks until the totals are the wanted ones or the time is up; returns the last answer. */
    Totals await(Totals wanted) throws IOException, InterruptedException {
        Totals got = totals();
        for (int i = 0; i < LONGEST_WAIT_SECONDS && !got.matches(wanted); i++) {
            TimeUnit.SECONDS.sleep(1);
            got = totals();
        }
        return got;
    }
}

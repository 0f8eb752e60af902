package dev.tally.examples.server;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * {@code GET /metrics}: what the server has done since its start, in the text format of Prometheus. A client that may read the summary may
 * read it.
 *
 * <p><b>Cost.</b> The library is loaded with the first request; counting costs an addition for each event.
 */
final class MetricsRoute implements Routes.Route {
    private final Ingest ingest;
    private final Access access;

    MetricsRoute(Ingest ingest, Access access) {
        this.ingest = ingest;
        this.access = access;
    }

    @Override
    public void answer(Request request, Response response, Callback callback) {
        if (access.refuse(request, response, callback, Scope.READ)) {
            return;
        }
        PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            writer.write(text, snapshots(), EscapingScheme.DEFAULT);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        Reply.addCommonHeaders(response.getHeaders());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, writer.getContentType());
        response.write(true, ByteBuffer.wrap(text.toByteArray()), callback);
    }

    private MetricSnapshots snapshots() {
        List<MetricSnapshot> all = new ArrayList<>();
        all.add(posts());
        all.add(counter("tally_commits", "Commits of the database, or acknowledgements of Kafka.", ingest.commits()));
        all.add(counter("tally_commit_seconds", "Time that these took.", ingest.commitNanos() / 1e9));
        all.add(counter("tally_wrong_keys", "Requests whose key was missing or wrong.", access.refused()));
        all.add(gauge("tally_posts_waiting", "Posts that wait for that.", ingest.waiting()));
        all.add(gauge("tally_healthy", "1 if the last of them succeeded.", ingest.isHealthy() ? 1 : 0));
        Runtime runtime = Runtime.getRuntime();
        all.add(gauge("tally_heap_bytes", "Memory in use by objects.", runtime.totalMemory() - runtime.freeMemory()));
        return new MetricSnapshots(all);
    }

    private CounterSnapshot posts() {
        CounterSnapshot.Builder posts =
                CounterSnapshot.builder().name("tally_posts").help("Posts by what became of their counts.");
        ingest.outcomes().forEach((outcome, number) -> posts.dataPoint(point(outcome, number)));
        return posts.build();
    }

    private static CounterDataPointSnapshot point(String outcome, double value) {
        return CounterDataPointSnapshot.builder()
                .labels(Labels.of("outcome", outcome))
                .value(value)
                .build();
    }

    private static CounterSnapshot counter(String name, String help, double value) {
        return CounterSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(CounterDataPointSnapshot.builder().value(value).build())
                .build();
    }

    private static GaugeSnapshot gauge(String name, String help, double value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
                .build();
    }
}

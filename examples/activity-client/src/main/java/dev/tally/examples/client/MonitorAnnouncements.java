package dev.tally.examples.client;

import dev.tally.aggregation.MonitorListener;
import dev.tally.capture.spi.SourceTraits;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.SinkException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the user when counting begins and when there is no device to count. Delivered intervals go into the report,
 * and what became of deliveries into the status and onto the terminal. The monitor itself logs that a source has failed and
 * why.
 */
final class MonitorAnnouncements implements MonitorListener {
    private static final Logger LOG = LoggerFactory.getLogger("activity-client");

    private final Report report;
    private final SinkHealth health;
    private final Optional<CountsLine> line;

    MonitorAnnouncements(Report report, SinkHealth health, Optional<CountsLine> line) {
        this.report = report;
        this.health = health;
        this.line = line;
    }

    @Override
    public void live(SourceTraits traits) {
        System.err.println("live: " + traits.description());
    }

    @Override
    public void devices(int keyboards, int pointers) {
        if (keyboards + pointers == 0) {
            LOG.warn("no keyboard and no pointer is being read; nothing can be counted until one is plugged in");
        }
    }

    @Override
    public void delivered(String sink, ActivityInterval interval) {
        report.delivered(sink, interval);
        health.delivered(sink);
        line.ifPresent(CountsLine::deliveriesChanged);
    }

    @Override
    public void failed(String sink, ActivityInterval interval, SinkException why, Duration retryIn) {
        health.failed(sink, String.valueOf(why.getMessage()));
        line.ifPresent(CountsLine::deliveriesChanged);
    }
}

package dev.tally.examples.client;

import dev.tally.aggregation.MonitorListener;
import dev.tally.capture.spi.SourceTraits;
import dev.tally.sink.ActivityInterval;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the user what changes: live, blind, back again. What is delivered goes into the report. That a source went away
 * and why, the monitor itself logs, once for each reason.
 */
final class MonitorAnnouncements implements MonitorListener {
    private static final Logger LOG = LoggerFactory.getLogger("activity-client");

    private final Report report;

    MonitorAnnouncements(Report report) {
        this.report = report;
    }

    @Override
    public void live(SourceTraits traits) {
        System.err.println("live: " + traits.description());
    }

    @Override
    public void devices(int keyboards, int pointers) {
        if (keyboards + pointers == 0) {
            LOG.warn("no device is being read: nothing can be counted");
        }
    }

    @Override
    public void delivered(String sink, ActivityInterval interval) {
        report.delivered(sink, interval);
    }
}

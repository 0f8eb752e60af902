package dev.tally.sink.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ActivityMetersTest {
    private static final Counts COUNTS = Counts.of(count -> 120_000L * (count.ordinal() + 1));

    @Test
    void aScrapeShowsEachCountUnderTheNamesOfPrometheus() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ActivityMeters.of(() -> COUNTS).bindTo(registry);
        String scrape = registry.scrape();
        for (String line : new String[] {
            "tally_key_presses_total 120000.0",
            "tally_key_repeats_total 240000.0",
            "tally_clicks_total{button=\"left\"} 360000.0",
            "tally_clicks_total{button=\"middle\"} 480000.0",
            "tally_clicks_total{button=\"right\"} 600000.0",
            "tally_clicks_total{button=\"other\"} 720000.0",
            "tally_scroll_detents_total{axis=\"vertical\"} 8000.0",
            "tally_scroll_detents_total{axis=\"horizontal\"} 9000.0",
            "tally_pointer_motions_total 1200000.0",
            "tally_pointer_distance_total 1320.0",
            "tally_active_seconds_total 1440.0",
            "tally_gaps_total 1560000.0"
        }) {
            assertTrue(scrape.contains("\n" + line + "\n"), () -> line + " is not in\n" + scrape);
        }
    }

    @Test
    void everyCountButTheWholeDetentsHasAMeter() {
        MeterRegistry registry = new SimpleMeterRegistry();
        ActivityMeters.of(() -> COUNTS).bindTo(registry);
        assertEquals(Count.values().length - 1, registry.getMeters().size());
        for (Meter meter : registry.getMeters()) {
            assertTrue(
                    meter.getId().getName().startsWith("tally."), meter.getId().toString());
        }
    }

    @Test
    void theTotalsAreReadOnlyWhenTheRegistryIsRead() {
        AtomicInteger reads = new AtomicInteger();
        AtomicReference<Counts> now = new AtomicReference<>(Counts.NONE.with(Count.KEY_PRESSES, 1));
        MeterRegistry registry = new SimpleMeterRegistry();
        ActivityMeters.of(() -> {
                    reads.incrementAndGet();
                    return now.get();
                })
                .bindTo(registry);
        assertEquals(0, reads.get());
        now.set(Counts.NONE.with(Count.KEY_PRESSES, 5));
        FunctionCounter presses = registry.get("tally.key.presses").functionCounter();
        assertEquals(5, presses.count());
        assertEquals(1, reads.get());
    }

    @Test
    void aSupplierThatNothingElseRefersToIsKept() {
        MeterRegistry registry = new SimpleMeterRegistry();
        bindUnreferenced(registry);
        System.gc();
        assertEquals(3, registry.get("tally.gaps").functionCounter().count());
    }

    private static void bindUnreferenced(MeterRegistry registry) {
        long[] gaps = {3};
        ActivityMeters.of(() -> Counts.NONE.with(Count.GAPS, gaps[0])).bindTo(registry);
    }
}

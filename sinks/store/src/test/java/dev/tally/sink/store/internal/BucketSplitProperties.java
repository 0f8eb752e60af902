package dev.tally.sink.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class BucketSplitProperties {
    private static final long BUCKET = BucketSplit.BUCKET_MILLIS;

    @Property
    void sharesAddUpToTheCountsAndNoneIsNegative(@ForAll("spans") Span span, @ForAll("counts") long[] counts) {
        BigInteger[] sums = new BigInteger[counts.length];
        java.util.Arrays.fill(sums, BigInteger.ZERO);
        for (BucketSplit.Part part : BucketSplit.split(span, counts)) {
            for (int i = 0; i < counts.length; i++) {
                assertTrue(part.counts()[i] >= 0, () -> "negative in " + part);
                sums[i] = sums[i].add(BigInteger.valueOf(part.counts()[i]));
            }
        }
        for (int i = 0; i < counts.length; i++) {
            assertEquals(BigInteger.valueOf(counts[i]), sums[i]);
        }
    }

    @Property
    void partsAreBucketsThatTheSpanTouchesInOrder(@ForAll("spans") Span span, @ForAll("counts") long[] counts) {
        List<BucketSplit.Part> parts = BucketSplit.split(span, counts);

        assertTrue(!parts.isEmpty());
        long before = Long.MIN_VALUE;
        for (BucketSplit.Part part : parts) {
            assertEquals(0, Math.floorMod(part.bucketMillis(), BUCKET));
            assertTrue(part.bucketMillis() > before);
            assertTrue(part.bucketMillis() + BUCKET > span.startMillis());
            assertTrue(part.bucketMillis() <= span.endMillis());
            before = part.bucketMillis();
        }
    }

    @Property
    void noRunningTotalIsOffByMoreThanAHalf(
            @ForAll("spans") Span span, @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long count) {
        long soFar = 0;
        for (BucketSplit.Part part : BucketSplit.split(span, new long[] {count})) {
            soFar += part.counts()[0];
            long elapsed = Math.min(part.bucketMillis() + BUCKET, span.endMillis()) - span.startMillis();
            if (span.length() > 0) {
                BigDecimal exact = BigDecimal.valueOf(count)
                        .multiply(BigDecimal.valueOf(elapsed))
                        .divide(BigDecimal.valueOf(span.length()), 9, RoundingMode.HALF_EVEN);
                double off = BigDecimal.valueOf(soFar).subtract(exact).abs().doubleValue();
                assertTrue(off <= 0.5 + 1e-6, () -> "off by " + off);
            }
        }
    }

    @Example
    void aSpanWithinABucketStaysWhole() {
        assertParts(new Span(BUCKET, 2 * BUCKET), 10, new long[][] {{BUCKET, 10}});
        assertParts(new Span(2 * BUCKET, 2 * BUCKET), 10, new long[][] {{2 * BUCKET, 10}});
        assertParts(new Span(-5, -5), 10, new long[][] {{-BUCKET, 10}});
    }

    @Example
    void aSpanOverABorderIsSharedInProportionToTime() {
        assertParts(new Span(BUCKET - 10_000, BUCKET + 20_000), 30, new long[][] {{0, 10}, {BUCKET, 20}});
        assertParts(new Span(0, 3 * BUCKET), 9, new long[][] {{0, 3}, {BUCKET, 3}, {2 * BUCKET, 3}});
    }

    @Example
    void aSingleCountLandsWhereTheMiddleOfTheSpanIs() {
        assertParts(new Span(0, 3 * BUCKET), 1, new long[][] {{BUCKET, 1}});
    }

    @Example
    void nothingAtAllIsStillOnePart() {
        assertParts(new Span(0, 3 * BUCKET), 0, new long[][] {{2 * BUCKET, 0}});
    }

    private static void assertParts(Span span, long count, long[][] expected) {
        List<BucketSplit.Part> parts = BucketSplit.split(span, new long[] {count});
        assertEquals(
                List.of(expected).stream().map(java.util.Arrays::toString).toList(),
                parts.stream()
                        .map(p -> java.util.Arrays.toString(new long[] {p.bucketMillis(), p.counts()[0]}))
                        .toList());
    }

    @Provide
    Arbitrary<Span> spans() {
        Arbitrary<Long> start = Arbitraries.longs().between(-10_000_000_000L, 4_000_000_000_000L);
        Arbitrary<Long> length = Arbitraries.oneOf(
                Arbitraries.longs().between(0, 3 * BUCKET),
                Arbitraries.longs().between(0, BucketSplit.LONGEST_MILLIS),
                Arbitraries.of(0L, 1L, BUCKET - 1, BUCKET, BUCKET + 1, BucketSplit.LONGEST_MILLIS));
        return Combinators.combine(start, length).as((s, l) -> new Span(s, s + l));
    }

    @Provide
    Arbitrary<long[]> counts() {
        return Arbitraries.oneOf(
                        Arbitraries.longs().between(0, 100),
                        Arbitraries.longs().between(0, Long.MAX_VALUE),
                        Arbitraries.just(Long.MAX_VALUE))
                .array(long[].class)
                .ofSize(3);
    }
}

package dev.tally.sink.store.internal;

import dev.tally.sink.store.Bucket;
import java.util.ArrayList;
import java.util.List;

/**
 * Divides the counts of a span among the buckets that it touches, in proportion to the time in each.
 *
 * <p>The running total up to each border is rounded, and a bucket gets the difference of two: the shares add up to the
 * count exactly, none is negative, and no running total is off by more than a half. Rounding each share on its own, with
 * the rest given to the largest remainders, keeps the same laws but has to sort.
 */
public final class BucketSplit {
    public static final long BUCKET_MILLIS = Bucket.LENGTH.toMillis();

    /** The longest span that can be divided without overflow; {@link Span#believed} never returns a longer one. */
    public static final long LONGEST_MILLIS = 31L * 24 * 60 * 60 * 1000;

    public record Part(long bucketMillis, long[] counts) {}

    private BucketSplit() {}

    /** Returns the start of the bucket that a moment is in, in milliseconds since 1970. */
    public static long bucketOf(long millis) {
        return Math.floorDiv(millis, BUCKET_MILLIS) * BUCKET_MILLIS;
    }

    /** Returns the end of the bucket that ends at this moment or after it. */
    public static long bucketAfter(long millis) {
        return -Math.floorDiv(-millis, BUCKET_MILLIS) * BUCKET_MILLIS;
    }

    /** Returns the parts in the order of time, without empty ones; one part if all counts are 0. */
    public static List<Part> split(Span span, long[] counts) {
        if (span.length() > LONGEST_MILLIS) {
            throw new IllegalArgumentException("the span is " + span.length() + " ms, longer than " + LONGEST_MILLIS);
        }
        long lastMoment = Math.max(span.startMillis(), span.endMillis() - 1); // the span ends before its end
        long last = bucketOf(lastMoment);
        if (bucketOf(span.startMillis()) == last || Column.isNothing(counts)) {
            return List.of(new Part(last, counts));
        }
        return splitAtBorders(span, counts, last);
    }

    private static List<Part> splitAtBorders(Span span, long[] counts, long last) {
        List<Part> parts = new ArrayList<>();
        long[] before = new long[counts.length];
        for (long bucket = bucketOf(span.startMillis()); bucket <= last; bucket += BUCKET_MILLIS) {
            long elapsed = Math.min(bucket + BUCKET_MILLIS, span.endMillis()) - span.startMillis();
            long[] part = new long[counts.length];
            for (int i = 0; i < counts.length; i++) {
                long upTo = upTo(elapsed, span.length(), counts[i]);
                part[i] = upTo - before[i];
                before[i] = upTo;
            }
            if (!Column.isNothing(part)) {
                parts.add(new Part(bucket, part));
            }
        }
        return parts;
    }

    /** {@code count * elapsed / length}, rounded, in two steps that do not overflow. */
    private static long upTo(long elapsed, long length, long count) {
        return count / length * elapsed + (count % length * elapsed + length / 2) / length;
    }
}

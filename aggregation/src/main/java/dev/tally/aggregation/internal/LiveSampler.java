package dev.tally.aggregation.internal;

import dev.tally.aggregation.Clock;
import dev.tally.aggregation.Ledger;
import dev.tally.sink.Counts;
import dev.tally.sink.LiveSample;
import dev.tally.sink.SampleLedger;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Creates live samples of what has changed since the last tick.
 *
 * <p>The pointer's position is sampled at most 20 times a second, first 50 ms after the first move of a burst; every turn
 * of a wheel is one sample. The activity of keyboard and mouse is sampled once a second, at whole seconds since the start,
 * for as long as there was input within the last 60 s; the last sample says 0 and inactive. When input has paused, a second
 * at which no rate would change is left out, so that the sampler need not wake for it.
 *
 * <p><b>Privacy.</b> Rates are those of counters looked at once a second: nothing is kept of a single key.
 *
 * <p><b>Threads.</b> Only the sampler's thread.
 */
public final class LiveSampler implements SamplingListener {
    static final long POSITION_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int DETENT = 120;

    /** Says how many devices are read. It is asked at each tick. */
    public interface DeviceCounts {
        /** Returns how many keyboards are being read. */
        int keyboards();

        /** Returns how many pointers are being read. */
        int pointers();
    }

    private final PointerTracker row;
    private final DeviceCounts devices;
    private final Supplier<List<Ledger>> ledgers;
    private final Supplier<List<SampleLedger>> liveLedgers;
    private final Consumer<LiveSample> outlet;

    private final MinuteWindow keys = new MinuteWindow();
    private final MinuteWindow motions = new MinuteWindow();
    private final MinuteWindow distance1000 = new MinuteWindow();
    private Counts counted = Counts.NONE; // what the windows hold, or held
    private long distanceCounted;
    private boolean keyboardActive;
    private boolean mouseActive;

    private long origin;
    private boolean started;
    private boolean paused = true; // there is no input, so the sampler comes only when something is due
    private long dueSecond = MinuteWindow.NEVER; // of the next activity samples, in seconds since the origin

    private long positionSent; // as PointerTracker packs it
    private boolean moved; // since then
    private long positionDue; // meaningless unless moved
    private int horizontalRest; // of a detent
    private int verticalRest;
    private long gapsSent;
    private int keyboardsSent = -1;
    private int pointersSent = -1;

    /**
     * Creates the sampler of one monitor.
     *
     * @param row holds the positions and the turns of wheels
     * @param devices says how many devices are read
     * @param ledgers says what has become of the counts; asked after each cut
     * @param liveLedgers says what has become of the samples; asked after each cut
     * @param outlet receives each sample
     */
    public LiveSampler(
            PointerTracker row,
            DeviceCounts devices,
            Supplier<List<Ledger>> ledgers,
            Supplier<List<SampleLedger>> liveLedgers,
            Consumer<LiveSample> outlet) {
        this.row = row;
        this.devices = devices;
        this.ledgers = ledgers;
        this.liveLedgers = liveLedgers;
        this.outlet = outlet;
    }

    @Override
    public void tick(long nowNanos, Instant wall, Counts total) {
        long epochNanos = epochNanos(wall);
        if (!started) {
            started = true;
            origin = nowNanos;
            positionDue = nowNanos - POSITION_NANOS; // no burst is on its way
        }
        devices(epochNanos);
        gaps(epochNanos, total.gaps());
        row.scrolls().takeAll((horizontal, vertical) -> scroll(epochNanos, horizontal, vertical));
        position(nowNanos, epochNanos);
        long second = secondAt(nowNanos);
        if (paused && !total.equals(counted)) {
            paused = false;
            dueSecond = second + 1; // not at once: that would tell when the first key after a pause was pressed
        }
        if (second >= dueSecond) {
            activity(second, epochNanos, total);
            dueSecond = paused ? nextChange() : second + 1;
        }
    }

    @Override
    public void idle(long nowNanos, Instant wall, Counts total) {
        ended(nowNanos, wall, total);
        paused = true;
        dueSecond = nextChange();
    }

    @Override
    public void ended(long nowNanos, Instant wall, Counts total) {
        long epochNanos = epochNanos(wall);
        if (moved) {
            sendPosition(epochNanos);
        }
        if (!total.equals(counted)) {
            activity(secondAt(nowNanos), epochNanos, total);
        }
    }

    @Override
    public long nextDue() {
        long seconds = dueSecond == MinuteWindow.NEVER ? Clock.FOREVER : origin + dueSecond * SECOND_NANOS;
        return moved ? Sampler.earlier(positionDue, seconds) : seconds;
    }

    @Override
    public void cut(Instant wall) {
        long epochNanos = epochNanos(wall);
        for (Ledger ledger : ledgers.get()) {
            Counts lost = ledger.lost().values().stream().reduce(Counts.NONE, Counts::plus);
            outlet.accept(new LiveSample.Delivery(
                    epochNanos, ledger.sink(), ledger.seen(), ledger.delivered(), ledger.pending(), lost));
        }
        for (SampleLedger ledger : liveLedgers.get()) {
            long lost =
                    ledger.lost().values().stream().mapToLong(Long::longValue).sum();
            outlet.accept(new LiveSample.Publication(
                    epochNanos, ledger.sink(), ledger.published(), ledger.delivered(), ledger.pending(), lost));
        }
    }

    /** Returns the nanoseconds since 1970. */
    static long epochNanos(Instant wall) {
        return TimeUnit.SECONDS.toNanos(wall.getEpochSecond()) + wall.getNano();
    }

    private long secondAt(long nowNanos) {
        return (nowNanos - origin) / SECOND_NANOS;
    }

    private long nextChange() {
        return Math.min(keys.nextChange(), Math.min(distance1000.nextChange(), motions.emptyAt()));
    }

    private void devices(long epochNanos) {
        int keyboards = devices.keyboards();
        int pointers = devices.pointers();
        if (keyboards != keyboardsSent || pointers != pointersSent) {
            keyboardsSent = keyboards;
            pointersSent = pointers;
            outlet.accept(new LiveSample.Devices(epochNanos, keyboards, pointers));
        }
    }

    private void gaps(long epochNanos, long gaps) {
        if (gaps != gapsSent) {
            gapsSent = gaps;
            outlet.accept(new LiveSample.Gap(epochNanos, gaps));
        }
    }

    private void scroll(long epochNanos, int horizontal120, int vertical120) {
        horizontalRest += horizontal120;
        verticalRest += vertical120;
        int dx = horizontalRest / DETENT;
        int dy = verticalRest / DETENT;
        horizontalRest -= dx * DETENT;
        verticalRest -= dy * DETENT;
        outlet.accept(new LiveSample.Scroll(epochNanos, dx, dy, horizontal120, vertical120));
    }

    /**
     * Sends the position when it is due. While the pointer keeps moving each due time follows from the one before and not
     * from the tick that noticed it, else the distance would be rounded up to whole ticks.
     */
    private void position(long nowNanos, long epochNanos) {
        if (row.place() == positionSent) {
            moved = false; // also if it has come back: the next move begins a burst
            return;
        }
        if (!moved) {
            moved = true;
            long following = positionDue + POSITION_NANOS;
            positionDue = following - nowNanos > 0 && following - nowNanos < POSITION_NANOS
                    ? following
                    : nowNanos + POSITION_NANOS;
        }
        if (nowNanos - positionDue >= 0) {
            sendPosition(epochNanos);
        }
    }

    private void sendPosition(long epochNanos) {
        moved = false;
        positionSent = row.place();
        outlet.accept(new LiveSample.Position(epochNanos, (int) (positionSent >> 32), (int) positionSent));
    }

    private void activity(long second, long epochNanos, Counts total) {
        Counts delta = total.minus(counted);
        counted = total;
        long distance = total.distance1000() - row.absoluteDistance1000();
        keys.add(second, delta.keyPresses());
        motions.add(second, delta.motions());
        distance1000.add(second, distance - distanceCounted);
        distanceCounted = distance;
        clicks(epochNanos, delta);
        boolean typed = keys.sum() > 0;
        if (typed || keyboardActive) {
            keyboardActive = typed;
            outlet.accept(new LiveSample.KeyboardActivity(epochNanos, keys.sum(), typed));
        }
        boolean pointed = motions.sum() > 0;
        if (pointed || mouseActive) {
            mouseActive = pointed;
            double perSecond = Math.max(0, distance1000.sum()) / 1000.0 / MinuteWindow.SECONDS;
            outlet.accept(new LiveSample.MouseActivity(epochNanos, perSecond, pointed));
        }
    }

    private void clicks(long epochNanos, Counts delta) {
        if (delta.leftClicks() + delta.middleClicks() + delta.rightClicks() + delta.otherClicks() > 0) {
            outlet.accept(new LiveSample.Clicks(
                    epochNanos, delta.leftClicks(), delta.middleClicks(), delta.rightClicks(), delta.otherClicks()));
        }
    }
}

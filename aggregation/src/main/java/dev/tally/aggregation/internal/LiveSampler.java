package dev.tally.aggregation.internal;

import dev.tally.aggregation.Ledger;
import dev.tally.sink.Counts;
import dev.tally.sink.LiveSample;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Makes live samples of what changes from tick to tick.
 *
 * <p>The place of the pointer at most 20 times a second, 50 ms after the first move of a burst; each turn of the wheel;
 * once a second, while there is any, the activity of keyboard and mouse, and once more when it has ended; then nothing.
 * Rates are those of counters looked at once a second: nothing is kept of a single key.
 *
 * <p><b>Threads.</b> The sampler's, for everything.
 */
public final class LiveSampler implements Sampler.SamplingListener {
    static final long POSITION_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int DETENT = 120;

    /** How many devices there are, asked at each tick. */
    public interface DeviceCounts {
        int keyboards();

        int pointers();
    }

    private final PointerTracker row;
    private final DeviceCounts devices;
    private final Supplier<List<Ledger>> ledgers;
    private final Consumer<LiveSample> outlet;

    private final MinuteWindow keys = new MinuteWindow();
    private final MinuteWindow distance1000 = new MinuteWindow();
    private Counts atLastSecond = Counts.NONE;
    private long origin;
    private long secondDue;
    private boolean started;

    private long placeSent;
    private long movedAt; // when a move was noticed that is not sent yet; meaningless without one
    private boolean moved;
    private int horizontalRest; // of a detent
    private int verticalRest;
    private boolean keyboardActive;
    private boolean mouseActive;
    private long gapsSent;
    private int keyboardsSent = -1;
    private int pointersSent = -1;

    /** @param ledgers what has become of the counts */
    public LiveSampler(
            PointerTracker row, DeviceCounts devices, Supplier<List<Ledger>> ledgers, Consumer<LiveSample> outlet) {
        this.row = row;
        this.devices = devices;
        this.ledgers = ledgers;
        this.outlet = outlet;
    }

    @Override
    public void tick(long nowNanos, Instant wall, Counts total) {
        long epochNanos = epochNanos(wall);
        if (!started) {
            started = true;
            origin = nowNanos;
            secondDue = nowNanos + SECOND_NANOS;
        }
        devices(epochNanos);
        gaps(epochNanos, total.gaps());
        row.scrolls().takeAll((horizontal, vertical) -> scroll(epochNanos, horizontal, vertical));
        position(nowNanos, epochNanos);
        if (nowNanos - secondDue >= 0) {
            second(nowNanos, epochNanos, total, false);
        }
    }

    @Override
    public void idle(long nowNanos, Instant wall, Counts total) {
        long epochNanos = epochNanos(wall);
        if (moved) {
            sendPlace(epochNanos);
        }
        second(nowNanos, epochNanos, total, true);
    }

    @Override
    public void cut(Instant wall) {
        long epochNanos = epochNanos(wall);
        for (Ledger ledger : ledgers.get()) {
            Counts lost = ledger.lost().values().stream().reduce(Counts.NONE, Counts::plus);
            outlet.accept(new LiveSample.Delivery(
                    epochNanos, ledger.sink(), ledger.seen(), ledger.delivered(), ledger.pending(), lost));
        }
    }

    private static long epochNanos(Instant wall) {
        return TimeUnit.SECONDS.toNanos(wall.getEpochSecond()) + wall.getNano();
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

    private void position(long nowNanos, long epochNanos) {
        if (row.place() == placeSent) {
            moved = false; // also if it has come back: the next move begins a burst
            return;
        }
        if (!moved) {
            moved = true;
            movedAt = nowNanos;
        } else if (nowNanos - movedAt >= POSITION_NANOS) {
            sendPlace(epochNanos);
        }
    }

    private void sendPlace(long epochNanos) {
        moved = false;
        placeSent = row.place();
        outlet.accept(new LiveSample.Position(epochNanos, (int) (placeSent >> 32), (int) placeSent));
    }

    private void second(long nowNanos, long epochNanos, Counts total, boolean idle) {
        secondDue = nowNanos + SECOND_NANOS;
        Counts delta = total.minus(atLastSecond);
        atLastSecond = total;
        long second = (nowNanos - origin) / SECOND_NANOS;
        keys.add(second, delta.keyPresses());
        distance1000.add(second, delta.distance1000());
        clicks(epochNanos, delta);
        boolean typed = delta.keyPresses() > 0;
        if (typed || keyboardActive) {
            keyboardActive = typed && !idle;
            outlet.accept(new LiveSample.KeyboardActivity(epochNanos, keys.sum(), keyboardActive));
        }
        boolean pointed = delta.motions() > 0;
        if (pointed || mouseActive) {
            mouseActive = pointed && !idle;
            double perSecond = distance1000.sum() / 1000.0 / MinuteWindow.SECONDS;
            outlet.accept(new LiveSample.MouseActivity(epochNanos, perSecond, mouseActive));
        }
    }

    private void clicks(long epochNanos, Counts delta) {
        if (delta.leftClicks() + delta.middleClicks() + delta.rightClicks() + delta.otherClicks() > 0) {
            outlet.accept(new LiveSample.Clicks(
                    epochNanos, delta.leftClicks(), delta.middleClicks(), delta.rightClicks(), delta.otherClicks()));
        }
    }
}

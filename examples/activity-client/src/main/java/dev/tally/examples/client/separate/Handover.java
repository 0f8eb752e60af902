package dev.tally.examples.client.separate;

import dev.tally.examples.client.separate.Message.Batch;
import dev.tally.examples.client.separate.Message.BatchId;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides what of the running sums is told, and when.
 *
 * <p>What nobody has accepted stays in the sums. A batch is either accepted, and then counted by the process that has accepted it and
 * never told again; or it is not, and then what it told is part of a later one.
 *
 * <p><b>Privacy.</b> Presses are summed up to whole seconds since the start, like the live topics' rates, and told from then on:
 * however often the other process asks, connects or ends, and however late it accepts, it does not learn when a key was struck. Only
 * the end of a connection is told at once, once a minute at most; any other end is answered at the next whole second, whether there
 * were presses or not. All else is told 20 times a second at most.
 *
 * <p><b>Threads.</b> The serving thread only.
 */
final class Handover {
    /** The time for "never" in {@link #due}. */
    static final long NEVER = Long.MAX_VALUE;

    static final long PRESSES_NANOS = TimeUnit.SECONDS.toNanos(1);
    static final long MOTION_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    static final long END_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final RunningSums running;
    private final UUID run;
    private final long origin;
    private volatile Sums accepted = Sums.NONE; // volatile for a thread that waits for the end
    private @Nullable Batch open; // told, and not accepted
    private long number;
    private RunningSums.@Nullable Devices toldDevices;
    private long motionDue; // the earliest time for another batch
    private Sums cut = Sums.NONE; // the sums up to which presses may be told
    private boolean isCutNew; // whether no batch was told since that cut
    private long cutDue = NEVER; // the whole second at which to cut again
    private long endDue; // the earliest time for another end at once
    private long endsAt = NEVER; // when to tell the other process that nothing follows
    private long asked; // the token of the last flush
    private boolean isAsked;
    private boolean isAtOnce; // whether the end waits for nothing
    private long due = NEVER;

    Handover(RunningSums running, UUID run, long now) {
        this.running = running;
        this.run = run;
        this.origin = now;
        this.motionDue = now;
        this.endDue = now;
    }

    UUID run() {
        return run;
    }

    /**
     * Begins to tell another connection.
     *
     * @param last what the process that has connected accepted last, in an earlier connection
     */
    void begin(BatchId last) {
        if (open != null && last.equals(new BatchId(run, open.number()))) {
            accept(last.number());
        }
        open = null;
        toldDevices = null; // so that the first batch is sent at once
        isCutNew = false;
        cutDue = NEVER; // the one that passed meanwhile does not count
        due = NEVER;
        isAsked = false;
        asked = 0;
        endsAt = NEVER;
        isAtOnce = false;
    }

    /** Notes that the other process has accepted a batch; returns false if that was not the one that it was sent. */
    boolean accept(long accepting) {
        if (open == null || open.number() != accepting) {
            return false;
        }
        accepted = accepted.plus(open.sums());
        open = null;
        return true;
    }

    /** Notes that the other process wants a batch. */
    void flush(long token) {
        asked = token;
        isAsked = true;
    }

    /** Notes that the other process wants the last batches. */
    void end(long now) {
        if (endsAt != NEVER) {
            return;
        }
        endsAt = wholeSecondAfter(now);
        if (now - endDue >= 0) {
            endDue = now + END_NANOS;
            isAtOnce = true;
        }
    }

    /** Notes that this process ends: what is left is told at once. */
    void finish() {
        isAtOnce = true;
    }

    /** Whether a batch was told and is not accepted yet. */
    boolean isOpen() {
        return open != null;
    }

    /** Returns what nobody has accepted. */
    Sums rest() {
        return running.total().minus(accepted);
    }

    /** Returns when to call {@link #take} again, if nothing happens before; {@link #NEVER} if only then. */
    long due() {
        return due;
    }

    /**
     * Returns the batch that is to be sent now, and remembers it until it is accepted; empty if it is too early for one, or the one
     * before is not accepted.
     */
    Optional<Batch> take(long now) {
        due = NEVER;
        cut(now);
        boolean isEnd = isEnd(now);
        if (open != null) {
            return Optional.empty();
        }
        Sums told = rest().withPressesOf(cut.minus(accepted));
        boolean isWanted =
                isAsked || isEnd || !told.isNone() || !running.devices().equals(toldDevices);
        if (!isWanted || !isAtOnce && !isCutNew && isBeforeMotionDue(now)) {
            return Optional.empty();
        }
        open = batch(told, isEnd);
        motionDue = now + MOTION_NANOS;
        return Optional.of(open);
    }

    /** Allows presses to be told: those up to a whole second, when it comes. It comes also while a batch is not accepted. */
    private void cut(long now) {
        Sums total = running.total();
        if (!total.minus(cut).hasPresses()) {
            cutDue = NEVER;
            return;
        }
        if (cutDue == NEVER) {
            cutDue = wholeSecondAfter(now);
        }
        if (isAtOnce || now - cutDue >= 0) {
            cut = total;
            isCutNew = true;
            cutDue = NEVER;
        } else {
            due = earlier(due, cutDue);
        }
    }

    /** Whether the other process is to be told that nothing follows. */
    private boolean isEnd(long now) {
        if (isAtOnce || endsAt != NEVER && now - endsAt >= 0) {
            return true;
        }
        due = earlier(due, endsAt);
        return false;
    }

    private boolean isBeforeMotionDue(long now) {
        if (now - motionDue < 0) {
            due = earlier(due, motionDue);
            return true;
        }
        return false;
    }

    private long wholeSecondAfter(long now) {
        return origin + ((now - origin) / PRESSES_NANOS + 1) * PRESSES_NANOS;
    }

    /** Returns the earlier of two times, each of which may be {@link #NEVER}. */
    static long earlier(long one, long other) {
        if (one == NEVER || other == NEVER) {
            return one == NEVER ? other : one;
        }
        return other - one < 0 ? other : one;
    }

    private Batch batch(Sums told, boolean isEnd) {
        Sums part = told.part();
        toldDevices = running.devices();
        isAsked = false;
        isCutNew = false;
        return new Batch(++number, asked, isEnd && part.equals(told), toldDevices, running.place(), part);
    }
}

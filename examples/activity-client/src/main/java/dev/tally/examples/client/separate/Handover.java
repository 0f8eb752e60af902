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
 * <p><b>Privacy.</b> Presses are told at whole seconds since the start, like the live topics' rates: however often the other process
 * asks or connects, it does not learn when a key was struck. Only the end of a connection is told at once, once a minute at
 * most. All else is told 20 times a second at most.
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
    private long pressesDue = NEVER;
    private long endDue; // the earliest time for another end at once
    private long asked; // the token of the last flush
    private boolean isAsked;
    private boolean isEnding;
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
        isAsked = false;
        asked = 0;
        isEnding = false;
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
        if (!isEnding && now - endDue >= 0) {
            endDue = now + END_NANOS;
            isAtOnce = true;
        }
        isEnding = true;
    }

    /** Notes that this process ends: what is left is told at once. */
    void finish() {
        isEnding = true;
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

    /** Returns the batch that is to be sent now, and remembers it until it is accepted; empty if it is too early for one. */
    Optional<Batch> take(long now) {
        due = NEVER;
        if (open != null) {
            return Optional.empty();
        }
        Sums rest = rest();
        boolean presses = arePressesDue(rest, now);
        boolean wanted = presses || isWanted(rest);
        if (!wanted || !isAtOnce && !presses && isBeforeMotionDue(now)) {
            return Optional.empty();
        }
        open = batch(presses ? rest : rest.withoutPresses(), rest);
        motionDue = now + MOTION_NANOS;
        return Optional.of(open);
    }

    private boolean arePressesDue(Sums rest, long now) {
        if (!rest.hasPresses()) {
            pressesDue = NEVER;
            return false;
        }
        if (pressesDue == NEVER) {
            pressesDue = origin + ((now - origin) / PRESSES_NANOS + 1) * PRESSES_NANOS;
        }
        if (isAtOnce || now - pressesDue >= 0) {
            pressesDue = NEVER;
            return true;
        }
        due = pressesDue;
        return false;
    }

    /** Whether there is something to tell besides presses. An end waits for them. */
    private boolean isWanted(Sums rest) {
        return !rest.withoutPresses().isNone()
                || isAsked
                || isEnding && (isAtOnce || !rest.hasPresses())
                || !running.devices().equals(toldDevices);
    }

    private boolean isBeforeMotionDue(long now) {
        if (now - motionDue < 0) {
            due = due == NEVER || motionDue - due < 0 ? motionDue : due;
            return true;
        }
        return false;
    }

    private Batch batch(Sums told, Sums rest) {
        Sums part = told.part();
        toldDevices = running.devices();
        isAsked = false;
        boolean isLast = isEnding && part.equals(rest);
        return new Batch(++number, asked, isLast, toldDevices, running.place(), part);
    }
}

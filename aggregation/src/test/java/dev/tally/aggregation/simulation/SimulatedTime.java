package dev.tally.aggregation.simulation;

import dev.tally.aggregation.Clock;
import dev.tally.aggregation.internal.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread run at a time and moves the clock when all of them wait, so that one seed always gives one history.
 *
 * <p>A thread gives its turn away when it parks, and sometimes when it asks for the time or unparks another. Events run on
 * the thread that happens to have the turn.
 *
 * <p><b>Threads.</b> The thread that creates it is the driver. All fields belong to the thread that has the turn.
 */
final class SimulatedTime implements Clock, Platform.Threads {
    private static final long MOST_TURNS = 20_000_000;

    private final RandomGenerator random;
    private final Map<Thread, Actor> actors = new HashMap<>();
    private final List<Actor> inOrder = new ArrayList<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    private final Actor driver;
    private Life life = new Life();
    private Instant wall = Instant.parse("2026-03-01T12:00:00Z");
    private long nanos = Duration.ofDays(1).toNanos();
    private long order;
    private long turns;
    private boolean inEvent;
    private @Nullable Throwable fault;

    /** One life of the process, which a kill ends. */
    private static final class Life {
        private boolean killed;
    }

    /** Ends the threads of a process that was killed. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed by the simulation", null, false, false);
        }
    }

    private enum ActorState {
        NEW,
        READY,
        RUNNING,
        PARKED,
        ENDED
    }

    private static final class Actor {
        private final String name;
        private final Life life;
        private final Semaphore turn = new Semaphore(0);
        private ActorState state = ActorState.NEW;
        private long wakeAt = FOREVER;
        private boolean permit;

        Actor(String name, Life life) {
            this.name = name;
            this.life = life;
        }
    }

    private record Event(long at, long order, Runnable action) {}

    SimulatedTime(RandomGenerator random) {
        this.random = random;
        this.driver = new Actor("driver", life);
        driver.state = ActorState.RUNNING;
        actors.put(Thread.currentThread(), driver);
        inOrder.add(driver);
    }

    @Override
    public long nanoTime() {
        Actor me = me();
        yieldSometimes(me);
        requireAlive(me);
        return nanos;
    }

    @Override
    public Instant now() {
        return wall;
    }

    @Override
    public void park(long untilNanos) {
        Actor me = me();
        requireAlive(me);
        if (me.permit) {
            me.permit = false;
            return;
        }
        if (Thread.currentThread().isInterrupted() || untilNanos != FOREVER && untilNanos - nanos <= 0) {
            return;
        }
        parkNow(me, untilNanos);
        requireAlive(me);
    }

    @Override
    public void unpark(Thread thread) {
        Actor actor = actors.get(thread);
        if (actor == null) {
            return; // it has ended
        }
        if (actor.state == ActorState.PARKED) {
            actor.state = ActorState.READY;
        } else {
            actor.permit = true;
        }
        if (!inEvent) {
            yieldSometimes(me());
        }
    }

    @Override
    public Thread create(String name, Runnable body) {
        Actor actor = new Actor(name, life);
        Thread thread = new Thread(() -> run(actor, body), name) {
            @Override
            public synchronized void start() {
                actor.state = ActorState.READY;
                super.start();
            }
        };
        thread.setDaemon(true);
        actors.put(thread, actor);
        inOrder.add(actor);
        return thread;
    }

    /** Returns the time without giving the turn away. */
    long nanos() {
        return nanos;
    }

    /** Sets the wall clock forward, or back. */
    void jump(Duration by) {
        wall = wall.plus(by);
    }

    /** Lets something happen in a while, on whatever thread then has the turn. */
    void after(long inNanos, Runnable action) {
        events.add(new Event(nanos + inNanos, order++, action));
    }

    /** Forgets what was to happen. */
    void clearEvents() {
        events.clear();
    }

    /** Begins a new life; threads that are created from now on belong to it. */
    void newLife() {
        life = new Life();
    }

    /** Lets time pass for the driver; returns early if the process is killed. */
    void sleep(long forNanos) {
        long until = nanos + forNanos;
        while (nanos - until < 0 && !life.killed) {
            driver.permit = false;
            parkNow(driver, until);
        }
    }

    /** Kills the process: each of its threads ends at its next step. */
    void kill() {
        life.killed = true;
        for (Actor actor : inOrder) {
            if (actor.state == ActorState.PARKED) {
                actor.state = ActorState.READY;
            }
        }
    }

    /** Returns to the driver when every thread of the process has ended. */
    void awaitEndOfThreads() {
        while (inOrder.stream().anyMatch(actor -> actor != driver && actor.state != ActorState.NEW)) {
            driver.state = ActorState.READY;
            if (!life.killed && inOrder.stream().noneMatch(a -> a != driver && a.state == ActorState.READY)) {
                parkNow(driver, nanos + Duration.ofMillis(10).toNanos());
            } else {
                next(driver);
            }
        }
        inOrder.removeIf(actor -> actor != driver);
        actors.values().removeIf(actor -> actor != driver);
    }

    /** Returns whether the process has been killed. */
    boolean isKilled() {
        return life.killed;
    }

    /** Throws if the process that the calling thread belongs to was killed. */
    void requireAlive() {
        requireAlive(me());
    }

    /** Returns what a thread died of, if that was not a kill. */
    @Nullable
    Throwable fault() {
        return fault;
    }

    private void requireAlive(Actor me) {
        if (me == driver ? life.killed : me.life.killed) {
            throw new Killed();
        }
    }

    private Actor me() {
        Actor me = actors.get(Thread.currentThread());
        if (me == null) {
            throw new IllegalStateException(Thread.currentThread() + " does not belong to the simulation");
        }
        return me;
    }

    private void run(Actor actor, Runnable body) {
        actor.turn.acquireUninterruptibly();
        try {
            requireAlive(actor);
            body.run();
        } catch (Killed e) {
            // its process is gone
        } catch (Throwable e) {
            fault = e;
        } finally {
            actor.state = ActorState.ENDED;
            actors.remove(Thread.currentThread());
            inOrder.remove(actor);
            passOn();
        }
    }

    private void passOn() {
        try {
            next(null);
        } catch (IllegalStateException e) {
            fault = e;
            driver.state = ActorState.RUNNING;
            driver.turn.release();
        }
    }

    private void parkNow(Actor me, long untilNanos) {
        me.wakeAt = untilNanos;
        me.state = ActorState.PARKED;
        next(me);
    }

    private void yieldSometimes(Actor me) {
        if (inEvent || me.state != ActorState.RUNNING) {
            return;
        }
        boolean others = false;
        for (Actor actor : inOrder) {
            others |= actor.state == ActorState.READY;
        }
        if (others && random.nextInt(3) == 0) {
            me.state = ActorState.READY;
            next(me);
        }
    }

    /** Gives the turn to a thread that can run, and returns when the caller has it again. */
    private void next(@Nullable Actor me) {
        Actor chosen = chooseReady();
        while (chosen == null) {
            moveOn();
            chosen = chooseReady();
        }
        chosen.state = ActorState.RUNNING;
        if (chosen != me) {
            chosen.turn.release();
            if (me != null) {
                me.turn.acquireUninterruptibly();
            }
        }
    }

    private @Nullable Actor chooseReady() {
        if (++turns > MOST_TURNS) {
            throw new IllegalStateException("the simulation does not end: " + states());
        }
        int ready = 0;
        Actor chosen = null;
        for (Actor actor : inOrder) {
            if (actor.state == ActorState.READY && (++ready == 1 || random.nextInt(ready) == 0)) {
                chosen = actor;
            }
        }
        return chosen;
    }

    /** Goes to the next moment at which something happens: an event, or the end of a wait. */
    private void moveOn() {
        Event event = events.peek();
        long next = event == null ? FOREVER : event.at();
        for (Actor actor : inOrder) {
            if (actor.state == ActorState.PARKED) {
                next = Math.min(next, actor.wakeAt);
            }
        }
        if (next == FOREVER) {
            throw new IllegalStateException("all wait, and nothing will happen: " + states());
        }
        long by = Math.max(0, next - nanos);
        nanos += by;
        wall = wall.plusNanos(by);
        if (event != null && event.at() <= nanos) {
            run(events.remove());
        }
        for (Actor actor : inOrder) {
            if (actor.state == ActorState.PARKED && actor.wakeAt <= nanos) {
                actor.state = ActorState.READY;
            }
        }
    }

    private void run(Event event) {
        inEvent = true;
        try {
            event.action().run();
        } catch (Throwable e) {
            fault = e;
        } finally {
            inEvent = false;
        }
    }

    private String states() {
        return inOrder.stream()
                .map(actor -> actor.name + " " + actor.state)
                .toList()
                .toString();
    }
}

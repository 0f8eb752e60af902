package dev.tally.sink.micrometer;

import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Shows running totals as counters of a {@link MeterRegistry}.
 *
 * <pre>{@code
 * ActivityMeters.of(() -> monitor.snapshot().seen()).bindTo(registry);
 * }</pre>
 *
 * The meters, all function counters:
 *
 * <ul>
 *   <li>{@code tally.key.presses} and {@code tally.key.repeats}
 *   <li>{@code tally.clicks} with the tag {@code button}: {@code left}, {@code middle}, {@code right} or {@code other}
 *   <li>{@code tally.scroll} in detents, with the tag {@code axis}: {@code vertical} or {@code horizontal}
 *   <li>{@code tally.pointer.motions}, and {@code tally.pointer.distance} in units of motion
 *   <li>{@code tally.active} in seconds
 *   <li>{@code tally.gaps}; if it is not 0, the other counters are lower bounds
 * </ul>
 *
 * A registry that publishes often shows when somebody was typing, to the length of its step: choose a step of at least 30
 * seconds where the metrics leave the machine.
 *
 * <p><b>Threads.</b> The registry calls the supplier from any of its threads, once for each meter that it reads.
 *
 * <p><b>Cost.</b> Counting costs nothing more: the totals are read when the registry is, and only then.
 */
public final class ActivityMeters implements MeterBinder {
    private final Supplier<Counts> totals;

    private ActivityMeters(Supplier<Counts> totals) {
        this.totals = totals;
    }

    /**
     * Creates the meters of one source of totals.
     *
     * @param totals returns the totals now, which only grow; for a monitor {@code () -> monitor.snapshot().seen()}
     * @return the meters, to be bound to any number of registries
     */
    public static ActivityMeters of(Supplier<Counts> totals) {
        return new ActivityMeters(totals);
    }

    /**
     * Registers the meters. The registry keeps the supplier as long as the meters.
     *
     * @param registry the registry
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        for (Count count : Count.values()) {
            meter(count).ifPresent(meter -> meter.register(registry, count, totals));
        }
    }

    /** How a count is shown: its value is divided by the divisor. */
    private record Meter(String name, Tags tags, String unit, double divisor) {
        void register(MeterRegistry registry, Count count, Supplier<Counts> totals) {
            FunctionCounter.builder(
                            name, totals, source -> totals.get().get(count) / divisor) // the lambda keeps it alive
                    .tags(tags)
                    .baseUnit(unit.isEmpty() ? null : unit)
                    .description(count.description())
                    .register(registry);
        }
    }

    private static Optional<Meter> meter(Count count) {
        return switch (count) {
            case KEY_PRESSES -> plain("tally.key.presses", "presses");
            case KEY_REPEATS -> plain("tally.key.repeats", "repeats");
            case LEFT_CLICKS -> clicks("left");
            case MIDDLE_CLICKS -> clicks("middle");
            case RIGHT_CLICKS -> clicks("right");
            case OTHER_CLICKS -> clicks("other");
            case SCROLL_DETENTS -> Optional.empty(); // the whole detents of the vertical rotation, which is there
            case VERTICAL_120 -> scroll("vertical");
            case HORIZONTAL_120 -> scroll("horizontal");
            case MOTIONS -> plain("tally.pointer.motions", "motions");
            case DISTANCE_1000 -> Optional.of(new Meter("tally.pointer.distance", Tags.empty(), "", 1000));
            case ACTIVE_MILLIS -> Optional.of(new Meter("tally.active", Tags.empty(), "seconds", 1000));
            case GAPS -> plain("tally.gaps", "gaps");
        };
    }

    private static Optional<Meter> plain(String name, String unit) {
        return Optional.of(new Meter(name, Tags.empty(), unit, 1));
    }

    private static Optional<Meter> clicks(String button) {
        return Optional.of(new Meter("tally.clicks", Tags.of("button", button), "clicks", 1));
    }

    private static Optional<Meter> scroll(String axis) {
        return Optional.of(new Meter("tally.scroll", Tags.of("axis", axis), "detents", 120));
    }
}

package dev.tally.examples.client;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The hours in which nothing is counted, in the time zone of the machine. An hour that daylight saving time repeats is in them
 * both times; one that it leaves out does not occur.
 *
 * @param hours all of them; they may overlap
 * @param zone whose wall clock they are read from
 */
record BlackoutSchedule(List<BlackoutHours> hours, ZoneId zone) {
    /** Every schedule repeats after a week; two days more for hours that reach over its ends. */
    private static final int DAYS = 9;

    /**
     * Reads the hours that the options name, in the time zone of this machine.
     *
     * @throws UsageException if some have the wrong form
     */
    static BlackoutSchedule parse(Collection<String> options) {
        return new BlackoutSchedule(
                options.stream().map(BlackoutSchedule::hours).toList(), ZoneId.systemDefault());
    }

    private static BlackoutHours hours(String text) {
        try {
            return BlackoutHours.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--blackout", text, String.valueOf(e.getMessage()));
        }
    }

    /** Returns whether nothing is counted at a moment. */
    boolean isWithin(Instant moment) {
        LocalDateTime time = LocalDateTime.ofInstant(moment, zone);
        return hours.stream().anyMatch(part -> part.contains(time));
    }

    /** Returns the next moment at which {@link #isWithin} changes; empty if it never does. */
    Optional<Instant> nextChange(Instant now) {
        boolean isWithin = isWithin(now);
        return candidates(now).stream()
                .filter(moment -> isWithin(moment) != isWithin)
                .findFirst();
    }

    /** Returns the moments after now at which hours begin or end, or at which the wall clock is moved, in their order. */
    private SortedSet<Instant> candidates(Instant now) {
        SortedSet<Instant> moments = new TreeSet<>();
        LocalDate first = LocalDate.ofInstant(now, zone).minusDays(1);
        for (int i = 0; i < DAYS; i++) {
            for (BlackoutHours part : hours) {
                add(part.begin(first.plusDays(i)), moments);
                add(part.end(first.plusDays(i)), moments);
            }
        }
        ZoneOffsetTransition transition = zone.getRules().nextTransition(now);
        if (transition != null) {
            moments.add(transition.getInstant());
        }
        return moments.tailSet(now.plusNanos(1));
    }

    private void add(LocalDateTime time, SortedSet<Instant> moments) {
        ZoneRules rules = zone.getRules();
        for (ZoneOffset offset : rules.getValidOffsets(time)) { // none in a gap, whose transition is a candidate
            moments.add(time.toInstant(offset));
        }
    }
}

package dev.tally.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

/** Counts form a commutative monoid, so that no way of merging can change a total. */
@Domain(ActivityDomain.class)
@Domain(DomainContext.Global.class)
class CountsProperties {
    @Property
    void theOrderOfAddingDoesNotMatter(@ForAll Counts a, @ForAll Counts b) {
        assertEquals(a.plus(b), b.plus(a));
    }

    @Property
    void theGroupingDoesNotMatter(@ForAll Counts a, @ForAll Counts b, @ForAll Counts c) {
        assertEquals(a.plus(b).plus(c), a.plus(b.plus(c)));
    }

    @Property
    void nothingIsNeutral(@ForAll Counts a) {
        assertEquals(a, a.plus(Counts.NONE));
        assertEquals(a.equals(Counts.NONE), !a.hasActivity());
    }

    @Property
    void whatWasAddedCanBeTakenAway(@ForAll Counts a, @ForAll Counts b) {
        assertEquals(a, a.plus(b).minus(b));
    }

    @Property
    void moreThanThereIsCannotBeTakenAway(@ForAll Counts a, @ForAll Counts b) {
        if (b.hasActivity()) {
            assertThrows(IllegalArgumentException.class, () -> a.minus(a.plus(b)));
        }
    }

    @Property
    void mergingIsAssociativeAndConservesEverything(@ForAll List<ActivityInterval> run) {
        if (run.isEmpty()) {
            return;
        }
        ActivityInterval fromTheLeft =
                run.stream().reduce(ActivityInterval::merge).orElseThrow();
        ActivityInterval fromTheRight = run.get(run.size() - 1);
        for (int i = run.size() - 2; i >= 0; i--) {
            fromTheRight = run.get(i).merge(fromTheRight);
        }
        assertEquals(fromTheLeft, fromTheRight);
        assertEquals(
                run.stream().map(ActivityInterval::counts).reduce(Counts.NONE, Counts::plus), fromTheLeft.counts());
        assertEquals(run.get(0).start(), fromTheLeft.start());
        assertEquals(run.get(run.size() - 1).end(), fromTheLeft.end());
        assertEquals(run.size(), fromTheLeft.last());
    }

    @Property
    void onlyNeighboursMerge(@ForAll List<ActivityInterval> run) {
        for (int i = 0; i < run.size(); i++) {
            ActivityInterval one = run.get(i);
            assertThrows(IllegalArgumentException.class, () -> one.merge(one));
            assertThrows(IllegalArgumentException.class, () -> one.merge(nextOfAnotherRun(one)));
            assertTrue(i == 0 || run.get(i - 1).isFollowedBy(one));
        }
    }

    private static ActivityInterval nextOfAnotherRun(ActivityInterval one) {
        UUID other = new UUID(~one.run().getMostSignificantBits(), one.run().getLeastSignificantBits());
        return new ActivityInterval(other, one.last() + 1, one.last() + 1, one.end(), one.end(), Counts.NONE);
    }
}

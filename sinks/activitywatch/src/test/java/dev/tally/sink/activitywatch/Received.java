package dev.tally.sink.activitywatch;

import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.encoding.JsonReader;
import java.util.List;
import java.util.Map;

/** The counts that can be read back from a bucket: key presses, clicks of all buttons as left ones, and whole detents. */
final class Received {
    private Received() {}

    static Counts sum(String events) throws JsonReader.SyntaxException {
        Counts sum = Counts.NONE;
        for (Object event : (List<?>) JsonReader.read(events)) {
            Map<?, ?> data = (Map<?, ?>) ((Map<?, ?>) event).get("data");
            sum = sum.plus(Counts.NONE
                    .with(Count.KEY_PRESSES, ((Number) data.get("presses")).longValue())
                    .with(Count.LEFT_CLICKS, ((Number) data.get("clicks")).longValue())
                    .with(Count.SCROLL_DETENTS, ((Number) data.get("scrollY")).longValue()));
        }
        return sum;
    }

    static Counts kept(Counts counts) {
        return Counts.NONE
                .with(Count.KEY_PRESSES, counts.keyPresses())
                .with(
                        Count.LEFT_CLICKS,
                        counts.leftClicks() + counts.middleClicks() + counts.rightClicks() + counts.otherClicks())
                .with(Count.SCROLL_DETENTS, counts.scrollDetents());
    }
}

package dev.tally.sink.mcap.internal;

import dev.tally.sink.LiveSample;
import dev.tally.sink.encoding.ActivityTopic;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The last sample of each topic that tells a state, which holds until the next sample of the topic: the devices, the
 * gaps, and the ledgers of each sink. Each new recording begins with them, or a viewer would show nothing there until
 * the state changes.
 *
 * <p><b>Threads.</b> The recorder's only.
 */
final class StateSamples {
    private static final Set<ActivityTopic> STATES = EnumSet.of(
            ActivityTopic.INPUT_DEVICES,
            ActivityTopic.INPUT_GAPS,
            ActivityTopic.TALLY_LEDGER,
            ActivityTopic.TALLY_SAMPLES);

    private final Map<String, TopicSample> last = new LinkedHashMap<>();

    /** Remembers the sample, if it tells a state. */
    void note(TopicSample sample) {
        if (STATES.contains(sample.topic())) {
            last.put(key(sample), sample);
        }
    }

    /** Returns the states that hold before this sample and that it does not replace. */
    List<TopicSample> before(TopicSample first) {
        String replaced = key(first);
        return last.entrySet().stream()
                .filter(state -> !state.getKey().equals(replaced))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static String key(TopicSample sample) {
        String topic = sample.topic().topic();
        LiveSample state = sample.sample();
        if (state instanceof LiveSample.Delivery delivery) {
            return topic + ' ' + delivery.sink();
        }
        return state instanceof LiveSample.Publication publication ? topic + ' ' + publication.sink() : topic;
    }
}

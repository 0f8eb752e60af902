package dev.tally.sink.mcap.internal;

import dev.tally.sink.LiveSample;
import dev.tally.sink.encoding.ActivityTopic;

/** A sample with its topic, which is looked up once, when the sample is published. */
record TopicSample(ActivityTopic topic, LiveSample sample) {
    static TopicSample of(LiveSample sample) {
        return new TopicSample(ActivityTopic.of(sample), sample);
    }

    long epochNanos() {
        return sample.epochNanos();
    }
}

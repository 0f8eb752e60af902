package dev.tally.testkit;

import dev.tally.sink.Counts;
import dev.tally.sink.IntervalSink;

class CollectingSinkContract extends IntervalSinkContract {
    private final CollectingSink sink = new CollectingSink("collecting");

    @Override
    protected IntervalSink open() {
        return sink;
    }

    @Override
    protected Counts received() {
        return sink.total();
    }
}

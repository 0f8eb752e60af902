package dev.tally.sink.jackson;

import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import dev.tally.sink.LiveSample;
import dev.tally.sink.jackson.internal.CountsForm;
import dev.tally.sink.jackson.internal.IntervalForm;
import dev.tally.sink.jackson.internal.SampleForm;
import java.io.Serial;

/**
 * A Jackson module that writes and reads {@link Counts}, {@link ActivityInterval} and {@link LiveSample}: what is read
 * equals what was written.
 *
 * <pre>{@code
 * ObjectMapper json = JsonMapper.builder().addModule(new TallyModule()).build();
 *
 * {"run":"0f8fad5b-d9cb-469f-a165-70867728950e","first":1,"last":2,
 *  "start":"2026-11-21T10:00:00Z","end":"2026-11-21T10:00:30.000000001Z",
 *  "counts":{"key_presses":12,"key_repeats":0,…,"active_ms":900,"gaps":0}}
 *
 * {"kind":"position","epoch_nanos":1700000000000000000,"x":3,"y":-4}
 * }</pre>
 *
 * Members are named as in the live topics; moments are ISO 8601 in UTC, to the nanosecond. The kinds of samples are
 * position, scroll, mouse_activity, keyboard_activity, clicks, devices, gap, delivery and publication. A count that is missing is
 * 0. This is not the payload of a sink: payloads are smaller and not meant to be read back.
 *
 * <p><b>Failure.</b> Jackson throws a {@code ValueInstantiationException} for a value that the types refuse, for
 * example a negative count, and an {@code UnrecognizedPropertyException} for an unknown member, unless the mapper
 * ignores those.
 *
 * <p><b>Threads.</b> Any.
 */
public final class TallyModule extends SimpleModule {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Creates the module, which has no settings. */
    public TallyModule() {
        super("tally");
        setMixInAnnotation(Counts.class, CountsForm.class);
        setMixInAnnotation(ActivityInterval.class, IntervalForm.class);
        setMixInAnnotation(LiveSample.class, SampleForm.class);
    }
}

package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import dev.tally.sink.store.Contribution;
import dev.tally.testkit.ActivityDomain;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

/** What goes through Kafka is what was received, and nothing else that a client has sent. */
@Domain(ActivityDomain.class)
@Domain(DomainContext.Global.class)
class ContributionJsonProperties {
    @Property
    void anIntervalIsReadAsItWasWritten(
            @ForAll ActivityInterval interval, @ForAll @LongRange(min = 0, max = 4_000_000_000_000L) long sent)
            throws Exception {
        Contribution given = new Contribution.Identified("desk", interval, Optional.of(Instant.ofEpochMilli(sent)));
        assertEquals(given, read(ContributionJson.encode(given)));
        Contribution withoutTime = new Contribution.Identified("", interval);
        assertEquals(withoutTime, read(ContributionJson.encode(withoutTime)));
    }

    @Property
    void countsWithoutIdentityAreReadAsTheyWereWritten(@ForAll Counts counts) throws Exception {
        Contribution given = new Contribution.Anonymous("", counts);
        assertEquals(given, read(ContributionJson.encode(given)));
    }

    @Example
    void whatWasNotUnderstoodIsNotKept() throws Exception {
        Contribution read =
                read("{\"summary\":{\"total_kp\":1,\"key\":\"A\"},\"keys\":[30,31]}".getBytes(StandardCharsets.UTF_8));
        String written = new String(ContributionJson.encode(read), StandardCharsets.UTF_8);
        assertFalse(written.contains("key"), written);
        assertFalse(written.contains("30"), written);
    }

    private static Contribution read(byte[] json) throws Exception {
        return FrameParser.parse(ByteBuffer.wrap(json));
    }
}

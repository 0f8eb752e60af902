package dev.tally.sink.mcap.s3.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;

class RegionChoiceTest {

    @Test
    void theDefaultRegionOfOtherAwsProgramsIsTaken() {
        assertEquals(Optional.of(Region.EU_WEST_3), RegionChoice.find(Map.of("AWS_DEFAULT_REGION", "eu-west-3")));
    }

    @Test
    void theVariableOfTheSdkComesFirst() {
        assertEquals(
                Optional.of(Region.EU_CENTRAL_1),
                RegionChoice.find(Map.of("AWS_REGION", "eu-central-1", "AWS_DEFAULT_REGION", "eu-west-3")));
    }

    @Test
    void anEmptyVariableIsNotSet() {
        assertEquals(
                Optional.of(Region.EU_WEST_3),
                RegionChoice.find(Map.of("AWS_REGION", "", "AWS_DEFAULT_REGION", "eu-west-3")));
    }
}

package dev.tally.sink.mcap.s3.internal;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * Finds the region as AWS programs do: {@code AWS_REGION}, then {@code AWS_DEFAULT_REGION}, which the SDK for Java does
 * not know but the command line and the SDK for Python do, then profile and machine.
 */
public final class RegionChoice {
    private RegionChoice() {}

    /**
     * Finds the region.
     *
     * @param environment the variables of the process
     */
    public static Optional<Region> find(Map<String, String> environment) {
        Optional<String> named = value(environment.get("AWS_REGION"))
                .or(() -> value(System.getProperty("aws.region")))
                .or(() -> value(environment.get("AWS_DEFAULT_REGION")));
        return named.map(Region::of).or(RegionChoice::ofProfileOrMachine);
    }

    private static Optional<Region> ofProfileOrMachine() {
        try {
            return Optional.ofNullable(new DefaultAwsRegionProviderChain().getRegion());
        } catch (SdkException none) {
            return Optional.empty();
        }
    }

    private static Optional<String> value(@Nullable String text) {
        return Optional.ofNullable(text).filter(value -> !value.isBlank());
    }
}

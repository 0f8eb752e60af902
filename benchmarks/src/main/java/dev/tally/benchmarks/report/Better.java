package dev.tally.benchmarks.report;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which values of a metric are the better ones. */
public enum Better {
    @JsonProperty("lower")
    LOWER,
    @JsonProperty("higher")
    HIGHER;

    /** Returns how many times worse a ratio is than another: 1.25 for a quarter worse, less than 1 if it is better. */
    double timesWorse(double ratio, double committed) {
        return this == LOWER ? ratio / committed : committed / ratio;
    }
}

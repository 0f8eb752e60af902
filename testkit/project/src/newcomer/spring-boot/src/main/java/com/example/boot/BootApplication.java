package com.example.boot;

import dev.tally.aggregation.ActivityMonitor;
import dev.tally.capture.CaptureBackends;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.sink.micrometer.ActivityMeters;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Counts while the application runs, and shows the totals as meters of the actuator. */
@SpringBootApplication
public class BootApplication {
    public static void main(String[] args) {
        SpringApplication.run(BootApplication.class, args).close();
    }

    /** Spring closes the monitor when the application ends. */
    @Bean
    ActivityMonitor activityMonitor(@Value("${tally.backend:simulated}") String backend) throws CaptureException {
        CaptureOptions options =
                CaptureOptions.defaults().backend(backend).with("simulated.rate", "1000");
        return ActivityMonitor.of(CaptureBackends.best(options), options).start();
    }

    @Bean
    ActivityMeters activityMeters(ActivityMonitor monitor) {
        return ActivityMeters.of(() -> monitor.snapshot().seen());
    }

    @Bean
    CommandLineRunner show(MeterRegistry registry) {
        return args -> {
            System.out.println("backends: " + CaptureBackends.names());
            double presses = 0;
            for (int i = 0; i < 2000 && presses == 0; i++) {
                Thread.sleep(5);
                presses = registry.get("tally.key.presses").functionCounter().count();
            }
            System.out.println("counted: " + (presses > 0));
        };
    }
}

package dev.tally.testkit.x11;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIf;

/** Skips a test class without Xvfb and prints the reason; in CI that is a failure. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(
        value = "dev.tally.testkit.x11.NeedsXvfb$Condition#isMet",
        disabledReason = "there is no Xvfb here: apt-get install -y xvfb")
@interface NeedsXvfb {

    /** Named by the annotation above. */
    final class Condition {
        private Condition() {}

        static boolean isMet() {
            return XvfbServer.isInstalled() || System.getenv("CI") != null;
        }
    }
}

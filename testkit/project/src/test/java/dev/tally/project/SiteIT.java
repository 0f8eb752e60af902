package dev.tally.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** One command renders the documents and the Javadoc; a broken link or a warning of Javadoc would end it. */
@EnabledIfSystemProperty(named = "tally.full", matches = "true", disabledReason = "only with -Dtally.full=true")
class SiteIT {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    @Test
    void theSiteHasEachGuideAndTheApi() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(ROOT.resolve("bin/site").toString()).redirectErrorStream(true);
        builder.environment().put("TALLY_NO_BUILD", "1");
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), printed);
        Path site = ROOT.resolve("target/site");
        for (String page : new String[] {
            "index.html",
            "docs/guides/write-a-sink.html",
            "docs/architecture.html",
            "api/index.html",
            "api/dev.tally.sink/dev/tally/sink/IntervalSink.html",
            "api/dev.tally.sink.micrometer/dev/tally/sink/micrometer/ActivityMeters.html"
        }) {
            assertTrue(Files.exists(site.resolve(page)), page);
        }
    }
}

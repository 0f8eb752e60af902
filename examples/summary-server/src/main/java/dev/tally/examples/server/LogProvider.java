package dev.tally.examples.server;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Logback with {@link LogConfiguration}, without looking for either.
 *
 * <p>The property {@code slf4j.provider} in the options of the packaged server names it. Without the property SLF4J finds Logback,
 * and Logback finds the configuration, as services: the log is the same, but every jar is opened for that
 * (docs/performance.md).
 */
public final class LogProvider implements SLF4JServiceProvider {
    private final LoggerContext context = new LoggerContext();
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final LogbackMDCAdapter values = new LogbackMDCAdapter();

    /** Creates the provider; SLF4J calls this. */
    public LogProvider() {}

    @Override
    public ILoggerFactory getLoggerFactory() {
        return context;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return values;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {
        context.setName("default");
        context.setMDCAdapter(values);
        new LogConfiguration().configure(context);
        context.start();
    }
}

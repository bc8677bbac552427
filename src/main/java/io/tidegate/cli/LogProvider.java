package io.tidegate.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/// Logback as it comes, but without the search for configurations of its own: [LogSetup] says all there is to say, and
/// the search through every library takes a tenth of a start.
public final class LogProvider implements SLF4JServiceProvider {
    private final LoggerContext context = new LoggerContext();
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final LogbackMDCAdapter mapped = new LogbackMDCAdapter();

    /// From now on everything is logged through it. Before the first logger is made.
    public static void use() {
        System.setProperty("slf4j.provider", LogProvider.class.getName());
        System.setProperty("slf4j.internal.verbosity", "WARN"); // else it tells what it was told
    }

    @Override
    public void initialize() {
        context.setName("default");
        context.setMDCAdapter(mapped);
        context.start();
    }

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
        return mapped;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }
}

package io.tidegate.admin;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does the collector take what it is sent? One line in the log when that changes; the library's own lines, which go
/// past the log, are silenced.
final class ReportedExport implements SpanExporter {
    private static final Logger LOG = LoggerFactory.getLogger(ReportedExport.class);

    private final SpanExporter exporter;
    private final java.util.logging.Logger silenced; // held, because loggers that nobody holds forget their level
    private final AtomicBoolean failing = new AtomicBoolean();

    private ReportedExport(SpanExporter exporter, java.util.logging.Logger silenced) {
        this.exporter = exporter;
        this.silenced = silenced;
    }

    static ReportedExport of(SpanExporter exporter) {
        java.util.logging.Logger library = java.util.logging.Logger.getLogger("io.opentelemetry");
        library.setLevel(Level.OFF);
        return new ReportedExport(exporter, library);
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = exporter.export(spans);
        return result.whenComplete(() -> note(result.isSuccess()));
    }

    private void note(boolean taken) {
        if (failing.compareAndSet(taken, !taken)) {
            if (taken) {
                LOG.info("the trace collector takes spans again");
            } else {
                LOG.warn("the trace collector takes no spans; they are lost until it does");
            }
        }
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }

    @Override
    public String toString() {
        return "export of spans past " + silenced.getName();
    }
}

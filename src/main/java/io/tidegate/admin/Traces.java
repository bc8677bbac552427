package io.tidegate.admin;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.tidegate.call.Reason;
import io.tidegate.call.Trace;
import io.tidegate.call.Tracing;
import io.tidegate.catalog.Prompt;
import io.tidegate.catalog.Target;
import io.tidegate.catalog.Tool;
import io.tidegate.http.Headers;
import io.tidegate.json.JsonValue;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.MetaKey;
import io.tidegate.mcp.Method;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Sends a span of each request to an OpenTelemetry collector, as part of the caller's trace.
///
/// Spans wait in a bounded queue; when the collector is slow or gone they are lost, and no call notices. Tells server,
/// tool, outcome and reason; never content, nor who called.
public final class Traces implements Tracing, AutoCloseable {
    private static final int QUEUE_MAX = 4_096;
    private static final int BATCH_MAX = 512;
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration EXPORT_DEADLINE = Duration.ofSeconds(5);
    private static final Duration FLUSH_DEADLINE = Duration.ofSeconds(2);
    private static final String UNSERVED = "unknown method";
    private static final String SIGNAL_PATH = "/v1/traces"; // OTLP 1.x, OTLP/HTTP request

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    private Traces(SdkTracerProvider provider, String version) {
        this.provider = provider;
        this.tracer = provider.get("tidegate", version);
    }

    /// @param endpoint of the collector; without a path, OTLP's usual one is meant
    /// @param version of this build
    public static Traces to(URI endpoint, String version) {
        ReportedExport exporter = ReportedExport.of(OtlpHttpSpanExporter.builder()
                .setEndpoint(signal(endpoint))
                .setTimeout(EXPORT_DEADLINE)
                .build());
        BatchSpanProcessor batches = BatchSpanProcessor.builder(exporter)
                .setMaxQueueSize(QUEUE_MAX)
                .setMaxExportBatchSize(BATCH_MAX)
                .setScheduleDelay(EVERY)
                .setExporterTimeout(EXPORT_DEADLINE)
                .build();
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(batches)
                .setResource(Resource.builder()
                        .put("service.name", "tidegate")
                        .put("service.version", version)
                        .build())
                .build();
        return new Traces(provider, version);
    }

    private static String signal(URI endpoint) {
        String path = endpoint.getRawPath();
        boolean bare = path == null || path.isEmpty() || path.equals("/");
        return bare ? endpoint.resolve(SIGNAL_PATH).toString() : endpoint.toString();
    }

    @Override
    public Trace begin(Message.Request request, Headers headers) {
        String name =
                Method.isServed(request.method()) ? request.method() : UNSERVED; // nothing of a caller's own words
        Span span = tracer.spanBuilder(name)
                .setParent(parent(request, headers))
                .setSpanKind(SpanKind.SERVER)
                .startSpan();
        return new Open(span);
    }

    /// What the message names goes before what the transport names; what is malformed counts as not named.
    private static Context parent(Message.Request request, Headers headers) {
        Optional<JsonValue> meta = request.params().root().get(MetaKey.META);
        Context named = extracted(
                meta.flatMap(all -> all.string(MetaKey.TRACEPARENT)),
                meta.flatMap(all -> all.string(MetaKey.TRACESTATE)));
        if (Span.fromContext(named).getSpanContext().isValid()) {
            return named;
        }
        return extracted(headers.only(MetaKey.TRACEPARENT), headers.only(MetaKey.TRACESTATE));
    }

    private static Context extracted(Optional<String> parent, Optional<String> state) {
        Map<String, String> carrier = new HashMap<>();
        parent.filter(Traces::bearable).ifPresent(value -> carrier.put(MetaKey.TRACEPARENT, value));
        state.filter(Traces::bearable).ifPresent(value -> carrier.put(MetaKey.TRACESTATE, value));
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), carrier, CarrierGetter.INSTANCE);
    }

    private static boolean bearable(String value) {
        return value.length() <= MetaKey.TRACE_BYTES_MAX;
    }

    /// A span that is under way.
    private record Open(Span span) implements Trace {
        @Override
        public Optional<String> traceparent() {
            SpanContext context = span.getSpanContext();
            return Optional.of("00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                    + context.getTraceFlags().asHex());
        }

        @Override
        public void ended(Optional<Target> target, Optional<Reason> refused) {
            target.ifPresent(known -> {
                span.setAttribute("tidegate.server", known.server().name());
                switch (known) {
                    case Tool tool -> span.setAttribute("tidegate.tool", tool.name());
                    case Prompt prompt -> span.setAttribute("tidegate.prompt", prompt.name());
                    case io.tidegate.catalog.Resource _ -> {} // a URI can hold content
                }
            });
            span.setAttribute("tidegate.outcome", refused.isPresent() ? "refused" : "released");
            refused.ifPresent(reason -> {
                span.setAttribute("tidegate.reason", reason.code());
                if (reason.kind() == Reason.Kind.SERVER || reason.kind() == Reason.Kind.TIDEGATE) {
                    span.setStatus(StatusCode.ERROR);
                }
            });
            span.end();
        }
    }

    /// Sends what waits, for at most two seconds.
    @Override
    public void close() {
        provider.shutdown().join(FLUSH_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }
}

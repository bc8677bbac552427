package io.tidegate.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Which calls have begun and not ended? Not for two threads at once.
final class OpenCalls {
    /// Far above what a gateway admits at once; so many mean that ends are not recorded.
    static final int OPEN_MAX = 100_000;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<String, Long> open = new LinkedHashMap<>();

    /// Throws `TrailUnavailable` if a record of `kind` would be one call too many.
    void check(RecordKind kind) {
        if (kind == RecordKind.INTENT && open.size() >= OPEN_MAX) {
            throw new TrailUnavailable("more calls are open than the trail can carry");
        }
    }

    /// Learns from a record of `call`.
    void note(RecordKind kind, String call, long sequence) {
        switch (kind) {
            case INTENT -> open.put(call, sequence);
            case SEALED -> open.remove(call);
            case OPENED, REFUSED, CHANGE, CHECKPOINT, CLOSED, CARRIED -> {}
        }
    }

    List<OpenCall> list() {
        return open.entrySet().stream()
                .map(call -> new OpenCall(call.getKey(), call.getValue()))
                .toList();
    }

    /// Payloads for a `CARRIED` record each, none larger than `bytesMax`; none if no call is open.
    List<byte[]> json(int bytesMax) {
        List<byte[]> payloads = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, Long> call : open.entrySet()) {
            String entry = "\"" + call.getKey() + "\":" + call.getValue();
            if (!text.isEmpty() && text.length() + entry.length() + 16 > Math.min(bytesMax, Frame.PAYLOAD_BYTES_MAX)) {
                payloads.add(payload(text));
                text.setLength(0);
            }
            text.append(text.isEmpty() ? "" : ",").append(entry);
        }
        if (!text.isEmpty()) {
            payloads.add(payload(text));
        }
        return payloads;
    }

    private static byte[] payload(StringBuilder entries) {
        return ("{\"open\":{" + entries + "}}").getBytes(StandardCharsets.US_ASCII);
    }

    /// Learns what a `CARRIED` record says. Throws `TrailDamaged` if it says nothing of the kind.
    void carried(byte[] payload) throws TrailDamaged {
        try {
            JsonNode calls = JSON.readTree(payload).path("open");
            for (Map.Entry<String, JsonNode> call : calls.properties()) {
                open.put(call.getKey(), call.getValue().asLong(0));
            }
        } catch (JacksonException _) {
            throw new TrailDamaged("a record of open calls cannot be read; run `tidegate trail verify`");
        }
    }
}

package io.tidegate.upstream;

import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.mcp.Message;

/// Does this notice tell of progress beyond what was told of the call before? What does not is no news (MCP, Progress:
/// the value must increase).
final class Progress {
    private double last = Double.NEGATIVE_INFINITY;

    synchronized boolean advances(Message.Notification notice) {
        double now = notice.params()
                .root()
                .get("progress")
                .filter(value -> value.is(JsonKind.NUMBER))
                .map(JsonValue::json)
                .map(Double::parseDouble)
                .orElse(Double.NEGATIVE_INFINITY);
        boolean more = now > last;
        last = Math.max(now, last);
        return more;
    }
}

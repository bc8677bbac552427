package io.tidegate.front;

import io.tidegate.call.Answer;
import io.tidegate.call.Release;
import io.tidegate.json.JsonKind;
import io.tidegate.mcp.Method;
import java.util.Optional;

/// Does this progress go beyond what was told before? A call in several legs may begin anew at the server, but not for
/// whoever watches it (MCP, Progress: it must increase). For one thread at a time.
final class Rising {
    private double told = Double.NEGATIVE_INFINITY;

    boolean passes(Release notice) {
        if (!(notice.body() instanceof Release.Body.Judged(Answer.Notice(String method, var content)))
                || !method.equals(Method.PROGRESS)) {
            return true;
        }
        Optional<Double> progress = content.json()
                .root()
                .get("progress")
                .filter(value -> value.is(JsonKind.NUMBER))
                .map(value -> Double.valueOf(value.json()));
        if (progress.isPresent() && progress.get() <= told) {
            return false;
        }
        told = progress.orElse(told);
        return true;
    }
}

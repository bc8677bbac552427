package io.tidegate.upstream;

import io.tidegate.call.Answer;
import io.tidegate.call.Call;
import io.tidegate.call.Content;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonEdits;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.json.MalformedJson;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.LogLevel;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.MetaKey;
import io.tidegate.mcp.Method;
import java.util.Map;
import java.util.Optional;

/// Which of a server's notices in the course of a call does its caller get, and in which form?
///
/// Progress where the caller gave a token, which it gets back, and where the value increases; log messages from the
/// level on that it wants. Without what `_meta` says of subscriptions and tasks: those are the server's own ids.
final class Notices implements Course {
    private final Optional<JsonValue> token;
    private final Optional<LogLevel> level;
    private final Progress progress;
    private final Upstreams.Midway midway;

    Notices(Call call, Progress progress, Upstreams.Midway midway) {
        this.token = call.progressToken();
        this.level = call.caller().log();
        this.progress = progress;
        this.midway = midway;
    }

    @Override
    public void accept(Message.Notification notice) {
        Optional<Answer.Notice> passed =
                switch (notice.method()) {
                    case Method.PROGRESS ->
                        token.filter(_ -> progress.advances(notice)).flatMap(wanted -> withToken(notice, wanted));
                    case Method.LOG -> wanted(notice) ? Optional.of(plain(notice)) : Optional.empty();
                    default -> Optional.empty();
                };
        passed.ifPresent(midway);
    }

    @Override
    public void rests() {
        midway.rests();
    }

    private boolean wanted(Message.Notification notice) {
        return level.filter(from -> from.covers(notice.params())).isPresent();
    }

    private static Answer.Notice plain(Message.Notification notice) {
        return new Answer.Notice(notice.method(), new Content(ofNobody(notice)));
    }

    /// What it says, without reserved names.
    static JsonDocument ofNobody(Message.Notification notice) {
        JsonDocument params = notice.params();
        return params.root().get(MetaKey.META).isEmpty()
                ? params
                : new JsonWriter().raw(Envelope.withMeta(params, Map.of())).document();
    }

    private static Optional<Answer.Notice> withToken(Message.Notification notice, JsonValue token) {
        try {
            JsonDocument params = ofNobody(notice);
            JsonDocument renamed = new JsonEdits(params)
                    .put(params.root(), "progressToken", token.raw())
                    .apply(JsonLimits.EXAMINED);
            return Optional.of(new Answer.Notice(notice.method(), new Content(renamed)));
        } catch (MalformedJson tooLarge) {
            return Optional.empty();
        }
    }
}

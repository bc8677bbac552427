package io.tidegate.control;

import io.tidegate.call.Answer;
import io.tidegate.call.Content;
import io.tidegate.call.ControlId;
import io.tidegate.call.Delivery;
import io.tidegate.call.Note;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Verdict;
import io.tidegate.catalog.Server;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonEdits;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.json.MalformedJson;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Tells the model that a result is what a server said, not what a person asked for.
///
/// Text gets lines around it; the whole result gets a mark in `_meta`. Text that is JSON is left as it is, since
/// programs read it; so is structured content. What a server puts into `_meta` under the gateway's own names is taken
/// out. It does not find out whether the text is hostile.
final class UntrustedMark implements AfterControl {
    private static final String META = "io.tidegate/untrusted";

    /// Says of a definition that its server is away: the gateway put it there before.
    private static final String STALE = "io.tidegate/stale";

    private final RandomGenerator random;

    UntrustedMark(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public ControlId id() {
        return ControlId.UNTRUSTED_MARK;
    }

    @Override
    public Verdict judge(Delivery delivery) {
        Server from = delivery.from();
        return switch (delivery.answer()) {
            case Answer.Result(Content content) -> from.trusted() ? Verdict.PASS : marked(from, content);
            case Answer.InputRequired asked -> from.trusted() ? Verdict.PASS : marked(from, asked.content());
            case Answer.TaskBegun(Content content) -> from.trusted() ? Verdict.PASS : marked(from, content);
            case Answer.Failure(Content content) -> from.trusted() ? Verdict.PASS : failure(content);
            case Answer.Notice notice -> from.trusted() ? Verdict.PASS : stripped(notice.content(), "");
            case Answer.Definition(Content content) -> from.trusted() ? Verdict.PASS : stripped(content, STALE);
        };
    }

    private static Verdict failure(Content content) {
        JsonEdits edits = new JsonEdits(content.json());
        JsonValue error = content.json().root();
        GatewayNames names = new GatewayNames(edits);
        error.get("data").ifPresent(names::all);
        return stripped(edits, names.ofMeta(error));
    }

    private static Verdict stripped(Content content, String kept) {
        JsonEdits edits = new JsonEdits(content.json());
        return stripped(
                edits, new GatewayNames(edits, kept).ofMeta(content.json().root()));
    }

    private static Verdict stripped(JsonEdits edits, GatewayNames names) {
        try {
            return edits.isEmpty()
                    ? Verdict.PASS
                    : new Verdict.Mend(
                            new Content(edits.apply(JsonLimits.EXAMINED)),
                            List.of(new Note("stripped", "names of the gateway", names.removed())));
        } catch (MalformedJson unreadable) {
            return malformed("names of the gateway");
        }
    }

    private Verdict marked(Server from, Content content) {
        JsonDocument json = content.json();
        if (json.root().get("_meta").filter(meta -> !meta.is(JsonKind.OBJECT)).isPresent()) {
            return malformed("`_meta` is no object");
        }
        JsonEdits edits = new JsonEdits(json);
        MarkedTexts texts = new MarkedTexts(edits, HexFormat.of().toHexDigits(random.nextInt()));
        if (!texts.mark(json.root(), from)) {
            return malformed("`content` is no list of blocks");
        }
        new GatewayNames(edits).ofMeta(json.root());
        mark(json, edits, from);
        try {
            JsonLimits limits = JsonLimits.EXAMINED;
            Note note = new Note("marked", "untrusted", texts.count());
            return new Verdict.Mend(new Content(edits.apply(limits)), List.of(note));
        } catch (MalformedJson unmarkable) {
            return new Verdict.Refuse(Refusal.of(
                    Reason.DATA_NOT_RELEASED, "Refused: the answer could not be marked as untrusted.", "unmarkable"));
        }
    }

    /// What can't take a mark because the server built it wrong is the server's fault.
    private static Verdict malformed(String detail) {
        return new Verdict.Refuse(Refusal.of(
                Reason.ANSWER_MALFORMED, "The server answered with something that is not valid MCP.", detail));
    }

    private static void mark(JsonDocument json, JsonEdits edits, Server from) {
        byte[] mark = new JsonWriter()
                .object()
                .member("server", from.name())
                .endObject()
                .bytes();
        Optional<JsonValue> meta = json.root().get("_meta");
        if (meta.isPresent()) {
            edits.put(meta.get(), META, mark);
        } else {
            edits.put(
                    json.root(),
                    "_meta",
                    new JsonWriter().object().name(META).raw(mark).endObject().bytes());
        }
    }
}

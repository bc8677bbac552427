package io.tidegate.control;

import io.tidegate.call.Answer;
import io.tidegate.call.Call;
import io.tidegate.call.Content;
import io.tidegate.call.ControlId;
import io.tidegate.call.Delivery;
import io.tidegate.call.Note;
import io.tidegate.call.Reason;
import io.tidegate.call.Recipient;
import io.tidegate.call.Refusal;
import io.tidegate.call.Verdict;
import io.tidegate.catalog.Tool;
import io.tidegate.config.Records;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonWriter;
import io.tidegate.json.MalformedJson;
import io.tidegate.mcp.ErrorCode;
import io.tidegate.mcp.Method;
import io.tidegate.records.Carried;
import io.tidegate.records.Unfilterable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which records of an answer may this caller see, and which of their fields? By the policies about `see`, and by what
/// the policies that allowed the call demand of its answer.
///
/// What can't be told apart into records is refused, in every carrier: where nothing has to be filtered, nothing
/// changes.
final class RecordFilter implements AfterControl {
    private static final String NOTHING = "Nothing of the answer may be shown.";
    private static final String LOGS = "notifications/message";

    private final PolicyQuestions questions;
    private final RecordBindings bindings;
    private final OutputShapes shapes = new OutputShapes();

    RecordFilter(PolicyQuestions questions, RecordBindings bindings) {
        this.questions = questions;
        this.bindings = bindings;
    }

    @Override
    public ControlId id() {
        return ControlId.RECORD_FILTER;
    }

    @Override
    public Verdict judge(Delivery delivery) {
        return switch (delivery.to()) {
            case Recipient.Everybody _ -> Verdict.PASS;
            case Recipient.Listener _ -> heard(delivery);
            case Recipient.Asker(var call) -> answered(call, delivery.answer());
        };
    }

    /// What a server logs in the course of a call can come outside of it.
    private Verdict heard(Delivery delivery) {
        boolean isLog = delivery.answer() instanceof Answer.Notice(String method, Content _) && method.equals(LOGS);
        return isLog && bindings.has(delivery.from().name()) ? refuse("log") : Verdict.PASS;
    }

    private Verdict answered(Call call, Answer answer) {
        Optional<Tool> tool = call.target() instanceof Tool its ? Optional.of(its) : Optional.empty();
        Optional<Records> records = tool.flatMap(bindings::of);
        if (records.isEmpty() && !call.terms().changeAnswers()) {
            return Verdict.PASS;
        }
        if (tool.isEmpty()) {
            return refuse("no-tool");
        }
        if (Method.isOfTask(call.method())) {
            return refuse("task");
        }
        return switch (answer) {
            case Answer.Result(Content content) -> result(new Filtering(questions, call, tool.get(), records), content);
            case Answer.Failure _ -> failed();
            case Answer.Notice _ -> refuse("notice");
            case Answer.InputRequired _ -> refuse("question");
            case Answer.TaskBegun _ -> refuse("task");
            case Answer.Definition _ -> Verdict.PASS;
        };
    }

    private Verdict result(Filtering filtering, Content content) {
        boolean isError = content.json()
                .root()
                .get("isError")
                .filter(value -> !value.is(JsonKind.FALSE))
                .isPresent();
        if (isError) {
            return mended(Carried.withheld(NOTHING), List.of(new Note("withheld", "error", 1)));
        }
        try {
            Carried carried = Carried.of(content.json().root(), filtering.others());
            Optional<List<byte[]>> filtered = filtering.filtered(carried);
            if (filtered.isEmpty()) {
                return mended(Carried.withheld(NOTHING), filtering.notes());
            }
            if (carried.isStructured()) {
                shapes.check(
                        filtering.tool(),
                        carried.documents().getFirst(),
                        filtered.get().getFirst());
            }
            return mended(carried.with(filtered.get(), filtering.told()), filtering.notes());
        } catch (Unfilterable unfit) {
            return refuse(unfit.code());
        }
    }

    /// An error says that there was one: its words, its data and its code are the server's, and could tell of records.
    private static Verdict failed() {
        byte[] error = new JsonWriter()
                .object()
                .member("code", ErrorCode.INTERNAL_ERROR)
                .member("message", NOTHING)
                .endObject()
                .bytes();
        return mended(error, List.of(new Note("withheld", "error", 1)));
    }

    private static Verdict mended(byte[] json, List<Note> notes) {
        try {
            return new Verdict.Mend(new Content(JsonDocument.parse(json, JsonLimits.EXAMINED)), new ArrayList<>(notes));
        } catch (MalformedJson unreadable) {
            return refuse("too-deep");
        }
    }

    private static Verdict refuse(String code) {
        return new Verdict.Refuse(Refusal.of(
                Reason.ANSWER_NOT_FILTERED,
                "The call was made, and what came back can't be shown here: your organisation filters the answers of this"
                        + " tool, and this one can't be filtered. Do not repeat it; tell an administrator.",
                code));
    }
}

package io.tidegate.gate;

import io.tidegate.call.Answer;
import io.tidegate.call.Call;
import io.tidegate.call.Content;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.catalog.Catalog;
import io.tidegate.catalog.Offer;
import io.tidegate.catalog.Uris;
import io.tidegate.json.JsonEdits;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.MalformedJson;
import io.tidegate.mcp.Description;
import io.tidegate.mcp.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Which names in a server's words must become those of the profile? Where a profile has several servers, the URIs
/// of resources: in links and embedded resources, in what is read, in what a client is to sample from, and in what
/// points to an app.
///
/// URIs in free text stay as they are: nobody can tell which of them mean a resource. The ids of tasks are sealed
/// everywhere.
final class Names {
    private static final List<String> BLOCKS = List.of("content", "messages", "contents");
    private static final List<String> APP_SPELLINGS = List.of("ui/resourceUri", "openai/outputTemplate");
    private static final Refusal HIDDEN = Refusal.of(
            Reason.ANSWER_MALFORMED,
            "The server hid characters in the address of a resource, so that it could be taken for another's.",
            "hidden text in a URI");

    private static final byte[] NONE = "\"none\"".getBytes(StandardCharsets.US_ASCII);

    private final Catalog catalog;
    private final TaskNames tasks;

    Names(Catalog catalog, TaskNames tasks) {
        this.catalog = catalog;
        this.tasks = tasks;
    }

    /// The answer with the names that the caller's profile shows.
    Answer shown(Call call, Answer said) throws Refused {
        Answer answer =
                switch (call.method()) {
                    case Method.TASKS_GET, Method.TASKS_UPDATE, Method.TASKS_CANCEL, Method.TASKS_RESULT ->
                        ofTask(call, said);
                    default ->
                        said instanceof Answer.TaskBegun(Content content)
                                ? said.with(tasks.begun(call, content))
                                : said;
                };
        if (!catalog.renames(call.arrival().profile())) {
            return answer;
        }
        JsonEdits edits = new JsonEdits(answer.content().json());
        String server = call.target().server().name();
        places(answer, answer.content(), uri -> edits.replaceText(uri, Uris.shown(server, uri.text())));
        if (answer instanceof Answer.InputRequired) {
            contexts(edits, answer.content().json().root());
        }
        return edits.isEmpty() ? answer : answer.with(applied(edits));
    }

    /// "This server" is the whole gateway to the client: no server is told what others said to it (MCP 2025-11-25,
    /// Sampling, `includeContext`).
    private static void contexts(JsonEdits edits, JsonValue root) {
        for (JsonValue.Member request :
                root.get("inputRequests").map(JsonValue::members).orElse(List.of())) {
            request.value()
                    .get("params")
                    .flatMap(params -> params.get("includeContext"))
                    .filter(context -> !context.says("none"))
                    .ifPresent(context -> edits.replace(context, NONE));
        }
    }

    /// What controls took out may have made another name of what was none: such a one could mean another server's.
    ///
    /// @param leaving the answer's content after the controls
    /// @throws Refused if there is one
    void requireShown(Call call, Answer answer, Content leaving) throws Refused {
        if (leaving.digest().equals(answer.content().digest())
                || !catalog.renames(call.arrival().profile())) {
            return;
        }
        String server = call.target().server().name();
        List<JsonValue> strange = new ArrayList<>();
        places(answer, leaving, uri -> collect(uri, server, strange));
        if (!strange.isEmpty()) {
            throw new Refused(HIDDEN);
        }
    }

    private static void collect(JsonValue uri, String server, List<JsonValue> strange) {
        if (Uris.server(uri.text()).filter(server::equals).isEmpty()) {
            strange.add(uri);
        }
    }

    private Answer ofTask(Call call, Answer said) throws Refused {
        boolean ofResult = call.method().equals(Method.TASKS_RESULT);
        return switch (said) {
            case Answer.Result(Content content) ->
                said.with(ofResult ? tasks.result(call, content) : tasks.state(call, content));
            case Answer.InputRequired asked -> said.with(tasks.asked(call, asked.content()));
            case Answer.TaskBegun _ ->
                throw new Refused(
                        Refusal.of(Reason.ANSWER_MALFORMED, "The server made a task of a question about a task."));
            case Answer.Failure _, Answer.Notice _, Answer.Definition _ -> said;
        };
    }

    /// Where the URI of a resource stands, for `uris` to look at.
    private static void places(Answer answer, Content content, Consumer<JsonValue> uris) {
        JsonValue root = content.json().root();
        switch (answer) {
            case Answer.Result _ -> {
                blocks(root, uris);
                root.get("result").ifPresent(inner -> blocks(inner, uris)); // of a task that is done
            }
            case Answer.Failure _ -> root.get("data").ifPresent(data -> uri(data, uris));
            case Answer.InputRequired _ -> asked(root, uris);
            case Answer.TaskBegun _, Answer.Notice _, Answer.Definition _ -> {}
        }
    }

    private static void blocks(JsonValue result, Consumer<JsonValue> uris) {
        if (!result.is(JsonKind.OBJECT)) {
            return;
        }
        for (String blocks : BLOCKS) {
            for (JsonValue block : result.get(blocks).map(JsonValue::elements).orElse(List.of())) {
                block(block, uris);
                block.get("content").ifPresent(inner -> block(inner, uris));
            }
        }
        app(result, uris);
    }

    /// What a server asks the client: the messages that it is to sample from.
    private static void asked(JsonValue root, Consumer<JsonValue> uris) {
        for (JsonValue.Member request :
                root.get("inputRequests").map(JsonValue::members).orElse(List.of())) {
            Optional<JsonValue> messages = request.value()
                    .get("params")
                    .filter(params -> params.is(JsonKind.OBJECT))
                    .flatMap(params -> params.get("messages"));
            for (JsonValue message : messages.map(JsonValue::elements).orElse(List.of())) {
                said(message, uris);
            }
        }
    }

    /// One block or a list of them, as `content`; results of tools that are in it have some of their own.
    private static void said(JsonValue object, Consumer<JsonValue> uris) {
        Optional<JsonValue> content = object.is(JsonKind.OBJECT) ? object.get("content") : Optional.empty();
        if (content.isEmpty()) {
            return;
        }
        Iterable<JsonValue> blocks =
                content.get().is(JsonKind.ARRAY) ? content.get().elements() : List.of(content.get());
        for (JsonValue block : blocks) {
            block(block, uris);
            for (JsonValue inner : block.is(JsonKind.OBJECT)
                    ? block.get("content").map(JsonValue::elements).orElse(List.of())
                    : List.<JsonValue>of()) {
                block(inner, uris);
            }
        }
    }

    /// A `resource_link`, an embedded resource, or an entry of `resources/read`.
    private static void block(JsonValue block, Consumer<JsonValue> uris) {
        if (block.is(JsonKind.OBJECT)) {
            uri(block, uris);
            block.get("resource").ifPresent(inner -> uri(inner, uris));
            app(block, uris);
        }
    }

    private static void uri(JsonValue object, Consumer<JsonValue> uris) {
        if (object.is(JsonKind.OBJECT)) {
            object.get("uri").filter(Names::isUri).ifPresent(uris);
        }
    }

    /// `_meta.ui.resourceUri`, and its other spellings (MCP Apps).
    private static void app(JsonValue object, Consumer<JsonValue> uris) {
        Optional<JsonValue> meta = object.get("_meta").filter(found -> found.is(JsonKind.OBJECT));
        meta.flatMap(found -> found.get("ui"))
                .filter(ui -> ui.is(JsonKind.OBJECT))
                .flatMap(ui -> ui.get("resourceUri"))
                .filter(Names::isUri)
                .ifPresent(uris);
        for (String spelling : APP_SPELLINGS) {
            meta.flatMap(found -> found.get(spelling)).filter(Names::isUri).ifPresent(uris);
        }
    }

    private static boolean isUri(JsonValue value) {
        return value.is(JsonKind.STRING) && Description.isUri(value.text());
    }

    /// The same in a definition, where its own name was changed.
    static void showApp(JsonEdits edits, JsonValue definition, Offer offer) {
        if (isRenamed(offer)) {
            String server = offer.server().name();
            app(definition, uri -> edits.replaceText(uri, Uris.shown(server, uri.text())));
        }
    }

    /// @param leaving the definition after the controls
    /// @throws Refused if it has a name now that it did not have before
    static void requireShown(Offer offer, JsonValue leaving) throws Refused {
        List<JsonValue> strange = new ArrayList<>();
        if (isRenamed(offer)) {
            app(leaving, uri -> collect(uri, offer.server().name(), strange));
        }
        if (!strange.isEmpty()) {
            throw new Refused(HIDDEN);
        }
    }

    private static boolean isRenamed(Offer offer) {
        return !offer.shown().equals(offer.definition().name());
    }

    private static Content applied(JsonEdits edits) throws Refused {
        try {
            return new Content(edits.apply(JsonLimits.EXAMINED));
        } catch (MalformedJson tooLarge) {
            throw new Refused(Refusal.of(Reason.ANSWER_TOO_LARGE, "The answer is larger than what may pass."));
        }
    }
}

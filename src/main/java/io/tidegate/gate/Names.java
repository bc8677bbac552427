package io.tidegate.gate;

import io.tidegate.call.Answer;
import io.tidegate.call.Call;
import io.tidegate.call.Content;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.catalog.Catalog;
import io.tidegate.catalog.Offer;
import io.tidegate.catalog.Target;
import io.tidegate.catalog.Uris;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonEdits;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.MalformedJson;
import io.tidegate.mcp.Description;
import io.tidegate.mcp.Method;
import java.util.List;
import java.util.Optional;

/// Which names in a server's words must become those of the profile? Where a profile has several servers, the URIs
/// of resources: in links and embedded resources, in what is read, in what a client is to sample from, and in what
/// points to an app.
///
/// URIs in free text stay as they are: nobody can tell which of them mean a resource. The ids of tasks are sealed
/// everywhere.
final class Names {
    private static final List<String> BLOCKS = List.of("content", "messages", "contents");

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
        return switch (answer) {
            case Answer.Result(Content content) -> answer.with(result(call.target(), content));
            case Answer.Failure(Content content) -> answer.with(failure(call.target(), content));
            case Answer.InputRequired(Content content, var _) -> answer.with(asked(call.target(), content));
            case Answer.TaskBegun _, Answer.Notice _, Answer.Definition _ -> answer;
        };
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

    private static Content result(Target target, Content content) throws Refused {
        JsonDocument json = content.json();
        JsonEdits edits = new JsonEdits(json);
        String server = target.server().name();
        blocks(edits, json.root(), server);
        json.root().get("result").ifPresent(inner -> blocks(edits, inner, server)); // of a task that is done
        return applied(edits, content);
    }

    private static void blocks(JsonEdits edits, JsonValue result, String server) {
        if (!result.is(JsonKind.OBJECT)) {
            return;
        }
        for (String blocks : BLOCKS) {
            for (JsonValue block : result.get(blocks).map(JsonValue::elements).orElse(List.of())) {
                block(edits, block, server);
                block.get("content").ifPresent(inner -> block(edits, inner, server));
            }
        }
        app(edits, result, server);
    }

    private static Content failure(Target target, Content content) throws Refused {
        JsonEdits edits = new JsonEdits(content.json());
        content.json()
                .root()
                .get("data")
                .ifPresent(data -> uri(edits, data, target.server().name()));
        return applied(edits, content);
    }

    /// What a server asks the client: the messages that it is to sample from.
    private static Content asked(Target target, Content content) throws Refused {
        JsonEdits edits = new JsonEdits(content.json());
        String server = target.server().name();
        for (JsonValue.Member request : content.json()
                .root()
                .get("inputRequests")
                .map(JsonValue::members)
                .orElse(List.of())) {
            Optional<JsonValue> messages = request.value()
                    .get("params")
                    .filter(params -> params.is(JsonKind.OBJECT))
                    .flatMap(params -> params.get("messages"));
            for (JsonValue message : messages.map(JsonValue::elements).orElse(List.of())) {
                said(edits, message, server);
            }
        }
        return applied(edits, content);
    }

    /// One block or a list of them, as `content`; results of tools that are in it have some of their own.
    private static void said(JsonEdits edits, JsonValue object, String server) {
        Optional<JsonValue> content = object.is(JsonKind.OBJECT) ? object.get("content") : Optional.empty();
        if (content.isEmpty()) {
            return;
        }
        Iterable<JsonValue> blocks =
                content.get().is(JsonKind.ARRAY) ? content.get().elements() : List.of(content.get());
        for (JsonValue block : blocks) {
            block(edits, block, server);
            for (JsonValue inner : block.is(JsonKind.OBJECT)
                    ? block.get("content").map(JsonValue::elements).orElse(List.of())
                    : List.<JsonValue>of()) {
                block(edits, inner, server);
            }
        }
    }

    /// A `resource_link`, an embedded resource, or an entry of `resources/read`.
    private static void block(JsonEdits edits, JsonValue block, String server) {
        if (block.is(JsonKind.OBJECT)) {
            uri(edits, block, server);
            block.get("resource").ifPresent(inner -> uri(edits, inner, server));
            app(edits, block, server);
        }
    }

    private static void uri(JsonEdits edits, JsonValue object, String server) {
        if (object.is(JsonKind.OBJECT)) {
            object.get("uri")
                    .filter(uri -> uri.is(JsonKind.STRING) && Description.isUri(uri.text()))
                    .ifPresent(uri -> edits.replaceText(uri, Uris.shown(server, uri.text())));
        }
    }

    /// `_meta.ui.resourceUri`, and its older spelling `_meta["ui/resourceUri"]` (MCP Apps).
    private static void app(JsonEdits edits, JsonValue object, String server) {
        Optional<JsonValue> meta = object.get("_meta");
        meta.flatMap(found -> found.get("ui"))
                .flatMap(ui -> ui.get("resourceUri"))
                .ifPresent(uri -> shownUri(edits, uri, server));
        meta.flatMap(found -> found.get("ui/resourceUri")).ifPresent(uri -> shownUri(edits, uri, server));
    }

    private static void shownUri(JsonEdits edits, JsonValue uri, String server) {
        if (uri.is(JsonKind.STRING) && Description.isUri(uri.text())) {
            edits.replaceText(uri, Uris.shown(server, uri.text()));
        }
    }

    /// The same in a definition, where its own name was changed.
    static void showApp(JsonEdits edits, JsonValue definition, Offer offer) {
        if (!offer.shown().equals(offer.definition().name())) {
            app(edits, definition, offer.server().name());
        }
    }

    private static Content applied(JsonEdits edits, Content content) throws Refused {
        if (edits.isEmpty()) {
            return content;
        }
        try {
            return new Content(edits.apply(JsonLimits.EXAMINED));
        } catch (MalformedJson tooLarge) {
            throw new Refused(Refusal.of(Reason.ANSWER_TOO_LARGE, "The answer is larger than what may pass."));
        }
    }
}

package io.tidegate.era;

import io.tidegate.call.Answer;
import io.tidegate.call.CallId;
import io.tidegate.call.Content;
import io.tidegate.call.Own;
import io.tidegate.call.Refusal;
import io.tidegate.call.Release;
import io.tidegate.detect.UntrustedNotice;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonWriter;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.MetaKey;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.Offering;
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.mcp.RequestId;
import io.tidegate.mcp.ServerCapabilities;
import io.tidegate.mcp.ServerCapabilities.Able;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How a release is put into words that the client's version understands.
///
/// A server's words are copied byte for byte; only fields that belong to the envelope of one era are added or left out.
public final class Speech {
    private static final byte[] COMPLETE = quoted("complete");
    private static final byte[] PRIVATE = quoted("private");

    private final byte[] serverInfo;

    /// @param version of Tidegate
    public Speech(String version) {
        this.serverInfo = new JsonWriter()
                .object()
                .member("name", "tidegate")
                .member("title", "Tidegate")
                .member("version", version)
                .endObject()
                .bytes();
    }

    /// The answer to a request.
    ///
    /// @param method what was asked
    public byte[] answer(RequestId id, String method, ProtocolVersion version, Release release) {
        return switch (release.body()) {
            case Release.Body.Judged(Answer answer) -> judged(id, method, version, answer);
            case Release.Body.Asking(Answer.InputRequired asked, String state) ->
                Envelope.result(id, asking(asked, state));
            case Release.Body.Spoken(Own own) -> Envelope.result(id, own(own, method, version));
            case Release.Body.Denied(Refusal refusal, CallId call) -> {
                yield Refusals.isToldInResult(refusal, method, version)
                        ? Envelope.result(id, Refusals.result(refusal, call, version, serverInfo))
                        : Envelope.failure(Optional.of(id), Refusals.error(refusal, call, version));
            }
        };
    }

    /// A message that answers nothing: what a server said in the course of a call, that the list changed, or how a task
    /// is, as `tasks/get` gave it.
    public byte[] notice(Release release) {
        return switch (release.body()) {
            case Release.Body.Judged(Answer.Notice(String method, var content)) ->
                Envelope.notification(method, content.json().bytes());
            case Release.Body.Judged(Answer.Result(var content)) ->
                Envelope.notification(Method.TASK_STATUS, TaskWords.task(content.json()));
            case Release.Body.Spoken(Own.Changed(Offering kind)) -> Envelope.notification(kind.changed(), braces());
            case Release.Body.Judged _, Release.Body.Asking _, Release.Body.Spoken _, Release.Body.Denied _ ->
                throw new IllegalArgumentException("not a notice");
        };
    }

    byte[] serverInfo() {
        return serverInfo.clone();
    }

    private byte[] judged(RequestId id, String method, ProtocolVersion version, Answer answer) {
        return switch (answer) {
            case Answer.Result(var content) ->
                Envelope.result(id, Fitting.result(content.json(), method, version, serverInfo));
            case Answer.Failure(var content) ->
                Envelope.failure(Optional.of(id), Fitting.failure(content.json(), method, version));
            case Answer.TaskBegun(var content) ->
                Envelope.result(
                        id,
                        version.era() == Era.STATELESS
                                ? identified(content.json(), Map.of("resultType", quoted("task")))
                                : TaskWords.created(content.json()));
            case Answer.InputRequired _, Answer.Notice _, Answer.Definition _ ->
                throw new IllegalArgumentException("not an answer");
        };
    }

    /// What a client of the stateless era gets when a server needs something of it.
    private byte[] asking(Answer.InputRequired asked, String state) {
        return identified(
                Asks.withoutOlder(asked.content().json()),
                Map.of("resultType", quoted("input_required"), "requestState", quoted(state)));
    }

    private byte[] identified(JsonDocument result, Map<String, byte[]> members) {
        Map<String, byte[]> added = new LinkedHashMap<>(members);
        added.put(MetaKey.META, Fitting.meta(result.root(), Optional.of(serverInfo)));
        return Envelope.adapted(result, Set.of(), added);
    }

    private byte[] own(Own own, String method, ProtocolVersion version) {
        return switch (own) {
            case Own.Empty _ -> withType(new LinkedHashMap<>(), version);
            case Own.Greeting greeting -> method.equals(Method.DISCOVER) ? discovered(greeting) : initialized(greeting);
            case Own.Page page -> page(page, version);
            case Own.Changed _, Own.Listening _ -> throw new IllegalArgumentException("not an answer");
        };
    }

    private byte[] initialized(Own.Greeting greeting) {
        JsonWriter out = new JsonWriter()
                .object()
                .member("protocolVersion", greeting.version().id())
                .name("capabilities")
                .raw(capabilities(greeting))
                .name("serverInfo")
                .raw(serverInfo);
        instructions(out, greeting);
        return out.endObject().bytes();
    }

    private byte[] discovered(Own.Greeting greeting) {
        JsonWriter out = new JsonWriter().object().name("supportedVersions").array();
        ProtocolVersion.ids(Era.STATELESS).forEach(out::text);
        out.endArray()
                .name("capabilities")
                .raw(capabilities(greeting))
                .name("serverInfo")
                .raw(serverInfo);
        instructions(out, greeting);
        return out.member("ttlMs", 0)
                .member("cacheScope", "private")
                .member("resultType", "complete")
                .name("_meta")
                .object()
                .name("io.modelcontextprotocol/serverInfo")
                .raw(serverInfo)
                .endObject()
                .endObject()
                .bytes();
    }

    /// Tools are always offered; the rest where a server behind the endpoint has it. Lists of all kinds tell when they
    /// change, since servers come and go.
    private static byte[] capabilities(Own.Greeting greeting) {
        ServerCapabilities can = greeting.capabilities();
        JsonWriter out = new JsonWriter().object();
        out.name("tools").object().member("listChanged", true).endObject();
        if (can.can(Able.PROMPTS)) {
            out.name("prompts").object().member("listChanged", true).endObject();
        }
        if (can.can(Able.RESOURCES)) {
            out.name("resources").object().member("listChanged", true);
            if (can.can(Able.RESOURCES_SUBSCRIBE)) {
                out.member("subscribe", true);
            }
            out.endObject();
        }
        if (can.can(Able.COMPLETIONS)) {
            out.name("completions").object().endObject();
        }
        if (can.can(Able.LOGGING)) {
            out.name("logging").object().endObject();
        }
        boolean stateless = greeting.version().era() == Era.STATELESS;
        if (can.can(Able.TASKS) && greeting.version() == ProtocolVersion.V2025_11_25) {
            TaskWords.declare(out);
        }
        if ((can.can(Able.TASKS) && stateless) || can.can(Able.APPS)) {
            out.name("extensions").object();
            if (can.can(Able.TASKS) && stateless) {
                out.name(Capabilities.TASKS).object().endObject();
            }
            if (can.can(Able.APPS)) {
                out.name(Capabilities.APPS).object().endObject();
            }
            out.endObject();
        }
        return out.endObject().bytes();
    }

    private static void instructions(JsonWriter out, Own.Greeting greeting) {
        Stream<String> own = greeting.marks() ? Stream.of(UntrustedNotice.INSTRUCTIONS) : Stream.empty();
        Stream<String> servers = greeting.instructions().stream()
                .map(Speech::definition)
                .flatMap(said -> said.root().string("instructions").stream());
        String told = Stream.concat(own, servers).collect(Collectors.joining("\n\n"));
        if (!told.isEmpty()) {
            out.member("instructions", told);
        }
    }

    private static JsonDocument definition(Release release) {
        if (!(release.body() instanceof Release.Body.Judged(Answer.Definition(Content content)))) {
            throw new IllegalArgumentException("not a definition");
        }
        return content.json();
    }

    private byte[] page(Own.Page page, ProtocolVersion version) {
        JsonWriter list = new JsonWriter().array();
        page.entries().forEach(entry -> list.raw(Fitting.definition(definition(entry), version)));
        Map<String, byte[]> members = new LinkedHashMap<>();
        members.put(page.kind().member(), list.endArray().bytes());
        page.cursor().ifPresent(cursor -> members.put("nextCursor", quoted(cursor)));
        if (version.era() == Era.STATELESS) {
            members.put("ttlMs", Long.toString(page.fresh().toMillis()).getBytes(StandardCharsets.US_ASCII));
            members.put("cacheScope", PRIVATE);
        }
        return withType(members, version);
    }

    private byte[] withType(Map<String, byte[]> members, ProtocolVersion version) {
        if (version.era() == Era.STATELESS) {
            members.put("resultType", COMPLETE);
            members.put(MetaKey.META, Fitting.meta(Own.NOTHING.root(), Optional.of(serverInfo)));
        }
        return Envelope.adapted(Own.NOTHING, Set.of(), members);
    }

    private static byte[] braces() {
        return Own.NOTHING.bytes();
    }

    private static byte[] quoted(String text) {
        return new JsonWriter().text(text).bytes();
    }
}

package io.tidegate.mcp;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What a client can be asked for, as it declared it: the part that Tidegate knows how to pass on.
///
/// Extensions go on as the client declared them. Everything else that it declares is left out, so no server is told of
/// what would not arrive (MCP, ClientCapabilities).
///
/// @param extensions names of extensions that it declared and that are passed on, with what it said of each
public record Capabilities(Set<Asked> asked, JsonDocument extensions) {
    /// What may be asked for.
    public enum Asked {
        ELICITATION_FORM,
        ELICITATION_URL,
        SAMPLING,
        SAMPLING_TOOLS,
        SAMPLING_CONTEXT,
        ROOTS
    }

    /// The extension in which a call can go on as a task.
    public static final String TASKS = "io.modelcontextprotocol/tasks";
    /// The extension in which a tool has a user interface (MCP Apps).
    public static final String APPS = "io.modelcontextprotocol/ui";

    private static final JsonDocument NO_EXTENSIONS = JsonDocument.of("{}");
    private static final int EXTENSIONS_BYTES_MAX = 1_024;
    /// The extension for tasks, and nothing else.
    public static final Capabilities OF_TASKS = new Capabilities(
            Set.of(),
            new JsonWriter()
                    .object()
                    .name(TASKS)
                    .object()
                    .endObject()
                    .endObject()
                    .document());
    public static final Capabilities NONE = new Capabilities(Set.of(), NO_EXTENSIONS);

    public Capabilities {
        asked = Set.copyOf(asked);
        if (extensions.length() > EXTENSIONS_BYTES_MAX) {
            extensions = NO_EXTENSIONS;
        }
    }

    /// What this object declares; nothing where it is none. `elicitation: {}` means forms (MCP 2025-06-18).
    public static Capabilities of(JsonValue declared) {
        if (!declared.is(JsonKind.OBJECT)) {
            return NONE;
        }
        Set<Asked> asked = new TreeSet<>();
        declared.get("elicitation").filter(Capabilities::isObject).ifPresent(elicitation -> {
            boolean url = elicitation.get("url").filter(Capabilities::isObject).isPresent();
            boolean form =
                    elicitation.get("form").filter(Capabilities::isObject).isPresent();
            if (form || !url) {
                asked.add(Asked.ELICITATION_FORM);
            }
            if (url) {
                asked.add(Asked.ELICITATION_URL);
            }
        });
        declared.get("sampling").filter(Capabilities::isObject).ifPresent(sampling -> {
            asked.add(Asked.SAMPLING);
            sampling.get("tools").filter(Capabilities::isObject).ifPresent(_ -> asked.add(Asked.SAMPLING_TOOLS));
            sampling.get("context").filter(Capabilities::isObject).ifPresent(_ -> asked.add(Asked.SAMPLING_CONTEXT));
        });
        declared.get("roots").filter(Capabilities::isObject).ifPresent(_ -> asked.add(Asked.ROOTS));
        JsonDocument extensions = declared.get("extensions")
                .filter(Capabilities::isObject)
                .map(JsonValue::detached)
                .orElse(NO_EXTENSIONS);
        return new Capabilities(asked, extensions);
    }

    private static boolean isObject(JsonValue value) {
        return value.is(JsonKind.OBJECT);
    }

    public boolean can(Asked what) {
        return asked.contains(what);
    }

    /// Whether it knows the extension of that name.
    public boolean knows(String extension) {
        return extensions.root().get(extension).filter(Capabilities::isObject).isPresent();
    }

    /// The same, without the extension for tasks.
    public Capabilities withoutTasks() {
        return knows(TASKS) ? new Capabilities(asked, extended(Map.of())) : this;
    }

    /// The same, with the extension for tasks.
    public Capabilities withTasks() {
        return knows(TASKS) ? this : new Capabilities(asked, extended(Map.of(TASKS, NO_EXTENSIONS.bytes())));
    }

    private JsonDocument extended(Map<String, byte[]> added) {
        return new JsonWriter()
                .raw(Envelope.adapted(extensions, Set.of(TASKS), added))
                .document();
    }

    /// Whether a client with these can be asked for this by a server; never for what Tidegate doesn't know.
    ///
    /// @param params of the request
    public boolean canAnswer(String method, JsonValue params) {
        return switch (method) {
            case Method.ELICIT ->
                can(
                        params.string("mode").filter("url"::equals).isPresent()
                                ? Asked.ELICITATION_URL
                                : Asked.ELICITATION_FORM);
            case Method.SAMPLE -> can(Asked.SAMPLING) && (params.get("tools").isEmpty() || can(Asked.SAMPLING_TOOLS));
            case Method.ROOTS_LIST -> can(Asked.ROOTS);
            default -> false;
        };
    }

    /// The `ClientCapabilities` that a server is told, the same for the same capabilities.
    public byte[] json() {
        JsonWriter out = new JsonWriter().object();
        if (can(Asked.ELICITATION_FORM) || can(Asked.ELICITATION_URL)) {
            out.name("elicitation").object();
            empty(out, "form", Asked.ELICITATION_FORM);
            empty(out, "url", Asked.ELICITATION_URL);
            out.endObject();
        }
        if (can(Asked.SAMPLING)) {
            out.name("sampling").object();
            empty(out, "tools", Asked.SAMPLING_TOOLS);
            empty(out, "context", Asked.SAMPLING_CONTEXT);
            out.endObject();
        }
        empty(out, "roots", Asked.ROOTS);
        if (extensions.root().members().iterator().hasNext()) {
            out.name("extensions").raw(extensions.bytes());
        }
        return out.endObject().bytes();
    }

    private void empty(JsonWriter out, String name, Asked what) {
        if (can(what)) {
            out.name(name).object().endObject();
        }
    }
}

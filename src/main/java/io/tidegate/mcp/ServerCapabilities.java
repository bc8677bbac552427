package io.tidegate.mcp;

import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What a server can do, as far as Tidegate passes it on (MCP, ServerCapabilities).
public record ServerCapabilities(Set<Able> able) {
    /// One thing that a server can do.
    public enum Able {
        TOOLS,
        PROMPTS,
        RESOURCES,
        RESOURCES_SUBSCRIBE,
        COMPLETIONS,
        LOGGING,
        /// That calls of tools go on as tasks: of 2025-11-25, or of the extension `io.modelcontextprotocol/tasks`.
        TASKS,
        /// The extension `io.modelcontextprotocol/ui`.
        APPS
    }

    public static final ServerCapabilities NONE = new ServerCapabilities(Set.of());

    public ServerCapabilities {
        able = Set.copyOf(able);
    }

    /// What this object declares; nothing where it is none.
    public static ServerCapabilities of(JsonValue declared) {
        if (!declared.is(JsonKind.OBJECT)) {
            return NONE;
        }
        Set<Able> able = new TreeSet<>();
        has(declared, "tools").ifPresent(_ -> able.add(Able.TOOLS));
        has(declared, "prompts").ifPresent(_ -> able.add(Able.PROMPTS));
        has(declared, "resources").ifPresent(resources -> {
            able.add(Able.RESOURCES);
            resources
                    .get("subscribe")
                    .filter(value -> value.is(JsonKind.TRUE))
                    .ifPresent(_ -> able.add(Able.RESOURCES_SUBSCRIBE));
        });
        has(declared, "completions").ifPresent(_ -> able.add(Able.COMPLETIONS));
        has(declared, "logging").ifPresent(_ -> able.add(Able.LOGGING));
        Optional<JsonValue> extensions = has(declared, "extensions");
        extensions.flatMap(all -> has(all, Capabilities.TASKS)).ifPresent(_ -> able.add(Able.TASKS));
        has(declared, "tasks")
                .flatMap(tasks -> has(tasks, "requests"))
                .flatMap(requests -> has(requests, "tools"))
                .flatMap(tools -> has(tools, "call"))
                .ifPresent(_ -> able.add(Able.TASKS));
        extensions.flatMap(all -> has(all, Capabilities.APPS)).ifPresent(_ -> able.add(Able.APPS));
        return new ServerCapabilities(able);
    }

    private static Optional<JsonValue> has(JsonValue declared, String name) {
        return declared.get(name).filter(value -> value.is(JsonKind.OBJECT));
    }

    public boolean can(Able what) {
        return able.contains(what);
    }

    /// Whether it has lists of this kind.
    public boolean lists(Offering kind) {
        return can(
                switch (kind) {
                    case TOOL -> Able.TOOLS;
                    case PROMPT -> Able.PROMPTS;
                    case RESOURCE, TEMPLATE -> Able.RESOURCES;
                });
    }

    /// What either can do.
    public ServerCapabilities and(ServerCapabilities other) {
        Set<Able> both = new TreeSet<>(able);
        both.addAll(other.able);
        return new ServerCapabilities(both);
    }
}

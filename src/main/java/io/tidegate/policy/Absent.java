package io.tidegate.policy;

import io.tidegate.catalog.KnownTools;
import io.tidegate.config.Suggestion;
import io.tidegate.config.ToolClass;
import io.tidegate.mcp.ToolDefinition;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// Which servers, tools and classes does a policy name that are not there? Cedar takes every name, so a slip in the
/// head of a `forbid` would forbid nothing, and nobody would know.
final class Absent {
    private static final Set<String> OF_SERVERS = Set.of("Tool", "Prompt", "Resource", "Record", "RecordType");

    private final World world;
    private final Set<String> warnings = new TreeSet<>();

    private Absent(World world) {
        this.world = world;
    }

    /// One line for each such name.
    static Set<String> warnings(JsonNode policy, World world) {
        Absent absent = new Absent(world);
        absent.collect(policy);
        return absent.warnings;
    }

    private void collect(JsonNode expression) {
        if (expression.path("type").isString() && expression.path("id").isString()) {
            String type = expression.path("type").asString();
            String id = expression.path("id").asString();
            wrong(type, id).ifPresent(why -> warnings.add("`" + type + "::" + CedarString.of(id) + "` " + why));
        }
        expression.valueStream().forEach(this::collect);
    }

    private Optional<String> wrong(String type, String id) {
        if (type.equals("Class")) {
            return missing(
                    "is no class of tools",
                    id,
                    Arrays.stream(ToolClass.values()).map(ToolClass::id).toList());
        }
        if (type.equals("Server")) {
            return world.servers().flatMap(servers -> missing("is no server here", id, servers));
        }
        if (!OF_SERVERS.contains(type)) {
            return Optional.empty();
        }
        int cut = id.indexOf('/');
        if (cut <= 0) {
            return Optional.of("names nothing, as no server stands in front: write `" + type + "::\"SERVER/...\"`");
        }
        String server = id.substring(0, cut);
        return world.servers()
                .flatMap(servers -> missing("names nothing: `" + server + "` is no server here", server, servers))
                .or(() -> type.equals("Tool") ? unheard(server, id.substring(cut + 1)) : Optional.empty());
    }

    private Optional<String> unheard(String server, String tool) {
        KnownTools.Heard heard = world.tools().servers().get(server);
        return heard == null
                ? Optional.empty()
                : missing(
                        "names nothing: `" + server + "` was last heard without such a tool",
                        tool,
                        heard.tools().stream().map(ToolDefinition::name).toList());
    }

    private static Optional<String> missing(String words, String name, Collection<String> there) {
        if (there.contains(name)) {
            return Optional.empty();
        }
        String help = Suggestion.help(name, there);
        return Optional.of(words + (help.isEmpty() ? "" : "; " + help));
    }
}

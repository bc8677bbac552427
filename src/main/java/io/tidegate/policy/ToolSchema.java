package io.tidegate.policy;

import io.tidegate.catalog.KnownTools;
import io.tidegate.mcp.ToolDefinition;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which actions of tools can policies name, and with which arguments? Those of tools that are known.
///
/// `action "files/read"` is a `call` whose context has `input`, the arguments as the tool's JSON Schema types them.
final class ToolSchema {
    private static final Pattern CIRCUMSTANCES = Pattern.compile("(?ms)^type Circumstances = \\{\\n(.*?)^};");

    private final Map<String, ToolDefinition> tools = new TreeMap<>();

    ToolSchema(KnownTools known) {
        known.servers().forEach((server, heard) -> heard.tools()
                .forEach(tool -> tools.putIfAbsent(server + "/" + tool.name(), tool)));
    }

    /// Those of which nothing is known.
    Set<String> unknown(Collection<String> named) {
        Set<String> unknown = new TreeSet<>(named);
        unknown.removeAll(tools.keySet());
        return unknown;
    }

    /// What is known of a tool.
    Optional<ToolDefinition> tool(String id) {
        return Optional.ofNullable(tools.get(id));
    }

    /// The schema with the actions of these tools.
    ///
    /// @param base the schema without
    String with(Collection<String> named, String base) {
        Matcher circumstances = CIRCUMSTANCES.matcher(base);
        if (!circumstances.find()) {
            throw new IllegalStateException("the schema of this program has no `Circumstances`");
        }
        StringBuilder text = new StringBuilder(base);
        for (String id : new TreeSet<>(named)) {
            tool(id).map(tool -> InputShape.of(tool.inputSchema()).cedar()).ifPresent(input -> text.append("\naction ")
                    .append(CedarString.of(id))
                    .append(" in [call] appliesTo {\nprincipal: [User],\nresource: [Tool],\ncontext: {\n")
                    .append(circumstances.group(1))
                    .append("input: ")
                    .append(input)
                    .append(",\n},\n};\n"));
        }
        return text.toString();
    }
}

package io.tidegate.scan;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An object in a client's file that holds servers by name: the file's own, or one of a project in `~/.claude.json`.
record ServerMap(JsonValue object, Optional<String> project) {

    /// All of them, in the order of the kinds.
    static List<ServerMap> in(Client client, JsonDocument document) {
        List<ServerMap> maps = new ArrayList<>();
        JsonValue root = document.root();
        object(root, client.servers()).ifPresent(value -> maps.add(new ServerMap(value, Optional.empty())));
        if (client == Client.CLAUDE_CODE) {
            object(root, "projects").ifPresent(projects -> projects.members()
                    .forEach(project -> object(project.value(), client.servers())
                            .ifPresent(value -> maps.add(new ServerMap(
                                    value, Optional.of(project.name().text()))))));
        }
        return maps;
    }

    private static Optional<JsonValue> object(JsonValue value, String name) {
        return value.get(name).filter(member -> member.is(JsonKind.OBJECT));
    }
}

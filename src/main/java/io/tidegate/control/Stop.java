package io.tidegate.control;

import java.util.Optional;

/// What an operator stopped.
public sealed interface Stop {
    record Everything() implements Stop {}

    record Server(String name) implements Stop {}

    /// @param id `server/tool`
    record Tool(String id) implements Stop {}

    record User(String id) implements Stop {}

    /// As it is written in the file of stops: `all`, `server:NAME`, `tool:SERVER/NAME`, `user:ID`.
    default String text() {
        return switch (this) {
            case Everything _ -> "all";
            case Server(String name) -> "server:" + name;
            case Tool(String id) -> "tool:" + id;
            case User(String id) -> "user:" + id;
        };
    }

    static Optional<Stop> of(String text) {
        if (text.equals("all")) {
            return Optional.of(new Everything());
        }
        int colon = text.indexOf(':');
        String rest = text.substring(colon + 1).strip();
        if (colon < 0 || rest.isEmpty()) {
            return Optional.empty();
        }
        return switch (text.substring(0, colon)) {
            case "server" -> Optional.of(new Server(rest));
            case "tool" -> rest.indexOf('/') > 0 ? Optional.of(new Tool(rest)) : Optional.empty();
            case "user" -> Optional.of(new User(rest));
            default -> Optional.empty();
        };
    }
}

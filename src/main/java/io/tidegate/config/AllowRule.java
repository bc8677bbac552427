package io.tidegate.config;

import java.util.Optional;

/// One line of the short form of policies: who may have what. Says nothing about whether its condition is one.
///
/// @param when a condition in Cedar's language
/// @param line where it stands in the file
public record AllowRule(Who who, Kind kind, Pattern what, Optional<Condition> when, int line) {
    /// What it is about.
    public enum Kind {
        TOOL,
        PROMPT,
        RESOURCE
    }

    /// Whom it is about.
    public sealed interface Who {
        /// Nobody: it permits nothing, but whoever may have it waits until a person has approved.
        record Ask() implements Who {}

        /// Whoever calls, also without proof.
        record AnyCaller() implements Who {}

        /// Whoever has shown who they are.
        record AnyUser() implements Who {}

        /// The members of a group.
        record Group(String name) implements Who {}

        /// Those with a role.
        record Role(String name) implements Who {}

        /// One user.
        record User(String name) implements Who {}

        /// Agents that act for somebody, by the client that their token was given to.
        record Agent(String client) implements Who {}
    }

    /// Which of them.
    public sealed interface Pattern {
        /// All, of every server.
        record Everything() implements Pattern {}

        /// The tools of a class.
        record OfClass(ToolClass its) implements Pattern {}

        /// Those of a server whose names, or URIs, `name` fits, in which `*` stands for anything.
        record OfServer(String server, String name) implements Pattern {}
    }

    /// A text that has to be a condition, and the line in which it begins.
    public record Condition(String text, int line) {}
}

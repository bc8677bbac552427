package io.tidegate.policy;

import io.tidegate.config.ToolClass;
import java.util.Set;

/// What policies are told of what is asked for.
///
/// All kinds have the attributes of a tool, so that a policy that was written for tools can be read for all.
public sealed interface Facts permits ToolFacts, ReadFacts, RecordFacts {
    /// Its server's name in the configuration, without `/`.
    String server();

    /// The server's own name for it; of a resource its URI, of a record its type and id.
    String name();

    /// The entity and the action by which policies know it.
    Kind kind();

    /// All that it counts as: what nobody knows counts as dangerous.
    Set<ToolClass> classes();

    /// Whether to ask for it once more changes nothing more.
    boolean repeats();

    default boolean reads() {
        return classes().contains(ToolClass.READS);
    }

    default boolean destroys() {
        return classes().contains(ToolClass.DESTROYS);
    }

    default boolean reachesOut() {
        return classes().contains(ToolClass.SENDS_OUT) || classes().contains(ToolClass.RETURNS_UNTRUSTED);
    }

    /// How policies name it: `server/name`. Two of one kind never share it, since a server's name has no `/`.
    default String id() {
        return server() + "/" + name();
    }

    /// The kinds of things, as the schema names them.
    enum Kind {
        TOOL("Tool", "call"),
        PROMPT("Prompt", "get"),
        RESOURCE("Resource", "read"),
        RECORD("Record", "see");

        private final String entity;
        private final String action;

        Kind(String entity, String action) {
            this.entity = entity;
            this.action = action;
        }

        String entity() {
            return entity;
        }

        String action() {
            return action;
        }
    }
}

package io.tidegate.policy;

import io.tidegate.config.ToolClass;
import io.tidegate.json.JsonValue;
import java.util.Set;

/// A record that a tool brought. It counts as what the tool counts as.
///
/// @param type as the configuration calls its kind
/// @param key which one it is, among those of its type
/// @param row the record itself, a JSON object
public record RecordFacts(ToolFacts tool, String type, String key, JsonValue row) implements Facts {
    public RecordFacts {
        if (type.isEmpty() || type.indexOf('/') >= 0 || key.isEmpty()) {
            throw new IllegalArgumentException("a record has an id and a type, and a type's name has no `/`");
        }
    }

    @Override
    public String server() {
        return tool.server();
    }

    @Override
    public String name() {
        return type + "/" + key;
    }

    @Override
    public Kind kind() {
        return Kind.RECORD;
    }

    @Override
    public Set<ToolClass> classes() {
        return tool.classes();
    }

    @Override
    public boolean repeats() {
        return tool.repeats();
    }

    /// Never shows the row.
    @Override
    public String toString() {
        return "RecordFacts[" + server() + "/" + type + "]";
    }
}

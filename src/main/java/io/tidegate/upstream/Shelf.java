package io.tidegate.upstream;

import io.tidegate.json.JsonValue;
import io.tidegate.mcp.Definition;
import io.tidegate.mcp.Offering;
import io.tidegate.mcp.ParamHeaders;
import io.tidegate.mcp.ToolDefinition;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which of the things that a server offers are kept? Those that are usable, up to a number and up to so much memory
/// for all kinds together: lists are held as long as their server, and no server may fill the gateway with them.
///
/// Whatever there is of other kinds, half of it is left for tools.
final class Shelf {
    static final int ENTRIES_MAX = 4_096;

    /// For all definitions of one server together, by what they take in memory.
    static final int BYTES_MAX = 4 << 20;

    private final Map<Offering, Filling> lists = new EnumMap<>(Offering.class);

    /// A list that is being taken in. It replaces the one before when it is put on the shelf.
    final class Filling {
        private final Offering kind;
        private final int entriesMax;
        private final long bytesMax;
        private final List<Definition> entries = new ArrayList<>();
        private final Map<String, ParamHeaders> headers = new HashMap<>();
        private long bytes;
        private long leftOut;

        private Filling(Offering kind) {
            this.kind = kind;
            int entriesOfOthers = 0;
            long bytesOfOthers = 0;
            for (Map.Entry<Offering, Filling> list : lists.entrySet()) {
                boolean counts = list.getKey() != kind && (kind == Offering.TOOL || list.getKey() != Offering.TOOL);
                entriesOfOthers += counts ? list.getValue().entries.size() : 0;
                bytesOfOthers += counts ? list.getValue().bytes : 0;
            }
            // INVARIANT: the others together have at most half, so tools have what remains, at least the other half.
            int share = kind == Offering.TOOL ? 1 : 2;
            this.entriesMax = ENTRIES_MAX / share - entriesOfOthers;
            this.bytesMax = BYTES_MAX / share - bytesOfOthers;
        }

        void add(JsonValue entry) {
            Optional<Definition> usable = isFull()
                    ? Optional.empty()
                    : Definition.of(kind, entry)
                            .filter(definition -> bytes + definition.json().memoryBytes() <= bytesMax)
                            .filter(this::isUsable);
            if (usable.isPresent()) {
                bytes += usable.get().json().memoryBytes();
                entries.add(usable.get());
            } else {
                leftOut++;
            }
        }

        /// A tool whose arguments can't be told to a server in headers, as it wants, is no tool (SEP-2243).
        private boolean isUsable(Definition definition) {
            if (!(definition instanceof ToolDefinition tool)) {
                return true;
            }
            Optional<ParamHeaders> found = ParamHeaders.of(tool.inputSchema());
            found.filter(some -> !some.paths().isEmpty()).ifPresent(some -> headers.put(tool.name(), some));
            return found.isPresent();
        }

        /// Whether nothing more is kept, whatever comes.
        boolean isFull() {
            return entries.size() >= entriesMax;
        }

        long leftOut() {
            return leftOut;
        }

        void put() {
            lists.put(kind, this);
        }
    }

    Filling fill(Offering kind) {
        return new Filling(kind);
    }

    void clear(Offering kind) {
        lists.remove(kind);
    }

    /// The tools of which some arguments travel as headers as well.
    Map<String, ParamHeaders> annotated() {
        Filling tools = lists.get(Offering.TOOL);
        return tools == null ? Map.of() : Map.copyOf(tools.headers);
    }

    Map<Offering, List<Definition>> all() {
        Map<Offering, List<Definition>> all = new EnumMap<>(Offering.class);
        lists.forEach((kind, list) -> all.put(kind, list.entries));
        return all;
    }
}

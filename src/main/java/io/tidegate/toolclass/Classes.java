package io.tidegate.toolclass;

import io.tidegate.config.ToolClass;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// Which classes is a tool in, and by whose word? What nobody knows counts as dangerous.
///
/// @param words for each class but `READS`, which follows from the others
public record Classes(Map<ToolClass, Word> words) {
    /// What is known of one class, and who says so.
    public record Word(Known known, Origin origin) {}

    private static final Word NOTHING = new Word(Known.UNKNOWN, Origin.NOBODY);
    private static final Set<ToolClass> CHANGES = EnumSet.of(ToolClass.WRITES, ToolClass.DESTROYS, ToolClass.RUNS_CODE);

    public Classes {
        words = Map.copyOf(new EnumMap<>(words));
    }

    /// Whether it is in that class, as far as decisions go.
    public boolean counts(ToolClass one) {
        return one == ToolClass.READS ? reads() : word(one).known().orElse(true);
    }

    private boolean reads() {
        return CHANGES.stream().noneMatch(this::counts);
    }

    /// What is known of one class, and who says so. Of `READS`: what speaks against it, or else what speaks for it.
    public Word word(ToolClass one) {
        if (one != ToolClass.READS) {
            return words.getOrDefault(one, NOTHING);
        }
        for (Known found : new Known[] {Known.YES, Known.UNKNOWN}) {
            for (ToolClass change : CHANGES) {
                Word word = word(change);
                if (word.known() == found) {
                    return new Word(found == Known.YES ? Known.NO : Known.UNKNOWN, word.origin());
                }
            }
        }
        return new Word(Known.YES, word(ToolClass.WRITES).origin());
    }

    /// All that it is in, as far as decisions go.
    public Set<ToolClass> counted() {
        Set<ToolClass> all = EnumSet.noneOf(ToolClass.class);
        for (ToolClass each : ToolClass.values()) {
            if (counts(each)) {
                all.add(each);
            }
        }
        return all;
    }
}

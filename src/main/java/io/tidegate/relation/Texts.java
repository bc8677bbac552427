package io.tidegate.relation;

import io.tidegate.cedar.Value;
import io.tidegate.config.RelationFile;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/// Collects what a source says of one user, within bounds.
final class Texts {
    static final Value.Many NONE = new Value.Many(Set.of());

    /// About what an entry of a set takes beside its letters.
    private static final int ENTRY_BYTES = 100;

    private final Set<Value> all = new HashSet<>();
    private int count;

    static Value.Many of(Collection<String> texts) {
        Set<Value> all = HashSet.newHashSet(texts.size());
        texts.forEach(text -> all.add(new Value.Text(text)));
        return new Value.Many(all);
    }

    void add(String text) throws SourceFailed {
        if (++count > RelationFile.TEXTS_MAX) {
            throw SourceFailed.ofUser("it has more than %,d texts for one user".formatted(RelationFile.TEXTS_MAX));
        }
        if (text.length() > RelationFile.TEXT_MAX) {
            throw SourceFailed.ofUser("it has a text of more than %,d characters".formatted(RelationFile.TEXT_MAX));
        }
        all.add(new Value.Text(text));
    }

    Value.Many all() {
        return new Value.Many(all);
    }

    /// About how much memory they take.
    static int bytes(Value.Many texts) {
        int bytes = ENTRY_BYTES;
        for (Value text : texts.elements()) {
            bytes += ENTRY_BYTES + 2 * text.text().length();
        }
        return bytes;
    }
}

package io.tidegate.identity;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Which proofs does an endpoint ask for? One of some combinations, or whatever is taken at all.
///
/// @param alternatives none of them empty; without any, each proof that is taken is enough
public record Required(List<Set<Proof>> alternatives) {
    /// Whatever is taken.
    public static final Required NOTHING_MORE = new Required(List.of());

    public Required {
        alternatives = alternatives.stream().map(Set::copyOf).toList();
        if (alternatives.stream().anyMatch(Set::isEmpty)) {
            throw new IllegalArgumentException("a combination has at least one proof");
        }
    }

    boolean metBy(Evidence evidence) {
        return alternatives.isEmpty() || alternatives.stream().anyMatch(evidence.proofs()::containsAll);
    }

    /// In words: an API key, or a sign-in token and a client certificate.
    public String words() {
        return alternatives.stream()
                .map(all -> new TreeSet<>(all).stream().map(Proof::words).collect(Collectors.joining(" and ")))
                .collect(Collectors.joining(", or "));
    }
}

package io.tidegate.call;

import java.util.List;
import java.util.Optional;

/// All that was ruled at one door about one piece of content.
///
/// @param arrived the content before any control
/// @param leaving the content after the last
public record Rulings(Door door, Content arrived, List<Ruling> rulings, Content leaving) {
    public Rulings {
        rulings = List.copyOf(rulings);
    }

    /// On which terms it passed: those of all controls.
    public Terms terms() {
        return rulings.stream()
                .map(ruling -> ruling.verdict() instanceof Verdict.Pass pass ? pass.terms() : Terms.NONE)
                .filter(terms -> !terms.equals(Terms.NONE))
                .reduce(Terms.NONE, Terms::and);
    }

    /// The first refusal, where there is one.
    public Optional<Ruling> refusal() {
        return rulings.stream()
                .filter(ruling -> ruling.verdict() instanceof Verdict.Refuse)
                .findFirst();
    }
}

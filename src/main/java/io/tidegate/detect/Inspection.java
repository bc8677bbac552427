package io.tidegate.detect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What is there in a text that the gateway would do something about, and what would it do? For people and programs
/// that ask beforehand; calls are judged by the controls, with the same scanners.
///
/// @param verdict the strictest of what would be done
/// @param finds in the order of the text
public record Inspection(Verdict verdict, List<Found> finds) {
    /// What would become of a text.
    public enum Verdict {
        /// It goes on as it is.
        PASS,
        /// It goes on changed, or with a note on record.
        FLAG,
        /// It does not go on.
        BLOCK
    }

    /// One thing that was found.
    ///
    /// @param type what it is: a data type's id, `hidden-text`, or `too-much-to-examine`
    /// @param rule how it was recognised
    /// @param start and `end` are UTF-16 offsets into the text, end exclusive
    public record Found(String type, String rule, int start, int end, Confidence confidence, Fate fate) {
        Found moved(int newStart, int newEnd) {
            return new Found(type, rule, newStart, newEnd, confidence, fate);
        }
    }

    /// What would become of it.
    ///
    /// @param action what is done about it, as the configuration calls it; `remove` of hidden text
    /// @param suppressions the names of those by which it does not count
    /// @param code names its value without telling it; nothing where nobody asked for that
    public record Fate(String action, List<String> suppressions, Optional<String> code) {
        public Fate {
            suppressions = List.copyOf(suppressions);
        }

        static Fate of(String action) {
            return new Fate(action, List.of(), Optional.empty());
        }
    }

    public Inspection {
        finds = List.copyOf(finds);
    }

    /// How sure the surest of the findings is; nothing where there is none.
    public Optional<Confidence> surest() {
        return finds.stream().map(Found::confidence).max(Comparator.naturalOrder());
    }

    /// The same where all findings cover that much.
    Inspection over(int start, int end) {
        return new Inspection(
                verdict, finds.stream().map(found -> found.moved(start, end)).toList());
    }

    /// The same of several texts together.
    static Inspection all(List<Inspection> parts) {
        Verdict verdict = Verdict.PASS;
        List<Found> finds = new ArrayList<>();
        for (Inspection part : parts) {
            verdict = part.verdict.compareTo(verdict) > 0 ? part.verdict : verdict;
            finds.addAll(part.finds);
        }
        return new Inspection(verdict, finds);
    }
}

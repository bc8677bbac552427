package io.tidegate.detect;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Which texts does every match of a pattern hold one of, and where in it? By these the pattern is looked for.
///
/// @param texts one of which is there, in any case of its letters
/// @param nearest how far behind the begin of a match one ends at least
/// @param farthest and at most
record PatternLiterals(List<String> texts, int nearest, int farthest) {
    /// Shorter ones stand everywhere.
    static final int LENGTH_MIN = 3;

    private static final int LENGTH_MAX = 32;
    private static final int TEXTS_MAX = 64;

    PatternLiterals {
        texts = List.copyOf(texts);
    }

    /// Nothing where there are none of use.
    static Optional<PatternLiterals> of(PatternPart part) {
        return needed(part)
                .filter(found -> found.shortest() >= LENGTH_MIN && found.texts.size() <= TEXTS_MAX)
                .map(found -> new PatternLiterals(
                        found.texts, found.nearest, Math.min(found.farthest, OwnPattern.MATCH_MAX)));
    }

    private int shortest() {
        return texts.stream().mapToInt(String::length).min().orElse(0);
    }

    private static Optional<PatternLiterals> needed(PatternPart part) {
        return switch (part) {
            case PatternPart.Symbol symbol -> single(symbol).flatMap(_ -> sequence(List.of(symbol)));
            case PatternPart.Sequence(List<PatternPart> parts) -> sequence(parts);
            case PatternPart.Choice(List<PatternPart> parts) -> choice(parts);
            case PatternPart.Repeat(PatternPart inner, int from, int _) -> from == 0 ? Optional.empty() : needed(inner);
        };
    }

    private static Optional<PatternLiterals> choice(List<PatternPart> parts) {
        List<Optional<PatternLiterals>> ways =
                parts.stream().map(PatternLiterals::needed).toList();
        return ways.stream().anyMatch(Optional::isEmpty)
                ? Optional.empty()
                : ways.stream().flatMap(Optional::stream).reduce(PatternLiterals::or);
    }

    private PatternLiterals or(PatternLiterals other) {
        return new PatternLiterals(
                Stream.concat(texts.stream(), other.texts.stream()).distinct().toList(),
                Math.min(nearest, other.nearest),
                Math.max(farthest, other.farthest));
    }

    private PatternLiterals moved(int least, int most) {
        return new PatternLiterals(texts, PatternPart.sum(nearest, least), PatternPart.sum(farthest, most));
    }

    private static Optional<PatternLiterals> sequence(List<PatternPart> parts) {
        List<PatternLiterals> found = new ArrayList<>();
        StringBuilder run = new StringBuilder();
        int least = 0;
        int most = 0;
        for (PatternPart part : parts) {
            Optional<Character> one = single(part);
            if (one.isEmpty() || run.length() == LENGTH_MAX) {
                add(run, least, most, found);
            }
            if (one.isPresent()) {
                run.append(one.get().charValue());
            } else {
                int before = least;
                int farthest = most;
                needed(part).map(inner -> inner.moved(before, farthest)).ifPresent(found::add);
            }
            least = PatternPart.sum(least, part.least());
            most = PatternPart.sum(most, part.most());
        }
        add(run, least, most, found);
        return found.stream().max(Comparator.comparingInt(PatternLiterals::shortest));
    }

    private static void add(StringBuilder run, int least, int most, List<PatternLiterals> found) {
        if (!run.isEmpty()) {
            found.add(new PatternLiterals(List.of(run.toString()), least, most));
            run.setLength(0);
        }
    }

    /// The one symbol that may stand there, whatever its case; signs that nobody sees don't count.
    private static Optional<Character> single(PatternPart part) {
        if (!(part instanceof PatternPart.Symbol(BitSet any)) || any.isEmpty()) {
            return Optional.empty();
        }
        int first = any.nextSetBit(0);
        boolean isPair = any.cardinality() == 2 && Alphabet.letter(first) && any.get(first | 0x20);
        boolean isOne = any.cardinality() == 1 || isPair;
        return isOne && first >= ' ' && first <= '~' ? Optional.of((char) first) : Optional.empty();
    }
}

package io.tidegate.records;

import io.tidegate.config.Pointer;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What is said of the values of a document, seen from one place in it?
///
/// What may stay is named exactly. What must go also goes under names that only look different: in capitals, in other
/// widths and styles, with characters in them that nobody sees. Letters of other alphabets are other letters.
public final class FieldMarks {
    /// What is said of a value.
    public enum Mark {
        /// It is a record.
        ROW,
        /// It may stay beside the records.
        BESIDE,
        MASKED,
        DROPPED
    }

    public static final FieldMarks NONE = new FieldMarks(List.of());
    private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cf}\\p{Cc}\\p{Mn}\\p{Me}\\p{Z}\u115F\u1160\u2800]");

    private final List<Path> paths;

    private FieldMarks(List<Path> paths) {
        this.paths = List.copyOf(paths);
    }

    /// The rest of the way to what a mark is about.
    ///
    /// @param each whether the step to here was any
    private record Path(Mark mark, List<String> steps, int at, boolean each) {
        boolean ends() {
            return at == steps.size();
        }

        String step() {
            return steps.get(at);
        }

        boolean isAny() {
            return step().equals(Pointer.ANY);
        }

        boolean takesAway() {
            return mark == Mark.MASKED || mark == Mark.DROPPED;
        }

        Path next() {
            return new Path(mark, steps, at + 1, isAny());
        }
    }

    /// Of these places, each below where this is seen from.
    public static FieldMarks of(Mark mark, Collection<Pointer> places) {
        return new FieldMarks(places.stream()
                .map(place -> new Path(mark, steps(mark, place), 0, false))
                .toList());
    }

    private static List<String> steps(Mark mark, Pointer place) {
        boolean folds = mark == Mark.MASKED || mark == Mark.DROPPED;
        return folds ? place.steps().stream().map(FieldMarks::folded).toList() : place.steps();
    }

    /// This very place.
    public static FieldMarks here(Mark mark) {
        return new FieldMarks(List.of(new Path(mark, List.of(), 0, false)));
    }

    /// Both.
    public FieldMarks and(FieldMarks other) {
        if (paths.isEmpty() || other.paths.isEmpty()) {
            return paths.isEmpty() ? other : this;
        }
        return new FieldMarks(
                Stream.concat(paths.stream(), other.paths.stream()).toList());
    }

    boolean isEmpty() {
        return paths.isEmpty();
    }

    /// Whether that is said of this very value.
    boolean says(Mark mark) {
        return paths.stream().anyMatch(path -> path.ends() && path.mark() == mark);
    }

    /// Whether that is said of something below.
    boolean leadsTo(Mark mark) {
        return paths.stream().anyMatch(path -> !path.ends() && path.mark() == mark);
    }

    /// Whether this is one of several places on the way to records.
    boolean isOneOfMany() {
        return paths.stream().anyMatch(path -> path.mark() == Mark.ROW && path.each());
    }

    /// Seen from a member.
    FieldMarks into(String name) {
        if (paths.isEmpty()) {
            return this;
        }
        String folded = folded(name);
        List<Path> below = new ArrayList<>(paths.size());
        for (Path path : paths) {
            if (!path.ends() && (path.isAny() || path.step().equals(path.takesAway() ? folded : name))) {
                below.add(path.next());
            }
        }
        return below.isEmpty() ? NONE : new FieldMarks(below);
    }

    /// Seen from an element.
    FieldMarks into(int index) {
        List<Path> below = new ArrayList<>(paths.size());
        for (Path path : paths) {
            if (!path.ends() && (path.isAny() || path.step().equals(Integer.toString(index)))) {
                below.add(path.next());
            }
        }
        return below.isEmpty() ? NONE : new FieldMarks(below);
    }

    /// @throws Unfilterable where something has to go that can't be found in a value of this kind: what the server
    /// answers is not what policies were written for
    void check(JsonValue value) throws Unfilterable {
        boolean isList = value.is(JsonKind.ARRAY);
        if (value.is(JsonKind.OBJECT) || value.is(JsonKind.NULL)) {
            return;
        }
        for (Path path : paths) {
            boolean found = path.ends()
                    || (isList && (path.isAny() || INDEX.matcher(path.step()).matches()));
            if (path.takesAway() && !found) {
                throw new Unfilterable("field-shape");
            }
        }
    }

    private static String folded(String name) {
        boolean plain = name.chars().allMatch(letter -> letter > ' ' && letter < 127);
        String read = plain
                ? name
                : UNSEEN.matcher(Normalizer.normalize(name, Normalizer.Form.NFKD))
                        .replaceAll("");
        return read.toLowerCase(Locale.ROOT);
    }
}

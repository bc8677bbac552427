package io.tidegate.detect;

import java.util.ArrayList;
import java.util.List;

/// How is a token written? Runs of so many symbols of an alphabet, and literals between them. `s22'.'s43` is 22
/// URL-safe symbols, a full stop and 43 more; `a20-40` is 20 to 40 letters and digits, `a20+` at least 20; `U` is a
/// UUID (RFC 9562).
///
/// Read from left to right without going back: a run of changing length must end where what follows begins.
final class Layout {
    private static final int LONGEST = 4_096;
    private static final String UUID_WORDS =
            "8 of H, `-`, 4 of H, `-`, 4 of H, `-`, 4 of H, `-`, 12 of H".replace("H", Alphabet.HEX_ANY_CASE.words());
    private static final String UUID = "x8'-'x4'-'x4'-'x4'-'x12";

    /// One piece of a token.
    sealed interface Part {
        /// So many symbols of an alphabet.
        record Run(Alphabet alphabet, int min, int max) implements Part {
            public Run {
                if (min < 1 || max < min) {
                    throw new IllegalArgumentException("a run holds at least one symbol");
                }
            }

            private boolean isFixed() {
                return min == max;
            }
        }

        /// Just this.
        record Literal(String text) implements Part {}
    }

    private final List<Part> parts;

    private Layout(List<Part> parts) {
        this.parts = List.copyOf(parts);
        for (int i = 0; i + 1 < parts.size(); i++) {
            if (parts.get(i) instanceof Part.Run run && !run.isFixed() && !endsBefore(run, parts.get(i + 1))) {
                throw new IllegalArgumentException("where a run ends can't be told from what follows");
            }
        }
    }

    private static boolean endsBefore(Part.Run run, Part next) {
        return next instanceof Part.Literal(String text) && !run.alphabet().has(text.charAt(0));
    }

    static Layout of(String written) {
        List<Part> parts = new ArrayList<>();
        String rest = written.replace("U", UUID);
        int at = 0;
        while (at < rest.length()) {
            int end = at + 1;
            if (rest.charAt(at) == '\'') {
                end = rest.indexOf('\'', at + 1);
                parts.add(new Part.Literal(rest.substring(at + 1, end)));
                end++;
            } else {
                while (end < rest.length() && "0123456789-+".indexOf(rest.charAt(end)) >= 0) {
                    end++;
                }
                parts.add(run(rest.charAt(at), rest.substring(at + 1, end)));
            }
            at = end;
        }
        return new Layout(parts);
    }

    private static Part.Run run(char alphabet, String count) {
        int dash = count.indexOf('-');
        boolean isOpen = count.endsWith("+");
        String least = isOpen ? count.substring(0, count.length() - 1) : dash < 0 ? count : count.substring(0, dash);
        int min = Integer.parseInt(least);
        int max = isOpen ? LONGEST : dash < 0 ? min : Integer.parseInt(count.substring(dash + 1));
        return new Part.Run(Alphabet.written(alphabet), min, max);
    }

    List<Part> parts() {
        return parts;
    }

    /// How many symbols it takes at least.
    int lengthMin() {
        int length = 0;
        for (Part part : parts) {
            length += switch (part) {
                case Part.Literal(String text) -> text.length();
                case Part.Run run -> run.min();
            };
        }
        return length;
    }

    /// Whether only digits and the letters of hexadecimal numbers count towards its chance.
    boolean isHex() {
        return parts.stream()
                .anyMatch(part -> part instanceof Part.Run run
                        && (run.alphabet() == Alphabet.HEX || run.alphabet() == Alphabet.HEX_ANY_CASE));
    }

    /// Where what begins at `from` ends, or -1 if it is not written so. It takes in the whole of its last run.
    int end(Sight sight, int from) {
        int at = from;
        for (int i = 0; i < parts.size() && at >= 0; i++) {
            at = switch (parts.get(i)) {
                case Part.Literal(String text) -> sight.literalAt(at, text) ? at + text.length() : -1;
                case Part.Run run -> end(sight, run, i + 1 == parts.size(), at);
            };
        }
        return at;
    }

    private static int end(Sight sight, Part.Run run, boolean isLast, int from) {
        if (isLast || !run.isFixed()) {
            int stop = sight.runEnd(run.alphabet(), from);
            return stop - from >= run.min() && stop - from <= run.max() ? stop : -1;
        }
        int at = from;
        while (at - from < run.min() && run.alphabet().has(sight.at(at))) {
            at++;
        }
        sight.spend(at - from + 1L);
        return at - from == run.min() ? at : -1;
    }

    /// For people: ``22 of `0-9a-f`, `.`, 4 or more of `a-z0-9` ``.
    String words() {
        StringBuilder out = new StringBuilder();
        for (Part part : parts) {
            out.append(out.isEmpty() ? "" : ", ");
            switch (part) {
                case Part.Literal(String text) -> out.append('`').append(text).append('`');
                case Part.Run run ->
                    out.append(count(run)).append(" of ").append(run.alphabet().words());
            }
        }
        return out.toString().replace(UUID_WORDS, "a UUID");
    }

    private static String count(Part.Run run) {
        if (run.isFixed()) {
            return Integer.toString(run.min());
        }
        return run.max() == LONGEST ? run.min() + " or more" : run.min() + " to " + run.max();
    }
}

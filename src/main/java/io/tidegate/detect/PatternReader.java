package io.tidegate.detect;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// What does a regular expression say? Reads the part of the usual notation that an automaton can match in one pass:
/// symbols, classes, groups, `|`, and repetitions; `\b` at the ends, and `(?i)` in front.
final class PatternReader {
    /// The longest pattern, in characters.
    static final int LENGTH_MAX = 1_024;

    private static final int DEPTH_MAX = 16;
    private static final int TIMES_MAX = 256;
    private static final String NO_LOOK = "what stands around a match is said by `\\b` at the ends, or by `near`";

    private final String text;
    private final int end;
    private final boolean anyCase;
    private int at;
    private int depth;

    /// A pattern as it was read.
    ///
    /// @param wordBegins whether a match begins where a word does
    record Read(PatternPart part, boolean wordBegins, boolean wordEnds) {}

    private PatternReader(String text, int start, int end, boolean anyCase) {
        this.text = text;
        this.at = start;
        this.end = end;
        this.anyCase = anyCase;
    }

    static Read read(String text) throws UnsafePattern {
        if (text.isEmpty() || text.length() > LENGTH_MAX) {
            throw new UnsafePattern(
                    "has %,d characters".formatted(text.length()), "from 1 to %,d".formatted(LENGTH_MAX));
        }
        boolean anyCase = text.startsWith("(?i)");
        int start = anyCase ? 4 : 0;
        boolean wordBegins = text.startsWith("\\b", start);
        boolean wordEnds = text.endsWith("\\b") && !text.endsWith("\\\\b") && text.length() - 2 > start;
        PatternReader reader =
                new PatternReader(text, start + (wordBegins ? 2 : 0), text.length() - (wordEnds ? 2 : 0), anyCase);
        PatternPart part = reader.choice();
        if (reader.at < reader.end) {
            throw new UnsafePattern("has a `)` that closes nothing", "a bracket itself is written `\\)`");
        }
        return new Read(part, wordBegins, wordEnds);
    }

    private boolean has(char symbol) {
        return at < end && text.charAt(at) == symbol;
    }

    private PatternPart choice() throws UnsafePattern {
        List<PatternPart> ways = new ArrayList<>();
        ways.add(sequence());
        while (has('|')) {
            at++;
            ways.add(sequence());
        }
        return ways.size() == 1 ? ways.getFirst() : new PatternPart.Choice(ways);
    }

    private PatternPart sequence() throws UnsafePattern {
        List<PatternPart> parts = new ArrayList<>();
        while (at < end && !has('|') && !has(')')) {
            PatternPart one = repeated(one());
            if (one instanceof PatternPart.Sequence(List<PatternPart> inner)) {
                parts.addAll(inner);
            } else {
                parts.add(one);
            }
        }
        return parts.size() == 1 ? parts.getFirst() : new PatternPart.Sequence(parts);
    }

    private PatternPart one() throws UnsafePattern {
        char symbol = text.charAt(at++);
        return switch (symbol) {
            case '(' -> group();
            case '[' -> new PatternPart.Symbol(symbols());
            case '.' -> new PatternPart.Symbol(PatternSymbols.without(PatternSymbols.of("\r\n")));
            case '\\' -> new PatternPart.Symbol(escaped());
            case '^', '$' ->
                throw new UnsafePattern("has `" + symbol + "`, which looks at where a text begins or ends", NO_LOOK);
            case '*', '+', '?', '{' ->
                throw new UnsafePattern(
                        "has `" + symbol + "` with nothing before it to repeat",
                        "itself it is written `\\" + symbol + "`");
            default -> new PatternPart.Symbol(PatternSymbols.of(plain(symbol), anyCase));
        };
    }

    private PatternPart group() throws UnsafePattern {
        if (has('?')) {
            if (!text.startsWith("?:", at)) {
                throw new UnsafePattern("has `(?`, which only `(?:` and a leading `(?i)` are taken of", NO_LOOK);
            }
            at += 2;
        }
        if (++depth > DEPTH_MAX) {
            throw new UnsafePattern("has groups %d deep".formatted(depth), "at most %d".formatted(DEPTH_MAX));
        }
        PatternPart inner = choice();
        depth--;
        if (!has(')')) {
            throw new UnsafePattern("has a `(` that nothing closes", "a bracket itself is written `\\(`");
        }
        at++;
        return inner;
    }

    private PatternPart repeated(PatternPart part) throws UnsafePattern {
        PatternPart whole = part;
        for (int times = 0; at < end && "*+?{".indexOf(text.charAt(at)) >= 0; times++) {
            if (times > 0) {
                throw new UnsafePattern(
                        "repeats a repetition, as in `a+?` or `a{2}{3}`", "put it into brackets if it is meant");
            }
            whole = repeat(part);
        }
        return whole;
    }

    private PatternPart repeat(PatternPart part) throws UnsafePattern {
        char sign = text.charAt(at++);
        return switch (sign) {
            case '?' -> new PatternPart.Repeat(part, 0, 1);
            case '*' -> unbounded(part, 0);
            case '+' -> unbounded(part, 1);
            default -> counted(part);
        };
    }

    private static PatternPart unbounded(PatternPart part, int from) throws UnsafePattern {
        if (part.most() == PatternPart.UNBOUNDED) {
            throw new UnsafePattern(
                    "has an unbounded repetition inside another, as in `(a+)+`", "give the inner one bounds: `{1,20}`");
        }
        if (part.least() == 0) {
            throw new UnsafePattern("repeats what may be empty, as in `(a?)*`", "say what has to be there");
        }
        return new PatternPart.Repeat(part, from, PatternPart.UNBOUNDED);
    }

    /// `{3}`, `{3,}`, `{3,5}`
    private PatternPart counted(PatternPart part) throws UnsafePattern {
        int close = text.indexOf('}', at);
        String inside = close < 0 || close >= end ? "" : text.substring(at, close);
        if (!inside.matches("[0-9]{1,4}(,([0-9]{1,4})?)?")) {
            throw new UnsafePattern("has `{` without numbers, as in `{3}` or `{2,5}`", "itself it is written `\\{`");
        }
        at = close + 1;
        int comma = inside.indexOf(',');
        int from = Integer.parseInt(comma < 0 ? inside : inside.substring(0, comma));
        if (comma == inside.length() - 1 && comma > 0) {
            return unbounded(part, from);
        }
        int to = comma < 0 ? from : Integer.parseInt(inside.substring(comma + 1));
        if (to < from || to == 0 || to > TIMES_MAX) {
            throw new UnsafePattern(
                    "repeats `{" + inside + "}`", "1 to %d times, the lesser first".formatted(TIMES_MAX));
        }
        return new PatternPart.Repeat(part, from, to);
    }

    private BitSet escaped() throws UnsafePattern {
        if (at >= end) {
            throw new UnsafePattern("ends in `\\`", "itself it is written `\\\\`");
        }
        if (text.startsWith("p{L}", at)) {
            at += 4;
            return PatternSymbols.letters();
        }
        char symbol = text.charAt(at++);
        return PatternSymbols.escaped(symbol).orElseThrow(() -> refused(symbol));
    }

    private static UnsafePattern refused(char symbol) {
        if (symbol >= '1' && symbol <= '9') {
            return new UnsafePattern(
                    "refers back to a group with `\\" + symbol + "`",
                    "say what stands there; no automaton can remember");
        }
        return symbol == 'b'
                ? new UnsafePattern("has `\\b` in the middle", "it is taken as the first and as the last thing")
                : new UnsafePattern(
                        "has `\\" + symbol + "`",
                        "there are \\d \\D \\w \\W \\s \\S \\p{L} \\t \\n \\r, and \\ before signs");
    }

    private char plain(char symbol) throws UnsafePattern {
        if (symbol < ' ' || symbol > '~') {
            throw new UnsafePattern(
                    "has a character that is not ASCII",
                    "any letter, of any alphabet, is `\\p{L}`; texts are looked" + " at with look-alikes as ASCII");
        }
        return symbol;
    }

    private BitSet symbols() throws UnsafePattern {
        boolean isNegated = has('^');
        at += isNegated ? 1 : 0;
        BitSet any = new BitSet();
        int first = at;
        while (!has(']') || at == first) {
            if (at >= end) {
                throw new UnsafePattern("has a `[` that nothing closes", "a bracket itself is written `\\[`");
            }
            range(any);
        }
        at++;
        BitSet meant = isNegated ? PatternSymbols.without(any) : any;
        if (meant.isEmpty()) {
            throw new UnsafePattern("has a class that nothing is in", "say which symbols may stand there");
        }
        return meant;
    }

    private void range(BitSet any) throws UnsafePattern {
        char from = text.charAt(at++);
        if (from == '[' || (from == '&' && has('&'))) {
            throw new UnsafePattern("has `" + from + "` in a class", "itself it is written `\\" + from + "`");
        }
        if (from == '\\') {
            any.or(escaped());
            return;
        }
        char to = from;
        if (has('-') && at + 1 < end && text.charAt(at + 1) != ']') {
            to = text.charAt(at + 1);
            at += 2;
        }
        if (to < from || to == '\\') {
            throw new UnsafePattern("has the range `" + from + "-" + to + "`", "the lesser first");
        }
        for (char each = plain(from); each <= plain(to); each++) {
            any.or(PatternSymbols.of(each, anyCase));
        }
    }
}

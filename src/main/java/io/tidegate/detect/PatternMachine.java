package io.tidegate.detect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where does a match that begins here end? A deterministic automaton, made when the pattern is read: one step a
/// symbol, whatever the text. A pattern that would need too many states is refused then.
final class PatternMachine {
    static final int DEAD = 0;
    static final int START = 1;

    private static final int SYMBOLS = 256;
    private static final int PLACES_MAX = 2_048;
    private static final int STATES_MAX = 2_048;

    private final byte[] classes = new byte[SYMBOLS];
    private final int width;
    private final short[] next;
    private final BitSet accepting;

    PatternMachine(PatternPart part) throws UnsafePattern {
        Places places = new Places();
        int first = places.add(part, places.last());
        this.width = classify(places);
        List<short[]> rows = new ArrayList<>();
        this.accepting = new BitSet();
        determine(places, first, rows);
        this.next = new short[rows.size() * width];
        for (int state = 0; state < rows.size(); state++) {
            System.arraycopy(rows.get(state), 0, next, state * width, width);
        }
    }

    int next(int state, int symbol) {
        return next[state * width + (classes[symbol] & 0xFF)];
    }

    boolean accepts(int state) {
        return accepting.get(state);
    }

    /// Symbols that no part of the pattern tells apart are one class.
    private int classify(Places places) {
        Map<BitSet, Integer> known = new LinkedHashMap<>();
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            BitSet members = new BitSet();
            for (int place = 0; place < places.any.size(); place++) {
                members.set(place, places.any.get(place).get(symbol));
            }
            Integer number = known.get(members);
            classes[symbol] = (byte) (number == null ? known.size() : number);
            known.putIfAbsent(members, known.size());
        }
        return known.size();
    }

    private void determine(Places places, int first, List<short[]> rows) throws UnsafePattern {
        Map<BitSet, Integer> numbers = new HashMap<>();
        ArrayDeque<BitSet> open = new ArrayDeque<>();
        int[] samples = samples();
        for (BitSet begin : List.of(new BitSet(), places.reached(first))) {
            numbers.put(begin, numbers.size());
            open.add(begin);
        }
        while (!open.isEmpty()) {
            BitSet from = open.remove();
            short[] row = new short[width];
            accepting.set(rows.size(), from.get(places.last()));
            rows.add(row);
            for (int kind = 0; kind < width; kind++) {
                BitSet to = places.after(from, samples[kind]);
                Integer number = numbers.get(to);
                if (number == null) {
                    number = numbers.size();
                    numbers.put(to, number);
                    open.add(to);
                }
                row[kind] = number.shortValue();
            }
            if (numbers.size() > STATES_MAX) {
                throw tooMuch();
            }
        }
    }

    private int[] samples() {
        int[] samples = new int[width];
        Arrays.fill(samples, -1);
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            samples[classes[symbol] & 0xFF] = symbol;
        }
        return samples;
    }

    private static UnsafePattern tooMuch() {
        return new UnsafePattern(
                "needs more than %,d states to be matched in one pass".formatted(STATES_MAX),
                "make repetitions shorter, or classes narrower");
    }

    /// The automaton that the determined one is made of (Thompson, 1968): each place waits for a symbol, or is passed.
    private static final class Places {
        private final List<BitSet> any = new ArrayList<>();
        private final List<int[]> ways = new ArrayList<>();
        private final Map<BitSet, BitSet> closures = new HashMap<>();

        Places() {
            any.add(new BitSet());
            ways.add(new int[0]);
        }

        int last() {
            return 0;
        }

        private int place(BitSet symbols, int... ways) throws UnsafePattern {
            if (any.size() >= PLACES_MAX) {
                throw tooMuch();
            }
            any.add(symbols);
            this.ways.add(ways);
            return any.size() - 1;
        }

        /// Adds what leads through a part to `then`; returns where that begins.
        int add(PatternPart part, int then) throws UnsafePattern {
            return switch (part) {
                case PatternPart.Symbol(BitSet symbols) -> place(symbols, then);
                case PatternPart.Sequence(List<PatternPart> parts) -> {
                    int at = then;
                    for (PatternPart each : parts.reversed()) {
                        at = add(each, at);
                    }
                    yield at;
                }
                case PatternPart.Choice(List<PatternPart> parts) -> {
                    int[] begins = new int[parts.size()];
                    for (int way = 0; way < begins.length; way++) {
                        begins[way] = add(parts.get(way), then);
                    }
                    yield place(new BitSet(), begins);
                }
                case PatternPart.Repeat repeat -> repeated(repeat, then);
            };
        }

        private int repeated(PatternPart.Repeat repeat, int then) throws UnsafePattern {
            int at = then;
            if (repeat.to() == PatternPart.UNBOUNDED) {
                int again = place(new BitSet(), then, then);
                ways.get(again)[1] = add(repeat.part(), again);
                at = again;
            } else {
                for (int time = repeat.from(); time < repeat.to(); time++) {
                    at = place(new BitSet(), then, add(repeat.part(), at));
                }
            }
            for (int time = 0; time < repeat.from(); time++) {
                at = add(repeat.part(), at);
            }
            return at;
        }

        /// The places that are reached from one without a symbol.
        BitSet reached(int from) {
            BitSet start = new BitSet();
            start.set(from);
            return reached(start);
        }

        private BitSet reached(BitSet from) {
            BitSet all = new BitSet();
            ArrayDeque<Integer> open = new ArrayDeque<>();
            from.stream().forEach(open::add);
            while (!open.isEmpty()) {
                int place = open.remove();
                if (all.get(place)) {
                    continue;
                }
                all.set(place);
                if (any.get(place).isEmpty()) {
                    for (int way : ways.get(place)) {
                        open.add(way);
                    }
                }
            }
            BitSet waiting = new BitSet();
            all.stream()
                    .filter(place -> place == last() || !any.get(place).isEmpty()) // the others are only passed
                    .forEach(waiting::set);
            return waiting;
        }

        BitSet after(BitSet from, int symbol) {
            BitSet moved = new BitSet();
            from.stream().filter(place -> any.get(place).get(symbol)).forEach(place -> moved.set(ways.get(place)[0]));
            return closures.computeIfAbsent(moved, this::reached);
        }
    }
}

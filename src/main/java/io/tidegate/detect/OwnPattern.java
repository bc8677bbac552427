package io.tidegate.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A regular expression of the organisation's own, found safe: it is matched by an automaton in one pass over what is
/// near a literal of it, or near words that announce it.
public final class OwnPattern {
    /// Matches of more symbols count only where they went on being one: `ACME-[0-9]+`.
    static final int MATCH_MAX = 256;

    /// Within how many symbols of a match a word has to stand, as a whole.
    static final int NEAR_MAX = 64;

    /// Most words that announce one pattern.
    public static final int WORDS_MAX = 64;

    private static final int WORD_LENGTH_MIN = 2;
    private static final int WORD_LENGTH_MAX = 64;

    private final String text;
    private final List<String> near;
    private final PatternMachine machine;
    private final Optional<PatternLiterals> literals;
    private final boolean wordBegins;
    private final boolean wordEnds;

    private OwnPattern(String text, List<String> near) throws UnsafePattern {
        PatternReader.Read read = PatternReader.read(text);
        this.text = text;
        this.near = near.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
        this.wordBegins = read.wordBegins();
        this.wordEnds = read.wordEnds();
        this.literals = PatternLiterals.of(read.part());
        if (read.part().least() < PatternLiterals.LENGTH_MIN) {
            throw new UnsafePattern(
                    "matches fewer than %d characters".formatted(PatternLiterals.LENGTH_MIN),
                    "short texts stand everywhere; say more of what stands there");
        }
        if (literals.isEmpty() && near.isEmpty()) {
            throw new UnsafePattern(
                    "has no %d characters in a row that every match has, so it would have to be tried everywhere"
                            .formatted(PatternLiterals.LENGTH_MIN),
                    "give the words that stand near it as `near`");
        }
        this.machine = new PatternMachine(read.part());
    }

    /// Reads a pattern, and says why it can't be taken.
    ///
    /// @param near words of which one stands within 64 characters; where there are none it counts everywhere
    public static OwnPattern read(String text, List<String> near) throws UnsafePattern {
        for (String word : near) {
            boolean isPlain = word.strip().equals(word) && word.chars().allMatch(each -> each >= ' ' && each <= '~');
            if (!isPlain || word.length() < WORD_LENGTH_MIN || word.length() > WORD_LENGTH_MAX) {
                throw new UnsafePattern(
                        "has the word `" + word + "` near it",
                        "words of %d to %d characters of ASCII".formatted(WORD_LENGTH_MIN, WORD_LENGTH_MAX));
            }
        }
        if (near.size() > WORDS_MAX) {
            throw new UnsafePattern("has %d words near it".formatted(near.size()), "at most %d".formatted(WORDS_MAX));
        }
        OwnPattern pattern = new OwnPattern(text, near);
        pattern.comesToRest();
        return pattern;
    }

    /// What is masked is looked at again: a pattern that matched the mask would never end.
    private void comesToRest() throws UnsafePattern {
        String mask = DataType.OWN.removed();
        for (int start = 0; start < mask.length(); start++) {
            int state = PatternMachine.START;
            for (int at = start; at < mask.length(); at++) {
                state = machine.next(state, mask.charAt(at));
                if (machine.accepts(state)) {
                    throw new UnsafePattern(
                            "matches in `" + mask + "`, which stands where something was taken out",
                            "have it ask for something that is not in there, such as a digit");
                }
            }
        }
    }

    /// As it was written.
    public String text() {
        return text;
    }

    /// The words that announce it, in small letters.
    public List<String> near() {
        return near;
    }

    /// By what it is looked for.
    List<Anchor> anchors(OwnPatternShape shape) {
        List<Anchor> anchors = new ArrayList<>();
        literals.ifPresent(all -> all.texts().forEach(literal -> anchors.add(anchor(literal, shape))));
        near.forEach(word -> anchors.add(anchor(word, literals.isPresent() ? new OwnWordShape() : shape)));
        return anchors;
    }

    private static Anchor anchor(String literal, Shape shape) {
        return new Anchor(literal, Anchor.Match.ANY_CASE, shape);
    }

    /// Where matches may begin whose anchor ends here: not before, and not behind.
    int earliest(int end) {
        return Math.max(0, end - literals.map(PatternLiterals::farthest).orElse(MATCH_MAX + NEAR_MAX));
    }

    int latest(int end) {
        return literals.map(all -> end - all.nearest()).orElse(end + NEAR_MAX);
    }

    /// Where the longest match that begins there ends, or -1.
    int end(Sight sight, int start) {
        if (wordBegins && !isEdge(sight, start)) {
            return -1;
        }
        int state = PatternMachine.START;
        int last = -1;
        int at = start;
        while (at < sight.length() && at - Math.max(start, last) < MATCH_MAX) {
            state = machine.next(state, sight.at(at));
            if (state == PatternMachine.DEAD) {
                break;
            }
            at++;
            if (machine.accepts(state) && (!wordEnds || isEdge(sight, at))) {
                last = at;
            }
        }
        sight.spend(at - start + 1L);
        return last;
    }

    private static boolean isEdge(Sight sight, int at) {
        return sight.wordAt(at - 1) != sight.wordAt(at);
    }

    /// Whether one of its words stands beside a match.
    boolean isAnnounced(Sight sight, int start, int end) {
        if (near.isEmpty()) {
            return true;
        }
        return hasWord(sight, start - NEAR_MAX, start) || hasWord(sight, end, end + NEAR_MAX);
    }

    private boolean hasWord(Sight sight, int from, int to) {
        int first = Math.max(0, from);
        String around = sight.ascii(first, Math.min(sight.length(), to)).toLowerCase(Locale.ROOT);
        sight.spend((long) around.length() * (1 + near.size() / 8));
        for (String word : near) {
            for (int at = around.indexOf(word); at >= 0; at = around.indexOf(word, at + 1)) {
                if (sight.wordBegins(first + at)) {
                    return true;
                }
            }
        }
        return false;
    }
}

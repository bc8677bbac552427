package io.tidegate.detect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Is a secret given to a name here: `password = ...`, `"api_key": "..."`, `Authorization: Bearer ...`? Judges by the
/// name and by how random the value is; misses secrets that look like words, and takes some random ids for secrets.
final class AssignmentShape implements Shape {
    private enum Strength {
        /// People choose it: short, but neither a word nor a name.
        CHOSEN,
        /// A machine made it: long and random.
        GENERATED,
        /// A header that holds nothing but a credential.
        HEADER
    }

    private static final int NAME_REST_MAX = 24;
    private static final int GAP_MAX = 8;
    private static final int VALUE_MAX = 128;
    private static final int LENGTH_MAX = 4_096;
    private static final int CHOSEN_MIN = 6;
    private static final int GENERATED_MIN = 16;
    private static final int HEADER_MIN = 10;

    private static final List<String> CHOSEN_NAMES = List.of("password", "passwd", "passwort", "passphrase", "pwd");
    private static final List<String> GENERATED_NAMES = List.of(
            "secret",
            "token",
            "credential",
            "private_key",
            "privatekey",
            "signing_key",
            "encryption_key",
            "auth_key",
            "authkey",
            "accountkey",
            "secretkey");
    private static final List<String> HEADER_NAMES = List.of(
            "authorization",
            "bearer",
            "api_key",
            "api-key",
            "apikey",
            "api_token",
            "api-token",
            "access_key",
            "access-key",
            "accesskey",
            "secret_key",
            "secret-key",
            "client_secret",
            "clientsecret",
            "client-secret");

    /// Names that go on like this hold no secret: `token_type`, `password_file`, `secretName`.
    private static final List<String> HARMLESS_RESTS = List.of(
            "type", "count", "limit", "name", "url", "uri", "path", "file", "length", "size", "expir", "ize", "izer",
            "policy", "hint", "reset", "index", "usage", "version", "arn", "ref", "page", "field", "hash", "manager",
            "min", "max", "_id", "_at", "-id", "stdin", "env", "prompt", "command");

    /// Names that come before: `next_page_token` and its like are passed around in the open.
    private static final List<String> HARMLESS_STARTS = List.of(
            "page", "next", "cursor", "continuation", "sync", "prev", "public", "max", "num", "stop", "eos", "bos");

    private static final List<String> SCHEMES =
            List.of("bearer ", "basic ", "token ", "api-token ", "apikey ", "digest ");

    private final Strength strength;

    private AssignmentShape(Strength strength) {
        this.strength = strength;
    }

    static List<Anchor> anchors() {
        List<Anchor> anchors = new ArrayList<>();
        addAll(anchors, CHOSEN_NAMES, Strength.CHOSEN);
        addAll(anchors, GENERATED_NAMES, Strength.GENERATED);
        addAll(anchors, HEADER_NAMES, Strength.HEADER);
        return anchors;
    }

    private static void addAll(List<Anchor> anchors, List<String> names, Strength strength) {
        AssignmentShape shape = new AssignmentShape(strength);
        names.forEach(name -> anchors.add(new Anchor(name, Anchor.Match.ANY_CASE, shape)));
    }

    @Override
    public boolean readsNames() {
        return true;
    }

    @Override
    public void verify(Sight sight, int start, int end) {
        if (sight.covers(start)) {
            return;
        }
        int value = valueStart(sight, start, end);
        if (value < 0 || harmlessName(sight, start, end)) {
            return;
        }
        int quote = quoteBefore(sight, value);
        boolean isNamed = sight.isNamed(start, value);
        int credential = afterScheme(sight, value);
        boolean isSchemed = credential > value;
        value = credential;
        int stop = valueEnd(sight, value, quote);
        int whole = isNamed && quote == 0 ? Math.max(stop, namedEnd(sight, value)) : stop;
        if (isSecret(sight, value, whole, isSchemed) || (whole > stop && isSecret(sight, value, stop, isSchemed))) {
            sight.reportNamed(DataType.CREDENTIAL, "assigned-secret", value, whole, Confidence.POSSIBLE);
        }
    }

    private boolean isSecret(Sight sight, int value, int stop, boolean isSchemed) {
        int least = strength == Strength.CHOSEN ? CHOSEN_MIN : HEADER_MIN;
        if (stop - value < least || stop - value > LENGTH_MAX || masked(sight, stop)) {
            return false;
        }
        String text = sight.ascii(value, Math.min(stop, value + VALUE_MAX));
        boolean isCall = sight.at(stop) == '(' && text.chars().allMatch(Alphabet.DOTTED::has) && text.indexOf('_') > 0;
        boolean isExample = isCall || Placeholder.is(text) || (isSchemed && LoginShape.isExample(text));
        return !isExample && credible(sight, text, value, stop);
    }

    /// Where the value begins after the rest of the name and an operator, or -1.
    private static int valueStart(Sight sight, int nameStart, int nameEnd) {
        int at = nameEnd;
        while (at - nameEnd < NAME_REST_MAX && Alphabet.DOTTED.has(sight.at(at))) {
            at++;
        }
        boolean nameAlone = at == nameEnd;
        at = skip(sight, at, "\\\"'`]", 3);
        at = skip(sight, at, " \t", GAP_MAX);
        int operator = sight.at(at);
        sight.spend(at - nameEnd + 1L);
        if (operator == '>' && sight.at(at - 1) != ' ') {
            return at + 1; // <password>value</password>
        }
        if (operator == ':' || operator == '=') {
            at = skip(sight, at, ":=>", 2);
            at = skip(sight, at, " \t", GAP_MAX);
            return skip(sight, at, "\\\"'`", 2);
        }
        if (operator != '-' && sight.at(at - 1) == ' ' && isOption(sight, nameStart)) {
            return skip(sight, at, "\\\"'`", 2);
        }
        boolean bearer = nameAlone && at > nameEnd && sight.at(nameEnd) == ' ' && sight.at(nameEnd - 1) != 'd';
        return bearer && isBearer(sight, nameEnd) ? at : -1;
    }

    /// `--api-token VALUE`: the name of an option, whose value follows without a sign.
    private static boolean isOption(Sight sight, int nameStart) {
        int at = nameStart;
        while (nameStart - at < NAME_REST_MAX && Alphabet.URL_SAFE.has(sight.at(at - 1))) {
            at--;
        }
        sight.spend(nameStart - at + 1L);
        return sight.at(at) == '-' && sight.at(at + 1) == '-';
    }

    private static boolean isBearer(Sight sight, int nameEnd) {
        return sight.ascii(Math.max(0, nameEnd - 6), nameEnd).equalsIgnoreCase("bearer");
    }

    private static int skip(Sight sight, int from, String symbols, int most) {
        int at = from;
        while (at - from < most && sight.at(at) != 0 && symbols.indexOf(sight.at(at)) >= 0) {
            at++;
        }
        return at;
    }

    private static boolean harmlessName(Sight sight, int start, int end) {
        int restEnd = end;
        while (restEnd - end < NAME_REST_MAX && Alphabet.URL_SAFE.has(sight.at(restEnd))) {
            restEnd++;
        }
        String rest = sight.ascii(end, restEnd).toLowerCase(Locale.ROOT);
        int before = start;
        while (start - before < NAME_REST_MAX && Alphabet.URL_SAFE.has(sight.at(before - 1))) {
            before--;
        }
        String first = sight.ascii(before, start).toLowerCase(Locale.ROOT);
        return HARMLESS_RESTS.stream().anyMatch(rest::contains)
                || (rest.equals("s") && sight.at(before - 1) == ' ')
                || HARMLESS_STARTS.stream().anyMatch(first::contains);
    }

    private static int quoteBefore(Sight sight, int value) {
        int before = sight.at(value - 1);
        return before == '"' || before == '\'' || before == '`' ? before : 0;
    }

    private static int afterScheme(Sight sight, int value) {
        String start = sight.ascii(value, Math.min(sight.length(), value + 12)).toLowerCase(Locale.ROOT);
        for (String scheme : SCHEMES) {
            if (start.startsWith(scheme)) {
                return skip(sight, value + scheme.length(), " ", GAP_MAX);
            }
        }
        return value;
    }

    /// Whether the rest of the value was masked already: then this is what masking left.
    private static boolean masked(Sight sight, int stop) {
        int from = stop + (sight.at(stop) == '[' ? 0 : 1); // a full stop may have been trimmed
        if (sight.at(from) != '[') {
            return false;
        }
        String next = sight.ascii(from, Math.min(sight.length(), from + 24));
        return Arrays.stream(DataType.values()).anyMatch(type -> next.startsWith(type.removed()));
    }

    private static int valueEnd(Sight sight, int value, int quote) {
        if (quote == 0) {
            return trimmed(sight, value, sight.runEnd(Alphabet.VALUE, value));
        }
        int at = value;
        while (at - value < VALUE_MAX && sight.at(at) > ' ' && sight.at(at) != quote && sight.at(at) != '\\') {
            at++;
        }
        sight.spend(at - value + 1L);
        return at - value == VALUE_MAX ? sight.runEnd(Alphabet.VALUE, value) : at;
    }

    /// Of a value that is all of a text, which needs no quotes: the next space, as within quotes. A document in the
    /// text is no value.
    private static int namedEnd(Sight sight, int value) {
        boolean isDocument = "{[".indexOf(sight.at(value)) >= 0 && "}]".indexOf(sight.at(sight.length() - 1)) >= 0;
        int at = value;
        while (!isDocument && at - value <= LENGTH_MAX && sight.at(at) > ' ') {
            at++;
        }
        sight.spend(at - value + 1L);
        return at;
    }

    /// Without the punctuation of the sentence around it.
    private static int trimmed(Sight sight, int from, int end) {
        int stop = end;
        while (stop > from && end - stop < 3 && ".:?!".indexOf(sight.at(stop - 1)) >= 0) {
            stop--;
        }
        return stop;
    }

    private boolean credible(Sight sight, String text, int start, int stop) {
        if (text.contains("://") || text.contains("()") || text.startsWith("/") || text.startsWith("./")) {
            return false;
        }
        boolean letter = text.chars().anyMatch(Alphabet::letter);
        boolean digit = text.chars().anyMatch(Alphabet::digit);
        double entropy = sight.entropy(start, stop);
        return switch (strength) {
            case CHOSEN -> letter && (digit || symbols(text)) && entropy >= 2.0 && !codeLike(text);
            case GENERATED ->
                stop - start >= GENERATED_MIN
                        && letter
                        && digit
                        && entropy >= (isHex(text) ? 2.7 : 3.0)
                        && random(text);
            case HEADER -> letter && digit && entropy >= 2.8 && (random(text) || (symbols(text) && entropy >= 4.0));
        };
    }

    private static boolean isHex(String text) {
        return text.chars().allMatch(Alphabet.HEX::has);
    }

    /// A symbol that names and paths do not have.
    private static boolean symbols(String text) {
        return text.chars().anyMatch(c -> "!@#$%^*?~+=&|;,".indexOf(c) >= 0);
    }

    /// `config.password2`, `user_password1`: a name of something, not the thing.
    private static boolean codeLike(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return (lower.contains("password") && lower.contains(".")) || lower.contains("self.") || lower.contains("(");
    }

    /// Some stretch between separators mixes letters and digits, as words and version numbers do not.
    private static boolean random(String text) {
        int letters = 0;
        int digits = 0;
        int changes = 0;
        int previous = 0;
        for (int i = 0; i <= text.length(); i++) {
            int symbol = i < text.length() ? text.charAt(i) : '-';
            int sort = Alphabet.digit(symbol) ? 1 : Alphabet.letter(symbol) ? 2 : 0;
            if (sort == 0) {
                if (letters > 0 && digits > 0 && changes >= 2 && letters + digits >= 4) {
                    return true;
                }
                letters = 0;
                digits = 0;
                changes = 0;
            } else {
                letters += sort - 1;
                digits += 2 - sort;
                changes += previous != 0 && previous != sort ? 1 : 0;
            }
            previous = sort;
        }
        return false;
    }
}

package io.tidegate.detect;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Do a user and a password stand together here, as programs write them: in a `Basic` header (RFC 7617), in Docker's
/// `auth`, behind `curl -u`, in a `.netrc` or a `.pgpass`? Passwords that are a plain `password` are examples.
final class LoginShape implements Shape {
    /// Where they stand.
    private enum Place {
        BASIC,
        AUTH,
        CURL,
        OPTION,
        NETRC,
        PGPASS
    }

    private static final int ENCODED_MIN = 8;
    private static final int ENCODED_MAX = 1_024;
    private static final int COMMAND_MAX = 1_000;
    private static final int FIELD_MAX = 128;
    private static final int PASSWORD_MIN = 4;
    private static final int PAIRS_MAX = 4;
    private static final int FIELDS = 3; // database, user, password
    private static final int UNREADABLE = 0xFFFD; // what is no UTF-8
    private static final Set<String> EXAMPLES = Set.of(
            "password",
            "passwd",
            "pass",
            "pwd",
            "secret",
            "token",
            "key",
            "apikey",
            "api_key",
            "admin",
            "test",
            "user",
            "username",
            "string",
            "none",
            "null",
            "true",
            "false");

    private final Place place;

    private LoginShape(Place place) {
        this.place = place;
    }

    static List<Anchor> anchors() {
        return List.of(
                anchor("basic ", Place.BASIC),
                anchor("auth", Place.AUTH),
                anchor("curl ", Place.CURL),
                anchor(" -u", Place.OPTION),
                anchor(" --user", Place.OPTION),
                anchor(" --proxy-user", Place.OPTION),
                anchor("machine ", Place.NETRC),
                new Anchor(":5432:", Anchor.Match.EXACT, new LoginShape(Place.PGPASS)));
    }

    private static Anchor anchor(String literal, Place place) {
        return new Anchor(literal, Anchor.Match.ANY_CASE, new LoginShape(place));
    }

    @Override
    public boolean readsNames() {
        return place == Place.AUTH;
    }

    @Override
    public void verify(Sight sight, int start, int end) {
        switch (place) {
            case BASIC -> encoded(sight, "basic-login", sight.boundaryBefore(start) ? end : -1);
            case AUTH -> encoded(sight, "registry-login", afterName(sight, start, end));
            case CURL -> sight.command(end);
            case OPTION -> option(sight, end);
            case NETRC -> netrc(sight, end);
            case PGPASS -> pgpass(sight, end);
        }
    }

    /// `"auth": "`, `_auth=`: where the value begins, or -1.
    private static int afterName(Sight sight, int start, int end) {
        boolean whole = !Alphabet.ALPHANUMERIC.has(sight.at(start - 1)) && !Alphabet.URL_SAFE.has(sight.at(end));
        int at = skip(sight, end, "\\\"' ");
        if (!whole || (sight.at(at) != ':' && sight.at(at) != '=')) {
            return -1;
        }
        return skip(sight, at + 1, "\\\"' ");
    }

    private static int skip(Sight sight, int from, String symbols) {
        int at = from;
        while (at - from < 6 && sight.at(at) != 0 && symbols.indexOf(sight.at(at)) >= 0) {
            at++;
        }
        sight.spend(at - from + 1L);
        return at;
    }

    private static void encoded(Sight sight, String kind, int from) {
        if (from < 0) {
            return;
        }
        int value = skip(sight, from, " ");
        int stop = sight.runEnd(Alphabet.BASE64, value);
        if (stop - value < ENCODED_MIN || stop - value > ENCODED_MAX) {
            return;
        }
        String login = new String(TokenChecks.decoded(sight.ascii(value, stop)), StandardCharsets.UTF_8);
        int colon = login.indexOf(':');
        boolean isJson = login.startsWith("{"); // a token, whatever its header says
        boolean readable =
                !isJson && login.chars().allMatch(symbol -> symbol >= ' ' && symbol != 0x7F && symbol != UNREADABLE);
        if (colon >= 0 && readable && isPassword(login.substring(colon + 1))) {
            sight.reportNamed(DataType.CREDENTIAL, kind, value, stop, Confidence.CERTAIN);
        }
    }

    /// Whether this is the base64 of an example, such as `user:password`.
    static boolean isExample(String base64) {
        String login = new String(TokenChecks.decoded(base64), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        int colon = login.indexOf(':');
        return colon >= 0 && isExample(login.substring(0, colon), login.substring(colon + 1));
    }

    /// Whether manuals write so: `user` and `password`.
    static boolean isExample(String user, String password) {
        return EXAMPLES.contains(user.toLowerCase(Locale.ROOT)) && EXAMPLES.contains(password.toLowerCase(Locale.ROOT));
    }

    private static boolean isPassword(String password) {
        return password.length() >= PASSWORD_MIN
                && "$%{<".indexOf(password.charAt(0)) < 0 // to be filled in
                && !EXAMPLES.contains(withoutPunctuation(password).toLowerCase(Locale.ROOT))
                && password.chars().distinct().count() > 2
                && !Placeholder.is(password);
    }

    /// Without that of the sentence around it.
    private static String withoutPunctuation(String password) {
        int end = password.length();
        while (end > 0 && "`'\",;.)".indexOf(password.charAt(end - 1)) >= 0) {
            end--;
        }
        return password.substring(0, end);
    }

    /// `-u user:password`, with or without a gap and quotes, in a line that calls `curl`.
    private static void option(Sight sight, int end) {
        if (!sight.isCommand(end, COMMAND_MAX)) {
            return;
        }
        int value = skip(sight, end, " =");
        int quote = sight.at(value) == '"' || sight.at(value) == '\'' ? sight.at(value) : 0;
        value += quote == 0 ? 0 : 1;
        int stop = field(sight, value, quote);
        int colon = value;
        while (colon < stop && sight.at(colon) != ':') {
            colon++;
        }
        if (colon < stop && isPassword(sight.ascii(colon + 1, stop))) {
            sight.reportNamed(DataType.CREDENTIAL, "command-line-login", value, stop, Confidence.LIKELY);
        }
    }

    private static int field(Sight sight, int from, int quote) {
        int at = from;
        while (at - from < FIELD_MAX && sight.at(at) > ' ' && sight.at(at) != quote && sight.at(at) != '\\') {
            at++;
        }
        sight.spend(at - from + 1L);
        return at;
    }

    /// `machine NAME login USER password PASSWORD`, over several lines or one.
    private static void netrc(Sight sight, int end) {
        int at = field(sight, end, 0);
        if (!isHost(sight.ascii(end, at))) {
            return;
        }
        for (int pair = 0; pair < PAIRS_MAX; pair++) {
            int name = white(sight, at);
            int nameEnd = field(sight, name, 0);
            int value = white(sight, nameEnd);
            at = field(sight, value, 0);
            if (at == value || nameEnd - name > 8) {
                return;
            }
            switch (sight.ascii(name, nameEnd)) {
                case "login", "account" -> {}
                case "password" -> {
                    if (isPassword(sight.ascii(value, at))) {
                        sight.reportNamed(DataType.CREDENTIAL, "netrc-password", value, at, Confidence.LIKELY);
                    }
                    return;
                }
                default -> {
                    return;
                }
            }
        }
    }

    private static boolean isHost(String name) {
        return name.indexOf('.') > 0 || name.equals("localhost");
    }

    private static int white(Sight sight, int from) {
        int at = from;
        while (at - from < 16
                && (sight.at(at) == ' ' || sight.at(at) == '\t' || sight.at(at) == '\n' || sight.at(at) == '\r')) {
            at++;
        }
        sight.spend(at - from + 1L);
        return at;
    }

    /// `host:5432:database:user:password`, a line.
    private static void pgpass(Sight sight, int end) {
        int value = end;
        for (int i = 1; i < FIELDS; i++) {
            int from = value;
            while (value - from < FIELD_MAX && Alphabet.DOTTED.has(sight.at(value))) {
                value++;
            }
            sight.spend(value - from + 1L);
            if (value == from || sight.at(value) != ':') {
                return;
            }
            value++;
        }
        int stop = field(sight, value, 0);
        if (value < stop && isPassword(sight.ascii(value, stop))) {
            sight.reportNamed(DataType.CREDENTIAL, "pgpass-password", value, stop, Confidence.LIKELY);
        }
    }
}

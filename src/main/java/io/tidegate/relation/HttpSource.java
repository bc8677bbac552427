package io.tidegate.relation;

import io.tidegate.cedar.Value;
import io.tidegate.config.Relation.From;
import io.tidegate.http.ClientSettings;
import io.tidegate.http.Fetcher;
import io.tidegate.http.Headers;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.MalformedJson;
import io.tidegate.secret.Purpose;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/// Relations that an HTTP server answers, a list of texts in JSON. Goes by the rules of everything that is fetched on
/// somebody's behalf: see [Fetcher].
///
/// A name stands in the address with every sign escaped but letters, digits, `-`, `.`, `_` and `~`. What servers may
/// take for a way to somebody else's list, though escaped, is not asked for in a path.
final class HttpSource implements Source {
    private static final int BYTES_MAX = 1 << 20;
    private static final JsonLimits LIMITS = new JsonLimits(BYTES_MAX, 16, 50_000);
    private static final String USER = "{user}";
    private static final String PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private static final String HEX = "0123456789ABCDEF";
    private static final Pattern JSON = Pattern.compile("(?i)application/(?:[a-z0-9.-]+\\+)?json(?:\\s*;.*)?");

    private final From.Http from;
    private final Headers headers;
    private final boolean isInPath;
    private final Fetcher fetcher;

    HttpSource(From.Http from) {
        this.from = from;
        Headers all = Headers.of("Accept", "application/json");
        for (var header : from.headers().entrySet()) {
            all = all.and(header.getKey(), header.getValue().reveal(Purpose.RELATION_SOURCE));
        }
        this.headers = all;
        int query = from.url().indexOf('?');
        this.isInPath = query < 0 || from.url().indexOf(USER) < query;
        ClientSettings settings = ClientSettings.standard();
        this.fetcher = new Fetcher(
                from.asking().timeout(),
                BYTES_MAX,
                from.authority()
                        .map(pem -> settings.withTrust(new ClientSettings.Trust.Authorities(pem)))
                        .orElse(settings));
    }

    @Override
    public Value.Many ask(String user) throws SourceFailed {
        Fetcher.Answer answer;
        try {
            answer = fetcher.send("GET", address(user), headers, new byte[0], Fetcher.NamedBy.CONFIGURATION);
        } catch (IOException failed) {
            throw SourceFailed.ofSource("it can't be asked: " + why(failed));
        }
        if (answer.status() == 404) {
            return switch (from.notFound()) {
                case EMPTY -> Texts.NONE;
                case REFUSED ->
                    throw SourceFailed.ofUser(
                            "it answers 404; where that says that a user has no relations, write `not-found: empty`");
            };
        }
        if (answer.status() != 200) {
            throw SourceFailed.ofSource("it answers " + answer.status());
        }
        if (answer.headers()
                .only("Content-Type")
                .filter(type -> JSON.matcher(type).matches())
                .isEmpty()) {
            throw SourceFailed.ofSource("its answer is not `application/json`");
        }
        return texts(answer.body());
    }

    /// The message of the failure itself has the address in it, and so the user; those of its causes don't.
    private static String why(IOException failed) {
        Throwable cause = failed.getCause();
        if (cause != null && cause.getCause() instanceof UnknownHostException host) {
            return String.valueOf(host.getMessage());
        }
        return cause == null ? "its address may not be fetched" : String.valueOf(cause.getMessage());
    }

    private URI address(String user) throws SourceFailed {
        if (isInPath && (user.matches(".*[/\\\\%;].*") || user.matches("\\.+"))) {
            throw SourceFailed.ofUser("a name with `/`, `\\`, `%` or `;`, or of dots, is not put into a path;"
                    + " have the server take it in the query: `?user={user}`");
        }
        return URI.create(from.url().replace(USER, escaped(user)));
    }

    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            if (PLAIN.indexOf(each) >= 0) {
                escaped.append((char) each);
            } else {
                escaped.append('%').append(HEX.charAt((each >> 4) & 15)).append(HEX.charAt(each & 15));
            }
        }
        return escaped.toString();
    }

    private Value.Many texts(byte[] body) throws SourceFailed {
        JsonValue list;
        try {
            list = at(JsonDocument.parse(body, LIMITS).root());
        } catch (MalformedJson broken) {
            throw SourceFailed.ofUser("its answer can't be read: " + broken.getMessage());
        }
        Texts texts = new Texts();
        for (JsonValue element : list.elements()) {
            if (!element.is(JsonKind.STRING)) {
                throw SourceFailed.ofUser("its list has something in it that is no text");
            }
            texts.add(element.text());
        }
        return texts.all();
    }

    /// The list; a step leads through objects only.
    private JsonValue at(JsonValue root) throws SourceFailed {
        Optional<JsonValue> place = Optional.of(root);
        String[] steps =
                from.at().isEmpty() ? new String[0] : from.at().substring(1).split("/", -1);
        for (String step : steps) {
            String name = step.replace("~1", "/").replace("~0", "~");
            place = place.filter(value -> value.is(JsonKind.OBJECT)).flatMap(value -> value.get(name));
        }
        return place.filter(value -> value.is(JsonKind.ARRAY))
                .orElseThrow(() -> SourceFailed.ofUser(
                        "its answer has no list " + (from.at().isEmpty() ? "as a whole" : "at `" + from.at() + "`")));
    }

    @Override
    public void close() {
        fetcher.close();
    }
}

package io.tidegate.config;

import io.tidegate.config.Relation.Asking;
import io.tidegate.config.Relation.Database;
import io.tidegate.config.Relation.From;
import io.tidegate.config.Relation.Unknown;
import io.tidegate.secret.Secret;
import io.tidegate.secret.Setting;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The shape of `relations`: what a caller is related to, from a file, a database or an HTTP server.
final class RelationShape {
    private static final String DESCRIPTION =
            "What callers are related to, such as their patients, for policies: `principal.getTag(\"NAME\")`.";

    /// What stands for the caller's name in an address.
    static final String USER = "{user}";

    static final String NAME = "[a-z][a-z0-9-]{0,62}";
    static final String NAME_WORDS = "a relation's name: small letters, digits and `-`, a letter first";

    private static final int RELATIONS_MAX = 32;
    private static final int PORT = 5_432;
    private static final Pattern DATABASE =
            Pattern.compile("jdbc:postgresql://(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9.-]{1,253})(?::([0-9]{1,5}))?"
                    + "/([A-Za-z0-9_.-]{1,63})");
    private static final Set<String> OWN_HEADERS =
            Set.of("accept", "host", "connection", "content-length", "transfer-encoding", "te", "upgrade", "expect");

    private RelationShape() {}

    private static final Type<String> QUERY = new ScalarType<>(
            "one query with exactly one `?`, which is the caller's name, and no `;`",
            Types.ordered("type", "string", "pattern", "^[^?;]*\\?[^?;]*$", "maxLength", 10_000),
            (text, _) -> Optional.of(text)
                    .filter(query -> query.length() <= 10_000)
                    .filter(query -> query.chars().filter(c -> c == '?').count() == 1 && query.indexOf(';') < 0));

    private static final Type<Database> POSTGRES = new ScalarType<>(
            "the address of a database, `jdbc:postgresql://HOST:PORT/NAME`, with nothing behind",
            Types.ordered("type", "string", "pattern", "^" + DATABASE.pattern() + "$"),
            (text, _) -> database(text));

    private static final Type<String> URL = new ScalarType<>(
            "an https address (http only on loopback) with `{user}` once, in its path or query",
            Types.ordered("type", "string", "pattern", "^https?://[^{}]+/[^{}]*\\{user\\}[^{}]*$"),
            (text, place) -> Optional.of(text).filter(url -> isUrl(url, place)));

    private static final Type<String> AT = Types.form(
            "|(/([^~/]|~[01]){0,128}){1,16}", "a JSON Pointer to a list, such as `/teams`; empty for the whole answer");

    private static Optional<Database> database(String text) {
        Matcher matcher = DATABASE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int port = matcher.group(2) == null ? PORT : Integer.parseInt(matcher.group(2));
        return port < 1 || port > 65_535
                ? Optional.empty()
                : Optional.of(new Database(matcher.group(1), port, matcher.group(3), Optional.empty()));
    }

    private static boolean isUrl(String text, Place place) {
        int at = text.indexOf(USER);
        if (at < 0 || text.indexOf(USER, at + 1) >= 0) {
            return false;
        }
        try {
            URI url = new URI(text.replace(USER, "x"));
            int authority = text.indexOf("://") + 3;
            boolean isBehindHost = text.indexOf('/', authority) >= 0 && at > text.indexOf('/', authority);
            return url.getHost() != null
                    && isBehindHost
                    && Addresses.url()
                            .read(new Tree.Leaf(url.toString(), Tree.Kind.TEXT, place.line()), place)
                            .isPresent();
        } catch (URISyntaxException _) {
            return false;
        }
    }

    private static Function<Values, Asking> asking(Section<?> s) {
        Key<Duration> timeout =
                s.with("timeout", Quantities.duration("10ms", "10s"), "1s", "How long an answer is waited for.");
        Key<Duration> fresh =
                s.with("fresh-for", Quantities.duration("1s", "1h"), "60s", "How long an answer is good.");
        Key<Duration> stale = s.with(
                "stale-for",
                Quantities.duration("0s", "1d"),
                "0s",
                "How much longer, while the source does not answer.");
        return values -> new Asking(values.get(timeout), values.get(fresh), values.get(stale));
    }

    private static final Section<From> SQL = new Section<>(s -> {
        Key<Database> url = s.required("url", POSTGRES, "The database: `jdbc:postgresql://HOST:PORT/NAME`.");
        Key<String> user = s.required("user", Types.text(63), "As whom it is asked; it needs to read, and no more.");
        Key<Secret> password = s.optional("password", SecretTypes.credential(), "That user's. A reference.");
        Key<String> query = s.required("query", QUERY, "Returns one column; `?` is the caller's name.");
        Key<Path> authority = s.optional("authority", Addresses.file(), "Who vouches for the server, PEM.");
        Function<Values, Asking> asking = asking(s);
        return values -> {
            Database there = values.get(url);
            return new From.Sql(
                    new Database(there.host(), there.port(), there.name(), values.find(authority)),
                    values.get(user),
                    values.find(password),
                    values.get(query),
                    asking.apply(values));
        };
    });

    private static final Section<From> HTTP = new Section<>(s -> {
        Key<String> url = s.required("url", URL, "The address, with `{user}` where the caller's name belongs.");
        Key<String> at = s.with("at", AT, "\"\"", "Where in the answer the list of texts is, a JSON Pointer.");
        Key<Map<String, Setting>> headers = s.with(
                "headers",
                Types.map("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}", "a header's name", SecretTypes.headerSetting(), 64),
                "{}",
                "Sent with each question. Secrets by reference.");
        Key<Path> authority = s.optional("authority", Addresses.file(), "Who vouches for the server, PEM.");
        Key<Unknown> notFound = s.with(
                "not-found",
                Types.choice(Unknown.class),
                "refused",
                "What 404 says: nothing (refused), or that the caller has no relations (empty).");
        Function<Values, Asking> asking = asking(s);
        s.rule((values, place) -> values.fields(headers).stream()
                .filter(field -> OWN_HEADERS.contains(field.key().toLowerCase(java.util.Locale.ROOT)))
                .forEach(field -> place.key("headers", field.line())
                        .key(Quoted.cut(field.key()), field.line())
                        .misplaced("is a header that Tidegate sets itself", "leave it out")));
        return values -> new From.Http(
                values.get(url),
                values.get(at),
                values.get(headers),
                values.find(authority),
                values.get(notFound),
                asking.apply(values));
    });

    private static final Type<Path> FILE = new ScalarType<>(
            "a file that ends in `.csv`, `.yaml`, `.yml` or `.json`",
            Types.ordered("type", "string", "pattern", "\\.(csv|yaml|yml|json)$"),
            (text, place) -> text.matches(".*\\.(csv|yaml|yml|json)")
                    ? Addresses.path().read(new Tree.Leaf(text, Tree.Kind.TEXT, place.line()), place)
                    : Optional.empty());

    private static final Type<String> CALLERS = Types.form(
            "api-key|certificate|os-user|https?://[^\\s]{1,1000}|spiffe://[^\\s]{1,1000}",
            "`api-key`, `certificate`, `os-user`, or an issuer as it stands in `identity.issuers`");

    /// One relation, without its name.
    private static Section<Relation> of(String name) {
        return new Section<>(s -> {
            Key<Path> file =
                    s.optional("file", FILE, "Users and texts: `.csv`, or lists by user in `.yaml` or `.json`.");
            Key<From> sql = s.optional("sql", SecretTypes.needed(SQL), "A query of PostgreSQL.");
            Key<From> http = s.optional("http", SecretTypes.needed(HTTP), "An HTTP server that answers in JSON.");
            Key<List<String>> callers = s.with(
                    "callers",
                    Types.list(CALLERS, 0, 64),
                    "[]",
                    "Whose names these are. Needed where users come from more than one issuer.");
            s.exactlyOne(file, sql, http);
            return values -> new Relation(
                    name,
                    values.find(file)
                            .<From>map(From.File::new)
                            .or(() -> values.find(sql))
                            .or(() -> values.find(http))
                            .orElseThrow(),
                    values.get(callers));
        });
    }

    private static final Type<Map<String, Relation>> TYPE = Types.map(
            NAME,
            NAME_WORDS,
            new Type<>() {
                @Override
                public Optional<Relation> read(Tree tree, Place place) {
                    return of(place.key()).read(tree, place);
                }

                @Override
                public Map<String, Object> schema() {
                    return of("").schema();
                }
            },
            RELATIONS_MAX);

    /// The key of the whole file, and its rule.
    static Key<Map<String, Relation>> in(Section<Configuration> s, Key<Identity> identity) {
        Key<Map<String, Relation>> relations = s.with("relations", TYPE, "{}", DESCRIPTION);
        s.rule((values, place) -> checkCallers(values, place, relations, identity));
        return relations;
    }

    /// The same name of two issuers is two people. So a relation says whose names it has, wherever more than one
    /// vouches for them.
    private static void checkCallers(
            Values values, Place place, Key<Map<String, Relation>> relations, Key<Identity> identity) {
        Optional<Identity> known = values.find(identity);
        if (known.isEmpty()) {
            return;
        }
        Set<String> issuers = known.get().issuerNames();
        long vouching = issuers.size()
                + known.get().certificates().flatMap(Identity.Certificates::user).stream()
                        .count();
        values.find(relations).orElse(Map.of()).forEach((name, relation) -> {
            int line = values.fields(relations).stream()
                    .filter(field -> field.key().equals(name))
                    .findFirst()
                    .map(Tree.Field::line)
                    .orElse(values.line(relations));
            Place at = place.key("relations", line).key(name, line);
            if (relation.callers().isEmpty() && vouching > 1) {
                at.misplaced(
                        "needs `callers`",
                        "more than one issuer names users here, and the same name of two is two people");
            }
            relation.callers().stream()
                    .filter(caller -> caller.contains("://") && !issuers.contains(caller))
                    .forEach(caller -> at.key("callers", line)
                            .wrong(Quoted.quoted(caller) + " is no issuer here", Suggestion.help(caller, issuers)));
        });
    }
}

package io.tidegate.config;

import io.tidegate.guard.Disk;
import io.tidegate.guard.Letters;
import io.tidegate.guard.PathStyle;
import io.tidegate.guard.Scheme;
import io.tidegate.guard.UrlRules;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// The shapes of the guards of a server's arguments.
final class GuardShape {
    private static final Type<List<String>> PATTERNS = Types.list(
            Types.form("[A-Za-z0-9_./*-]{1,128}", "a name of the server's own, where `*` stands for anything"), 1, 256);
    private static final Type<List<String>> SCHEMES =
            Types.list(Types.form("[a-z][a-z0-9+.-]{0,31}", "a scheme, such as `file`"), 1, 32);

    private GuardShape() {}

    /// The arguments of a rule.
    static <T> Function<Values, Guard.Parameters> parameters(Section<T> s) {
        Key<List<Pointer>> in = s.with(
                "in",
                Types.list(pointer(), 0, 32),
                "[]",
                "Its arguments: names, or JSON pointers in which `*` is any element or member. By default those that servers"
                        + " of this `class` usually have.");
        Key<Access> absent = s.with("absent", Types.choice(Access.class), "allowed", "Calls without them.");
        return values -> new Guard.Parameters(values.get(in), values.get(absent));
    }

    private static Type<Pointer> pointer() {
        Type<String> text = Types.form(Pointer.FORM, Pointer.WORDS);
        return new Type<>() {
            @Override
            public Optional<Pointer> read(Tree tree, Place place) {
                return text.read(tree, place).map(Pointer::new);
            }

            @Override
            public java.util.Map<String, Object> schema() {
                return text.schema();
            }
        };
    }

    private static final Type<String> FOLDER = new ScalarType<>(
            "a whole path, such as `/srv/reports` or `C:\\reports`",
            Types.ordered("type", "string", "minLength", 2, "maxLength", 1_024),
            (text, _) -> Optional.of(text)
                    .filter(t -> t.length() >= 2 && t.length() <= 1_024)
                    .filter(t -> PathStyle.isPlainFolder(t)));

    private static final Section<Guard.Rule.Paths> PATHS = new Section<>(s -> {
        Function<Values, Guard.Parameters> parameters = parameters(s);
        Key<List<String>> roots = s.required("roots", Types.list(FOLDER, 1, 64), "The folders they have to be in.");
        Key<String> base = s.optional("base", FOLDER, "Where relative paths begin. Without it they are refused.");
        Key<Letters> letters = s.optional(
                "letters",
                Types.choice(Letters.class),
                "`any` where large and small letters are the same; by default on Windows.");
        Key<Disk> disk = s.optional(
                "disk",
                Types.choice(Disk.class),
                "`shared` where the server sees the files of this machine, so that links are followed.");
        s.rule((values, place) -> {
            List<PathStyle> styles = Stream.concat(
                            values.find(roots).stream().flatMap(List::stream), values.find(base).stream())
                    .flatMap(path -> PathStyle.of(path).stream())
                    .distinct()
                    .toList();
            if (styles.size() > 1) {
                place.misplaced("mixes paths of Windows with others", "use two guards");
            } else if (values.find(disk).filter(d -> d == Disk.SHARED).isPresent()
                    && !styles.contains(PathStyle.here())) {
                place.key("disk", values.line(disk)).misplaced("can't be `shared`: this machine has no such paths", "");
            }
        });
        return values -> new Guard.Rule.Paths(
                parameters.apply(values),
                values.get(roots),
                values.find(base),
                values.find(letters),
                values.find(disk));
    });

    private static final Type<String> HOST = new ScalarType<>(
            "a host in small letters, such as `api.example.com`, `*.example.com`, `10.0.0.5` or `[fd00::5]`",
            Types.ordered("type", "string", "minLength", 1, "maxLength", 253),
            (text, _) -> Optional.of(text).filter(t -> t.length() <= 253).filter(UrlRules::isHost));

    private static final Section<Guard.Rule.Urls> URLS = new Section<>(s -> {
        Function<Values, Guard.Parameters> parameters = parameters(s);
        Key<List<Scheme>> schemes = s.with(
                "schemes", Types.list(Types.choice(Scheme.class), 1, 4), "[https]", "The schemes they may have.");
        Key<List<String>> hosts = s.optional(
                "hosts",
                Types.list(HOST, 1, 256),
                "The hosts they may name, `*.` for all below one. Without it, every public host.");
        Key<List<Integer>> ports =
                s.with("ports", Types.list(Types.number(1, 65_535), 0, 64), "[]", "Ports beside those of the schemes.");
        return values -> new Guard.Rule.Urls(
                parameters.apply(values),
                values.get(schemes),
                values.find(hosts).orElse(List.of()),
                values.get(ports));
    });

    private static final Section<Guard.Rule.Listed> VALUES = new Section<>(s -> {
        Function<Values, Guard.Parameters> parameters = parameters(s);
        Key<List<String>> oneOf =
                s.with("one-of", Types.list(Types.text(256), 0, 1_000), "[]", "The values that are allowed.");
        Key<List<String>> like = s.with(
                "like",
                Types.list(Types.text(256), 0, 256),
                "[]",
                "Patterns of values, where `*` stands for anything.");
        s.rule((values, place) -> {
            if (!values.given(oneOf) && !values.given(like)) {
                place.misplaced("needs `one-of` or `like`", "");
            }
        });
        return values -> new Guard.Rule.Listed(parameters.apply(values), values.get(oneOf), values.get(like));
    });

    private static final Type<BigDecimal> BOUND = new ScalarType<>(
            "a number of at most 18 digits",
            Types.ordered("type", "number"),
            (text, _) -> Optional.of(text)
                    .filter(t -> t.matches("-?[0-9]{1,18}(\\.[0-9]{1,18})?"))
                    .map(BigDecimal::new),
            Set.of(Tree.Kind.WHOLE_NUMBER, Tree.Kind.NUMBER));

    private static final Section<Guard.Rule.Range> NUMBERS = new Section<>(s -> {
        Function<Values, Guard.Parameters> parameters = parameters(s);
        Key<BigDecimal> min = s.optional("min", BOUND, "The least that is allowed.");
        Key<BigDecimal> max = s.optional("max", BOUND, "The most that is allowed.");
        s.rule((values, place) -> {
            if (!values.given(min) && !values.given(max)) {
                place.misplaced("needs `min` or `max`", "");
            }
            boolean empty = values.find(min)
                    .filter(least -> values.find(max)
                            .filter(most -> most.compareTo(least) < 0)
                            .isPresent())
                    .isPresent();
            if (empty) {
                place.key("max", values.line(max)).misplaced("is less than `min`", "");
            }
        });
        return values -> new Guard.Rule.Range(parameters.apply(values), values.find(min), values.find(max));
    });

    static final Type<List<Guard>> TYPE = Types.list(
            new Section<>(s -> {
                Key<List<String>> tools =
                        s.optional("tools", PATTERNS, "Patterns over the server's own names; by default all tools.");
                Key<List<String>> prompts =
                        s.optional("prompts", PATTERNS, "Patterns over the server's own names of prompts.");
                Key<List<String>> resources =
                        s.optional("resources", SCHEMES, "Schemes of resources whose URIs are judged, such as `file`.");
                Key<Guard.Rule.Paths> path = s.optional("path", PATHS, "They have to be paths inside of folders.");
                Key<Guard.Rule.Urls> url = s.optional("url", URLS, "They have to be URLs of certain hosts.");
                Key<Guard.Rule.Listed> value = s.optional("value", VALUES, "They have to be among certain values.");
                Key<Guard.Rule.Range> number = s.optional("number", NUMBERS, "They have to be between bounds.");
                Key<Guard.Rule.Sql> sql =
                        s.optional("sql", GuardTextShape.SQL, "They have to be queries that only read.");
                Key<Guard.Rule.Command> command =
                        s.optional("command", GuardTextShape.COMMAND, "They have to be commands of certain programs.");
                Key<Guard.Rule.Recipients> recipients = s.optional(
                        "recipients", GuardTextShape.RECIPIENTS, "They have to be recipients who are allowed.");
                List<Key<? extends Guard.Rule>> rules = List.of(path, url, value, number, sql, command, recipients);
                s.exactlyOne(rules.toArray(Key<?>[]::new));
                s.rule((values, place) -> rules.forEach(key -> values.find(key).ifPresent(rule -> {
                    boolean arguments = values.given(tools) || values.given(prompts) || !values.given(resources);
                    if (!arguments && !rule.parameters().in().isEmpty()) {
                        place.key(key.name(), values.line(key))
                                .misplaced(
                                        "takes no `in`: it is about resources only",
                                        "name `tools` or `prompts` as well");
                    }
                })));
                return values -> new Guard(
                        scope(values.find(tools), values.find(prompts), values.find(resources)),
                        rules.stream()
                                .flatMap(key -> values.find(key).stream())
                                .findFirst()
                                .orElseThrow());
            }),
            0,
            Guard.MOST);

    private static Guard.Scope scope(
            Optional<List<String>> tools, Optional<List<String>> prompts, Optional<List<String>> resources) {
        List<String> every = prompts.isEmpty() && resources.isEmpty() ? List.of("*") : List.of();
        return new Guard.Scope(tools.orElse(every), prompts.orElse(List.of()), resources.orElse(List.of()));
    }

    /// A guard that names no arguments, at a server whose class has no usual ones for it.
    static void demandParameters(List<Guard> guards, Optional<Server.Kind> kind, Place place) {
        for (int at = 0; at < guards.size(); at++) {
            Guard guard = guards.get(at);
            if (guard.isUsual() && guard.parameters(kind).in().isEmpty()) {
                place.misplaced(
                        "[" + at + "] needs `in`",
                        Pointer.WORDS + ", or give the server a `class` of which such arguments are known");
            }
        }
    }

    /// A process whose folder is not on this machine: links in it could not be followed, so its calls are refused.
    static void remarkMissing(List<Guard> guards, Place place) {
        guards.stream()
                .map(Guard::rule)
                .filter(Guard.Rule.Paths.class::isInstance)
                .map(Guard.Rule.Paths.class::cast)
                .filter(paths -> paths.disk().orElse(Disk.SHARED) == Disk.SHARED)
                .flatMap(paths -> paths.roots().stream())
                .filter(root -> PathStyle.of(root)
                                .filter(style -> style == PathStyle.here())
                                .isPresent()
                        && !Files.isDirectory(Path.of(root)))
                .distinct()
                .forEach(root -> place.remark(
                        "names a folder that is not here: " + Quoted.quoted(root),
                        "say `disk: separate` if the server has files of its own, as in a container"));
    }
}

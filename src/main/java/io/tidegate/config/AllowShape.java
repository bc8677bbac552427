package io.tidegate.config;

import io.tidegate.config.AllowRule.Condition;
import io.tidegate.config.AllowRule.Kind;
import io.tidegate.config.AllowRule.Pattern;
import io.tidegate.config.AllowRule.Who;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// The shape of `allow`: by whom, the patterns of what they may have.
///
/// A word that could be meant for everybody is no group's name here: whoever writes `everyone` should not get a group
/// that nobody is in, nor the other way round.
final class AllowShape {
    static final String DESCRIPTION =
            "Who may have what, in short: by group, `role:NAME`, `user:NAME`, `agent:CLIENT` or `any:user`,"
                    + " patterns such as `crm__search_*`. What matches `ask` waits for approval.";

    private static final String ASK = "ask";
    private static final String CLASS = "class:";
    private static final int LIST_MAX = 1_000;
    private static final int CONDITION_MAX = 10_000;
    private static final Set<String> UNCLEAR = Set.of(
            "*", "all", "any", "anybody", "anyone", "anonymous", "default", "everybody", "everyone", "public", "users");
    private static final Map<String, Function<String, Who>> NAMED =
            Map.of("group", Who.Group::new, "role", Who.Role::new, "user", Who.User::new, "agent", Who.Agent::new);
    private static final Map<String, Who> ANY =
            Map.of("any:user", new Who.AnyUser(), "any:caller", new Who.AnyCaller());

    private AllowShape() {}

    /// A pattern and where it stands.
    private record Placed(Pattern pattern, int line) {}

    /// What one entry says of those it is about.
    private record Grant(Map<Kind, List<Placed>> patterns, Optional<Condition> when) {
        Stream<AllowRule> of(Who who) {
            return Stream.of(Kind.values()).flatMap(kind -> patterns.getOrDefault(kind, List.of()).stream()
                    .map(placed -> new AllowRule(who, kind, placed.pattern(), when, placed.line())));
        }
    }

    private static final Type<Placed> TOOL = new ScalarType<>(
            "`SERVER__TOOL`, `SERVER__*`, `class:NAME` or `*`",
            Types.ordered("type", "string", "minLength", 1, "maxLength", 2_048),
            (text, place) -> (text.startsWith(CLASS) ? ofClass(text, place) : pattern(text))
                    .map(pattern -> new Placed(pattern, place.line())));

    private static final Type<Placed> OTHER = new ScalarType<>(
            "`SERVER__NAME`, `SERVER__*` or `*`",
            Types.ordered("type", "string", "minLength", 1, "maxLength", 2_048),
            (text, place) -> pattern(text).map(pattern -> new Placed(pattern, place.line())));

    private static final Type<Condition> CONDITION = new ScalarType<>(
            "a condition in Cedar's language, of at most %,d characters".formatted(CONDITION_MAX),
            Types.ordered("type", "string", "minLength", 1, "maxLength", CONDITION_MAX),
            (text, place) -> Optional.of(text)
                    .filter(t -> !t.isBlank() && t.length() <= CONDITION_MAX)
                    .map(t -> new Condition(t, place.line())));

    private static final Section<Grant> LONG = new Section<>(s -> {
        Key<List<Placed>> tools = s.optional("tools", Types.oneOrList(TOOL, 1, LIST_MAX), "Tools that may be called.");
        Key<List<Placed>> prompts =
                s.optional("prompts", Types.oneOrList(OTHER, 1, LIST_MAX), "Prompts that may be had.");
        Key<List<Placed>> resources = s.optional(
                "resources", Types.oneOrList(OTHER, 1, LIST_MAX), "Resources that may be read: `SERVER__URI`.");
        Key<Condition> when = s.optional("when", CONDITION, "Only then: a condition in Cedar's language.");
        s.rule((values, place) -> {
            if (!values.given(tools) && !values.given(prompts) && !values.given(resources)) {
                place.misplaced("needs `tools`, `prompts` or `resources`", "");
            }
        });
        return values -> new Grant(
                Map.of(
                        Kind.TOOL, values.find(tools).orElse(List.of()),
                        Kind.PROMPT, values.find(prompts).orElse(List.of()),
                        Kind.RESOURCE, values.find(resources).orElse(List.of())),
                values.find(when));
    });

    private static final Type<List<Grant>> GRANTS = Types.sequence(
            new Type<Grant>() {
                @Override
                public Optional<Grant> read(Tree tree, Place place) {
                    return tree instanceof Tree.Leaf
                            ? TOOL.read(tree, place)
                                    .map(tool -> new Grant(Map.of(Kind.TOOL, List.of(tool)), Optional.empty()))
                            : LONG.read(tree, place);
                }

                @Override
                public Map<String, Object> schema() {
                    return Types.ordered("oneOf", List.of(TOOL.schema(), LONG.schema()));
                }
            },
            1,
            LIST_MAX);

    static final Type<List<AllowRule>> TYPE = new Type<>() {
        @Override
        public Optional<List<AllowRule>> read(Tree tree, Place place) {
            return entries(tree, place);
        }

        @Override
        public Map<String, Object> schema() {
            return Types.ordered(
                    "type", "object",
                    "propertyNames", Types.ordered("minLength", 1, "maxLength", 256),
                    "additionalProperties", GRANTS.schema());
        }
    };

    private static Optional<List<AllowRule>> entries(Tree tree, Place place) {
        if (!(tree instanceof Tree.Fields(List<Tree.Field> fields, int _))) {
            place.misplaced("must be a mapping, not " + tree.words(), "such as `support: [crm__search_*]`");
            return Optional.empty();
        }
        int before = place.faults();
        List<AllowRule> rules = new ArrayList<>();
        Duplicates.refused(fields, place).forEach((key, field) -> {
            Place at = place.key(Quoted.cut(key), field.line());
            Optional<Who> who = who(key, at);
            Optional<List<Grant>> grants = GRANTS.read(field.value(), at);
            who.ifPresent(whom -> grants.stream()
                    .flatMap(List::stream)
                    .flatMap(grant -> grant.of(whom))
                    .forEach(rules::add));
        });
        return place.faults() == before ? Optional.of(List.copyOf(rules)) : Optional.empty();
    }

    private static Optional<Who> who(String key, Place at) {
        if (!isName(key)) {
            at.misplaced("is no name", "1 to 256 visible characters without blanks around them");
            return Optional.empty();
        }
        int colon = key.indexOf(':');
        if (ANY.containsKey(key)) {
            return Optional.ofNullable(ANY.get(key));
        }
        if (colon >= 0) {
            return named(key.substring(0, colon), key.substring(colon + 1), at);
        }
        if (UNCLEAR.contains(key.toLowerCase(java.util.Locale.ROOT))) {
            at.misplaced(
                    "could be a group or everybody",
                    "write `any:user` for whoever has shown who they are, `any:caller` for callers without proof too,"
                            + " `group:" + Quoted.cut(key) + "` for the group");
            return Optional.empty();
        }
        return Optional.of(key.equals(ASK) ? new Who.Ask() : new Who.Group(key));
    }

    private static Optional<Who> named(String kind, String name, Place at) {
        Function<String, Who> make = NAMED.get(kind);
        if (make == null) {
            at.misplaced(
                    "begins with no kind of caller that is known",
                    "`role:`, `user:`, `agent:`, `any:user`, `any:caller`; a group that is called so is `group:"
                            + Quoted.cut(at.key()) + "`");
        } else if (!isName(name)) {
            at.misplaced("needs a name behind the colon", "such as `" + kind + ":auditor`");
        }
        return Optional.ofNullable(make).filter(_ -> isName(name)).map(making -> making.apply(name));
    }

    private static boolean isName(String name) {
        return !name.isBlank()
                && name.length() <= 256
                && name.equals(name.strip())
                && name.codePoints().allMatch(AllowShape::isVisible);
    }

    /// What can't be seen is in no caller's name.
    private static boolean isVisible(int character) {
        int type = Character.getType(character);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.UNASSIGNED
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }

    private static Optional<Pattern> ofClass(String text, Place place) {
        String id = text.substring(CLASS.length());
        Optional<ToolClass> found =
                Stream.of(ToolClass.values()).filter(its -> its.id().equals(id)).findFirst();
        if (found.isEmpty()) {
            List<String> all = Stream.of(ToolClass.values()).map(ToolClass::id).toList();
            String near = Suggestion.help(id, all);
            place.wrong(
                    Quoted.quoted(id) + " is not a class of tools",
                    near.isEmpty() ? "the classes: " + String.join(", ", all) : near);
        }
        return found.map(Pattern.OfClass::new);
    }

    private static Optional<Pattern> pattern(String text) {
        if (text.equals("*")) {
            return Optional.of(new Pattern.Everything());
        }
        int end = text.indexOf("__");
        boolean whole = end > 0 && text.length() > end + 2 && text.length() <= 2_048;
        return whole && text.substring(0, end).matches(ServerShape.NAME) && isName(text)
                ? Optional.of(new Pattern.OfServer(text.substring(0, end), text.substring(end + 2)))
                : Optional.empty();
    }

    /// A server that is not there is a slip: its rule would never do anything.
    static void checkServers(Values values, Place place, Key<List<AllowRule>> allow, Key<Map<String, Server>> servers) {
        Set<String> known = new HashSet<>();
        values.fields(servers).forEach(field -> known.add(field.key()));
        for (AllowRule rule : values.find(allow).orElse(List.of())) {
            if (rule.what() instanceof Pattern.OfServer(String server, String _) && !known.contains(server)) {
                unknown(place.key(allow.name(), rule.line()), server, known);
            }
        }
    }

    private static void unknown(Place at, String server, Collection<String> known) {
        at.wrong(Quoted.quoted(server) + " is not a server here", Suggestion.help(server, known));
    }
}

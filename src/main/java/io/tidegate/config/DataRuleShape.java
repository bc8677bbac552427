package io.tidegate.config;

import io.tidegate.config.DataRule.Whom;
import io.tidegate.config.DataRules.Direction;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The shape of `data.rules`.
final class DataRuleShape {
    static final String DESCRIPTION =
            "What is done about data, by type, direction, server, tool, caller and confidence. The first rule that fits"
                    + " a finding decides, before the lists of `arguments` and `returned`.";

    static final Type<String> TOOL =
            Types.form("[A-Za-z0-9_./:+*-]{1,256}", "a tool's name, where `*` stands for anything");

    private static final Type<Double> SHARE = new ScalarType<>(
            "a number from 0 to 1",
            Types.ordered("type", "number", "minimum", 0, "maximum", 1),
            (text, _) -> Optional.of(text)
                    .filter(number -> number.matches("0(\\.[0-9]{1,6})?|1(\\.0{1,6})?"))
                    .map(number -> new BigDecimal(number).doubleValue()),
            Set.of(Tree.Kind.WHOLE_NUMBER, Tree.Kind.NUMBER));

    private static final Section<DataRule> RULE = new Section<>(s -> {
        Key<List<DataSelector>> types = s.required(
                "types",
                Types.oneOrList(DataSelector.TYPE, 1, 256),
                "Data types, families of them (" + String.join(", ", DataSelector.FAMILIES) + "), or `TYPE/RULE`.");
        Key<Direction> direction = direction(s);
        Key<List<String>> servers = s.optional(
                "servers",
                Types.oneOrList(Types.form(ServerShape.NAME, "a server's name"), 1, 256),
                "The servers it is about. All if left out.");
        Key<List<String>> tools = tools(s);
        Key<List<String>> users = s.optional("users", names(), "The users it is about.");
        Key<List<String>> groups = s.optional("groups", names(), "Groups of callers.");
        Key<List<String>> roles = s.optional("roles", names(), "Roles of callers.");
        Key<Double> confidence =
                s.with("confidence", SHARE, "0", "How sure a finding has to be at least: 0.5, 0.9 and 1 make sense.");
        Key<DataRule.Action> action =
                s.required("do", Types.choice(DataRule.Action.class), "What is done about what fits.");
        return values -> new DataRule(
                values.get(types),
                values.find(direction),
                new DataRule.Where(values.find(servers), matching(values, tools)),
                whom(values, users, groups, roles),
                values.get(confidence),
                values.get(action));
    });

    static final Type<List<DataRule>> TYPE = Types.sequence(RULE, 0, DataRule.MOST);

    private DataRuleShape() {}

    private static Type<List<String>> names() {
        return Types.oneOrList(Types.text(256), 1, 256);
    }

    private static Whom whom(
            Values values, Key<List<String>> users, Key<List<String>> groups, Key<List<String>> roles) {
        if (!values.given(users) && !values.given(groups) && !values.given(roles)) {
            return new Whom.Everybody();
        }
        return new Whom.Some(
                values.find(users).orElse(List.of()),
                values.find(groups).orElse(List.of()),
                values.find(roles).orElse(List.of()));
    }

    static Key<Direction> direction(Section<?> s) {
        return s.optional(
                "direction",
                Types.choice(Direction.class),
                "`arguments` on their way to a server, or what is `returned`. Both if left out.");
    }

    static Key<List<String>> tools(Section<?> s) {
        return s.optional("tools", Types.oneOrList(TOOL, 1, 256), "The tools it is about, by patterns as in profiles.");
    }

    static Profile.Tools matching(Values values, Key<List<String>> tools) {
        return values.find(tools)
                .<Profile.Tools>map(Profile.Tools.Matching::new)
                .orElseGet(Profile.Tools.Every::new);
    }

    /// A server that is not there is a slip: its rule would never do anything.
    static void check(Values values, Place place, Key<DataRules> data, Key<Map<String, Server>> servers) {
        values.find(data).ifPresent(rules -> OwnDataShape.check(rules, place.key("data", values.line(data))));
        Set<String> known = new HashSet<>();
        values.fields(servers).forEach(field -> known.add(field.key()));
        values.find(data).ifPresent(all -> checkTools(all, place.key("data", values.line(data)), known));
        values.find(data).map(DataRules::rules).orElse(List.of()).stream()
                .flatMap(rule -> rule.where().servers().stream())
                .flatMap(List::stream)
                .filter(name -> !known.contains(name))
                .distinct()
                .forEach(name -> place.key("data", values.line(data))
                        .wrong(
                                "`rules` speak of " + Quoted.quoted(name) + ", which is not a server here",
                                Suggestion.help(name, known)));
    }

    /// The same of a pattern that says its server.
    private static void checkTools(DataRules data, Place place, Set<String> known) {
        Stream<Profile.Tools> all = Stream.of(
                        data.rules().stream().map(rule -> rule.where().tools()),
                        data.suppressions().stream().map(Suppression::tools),
                        Stream.<Profile.Tools>of(data.restored()))
                .flatMap(each -> each);
        all.flatMap(DataRuleShape::patterns)
                .filter(pattern -> pattern.contains("__"))
                .distinct()
                .forEach(pattern -> {
                    String server = pattern.substring(0, pattern.indexOf("__"));
                    if (!server.contains("*") && !known.contains(server)) {
                        place.wrong(
                                Quoted.quoted(pattern) + " is about tools of " + Quoted.quoted(server)
                                        + ", which is not a server here",
                                Suggestion.help(server, known));
                    }
                });
    }

    private static Stream<String> patterns(Profile.Tools tools) {
        return switch (tools) {
            case Profile.Tools.Every _ -> Stream.empty();
            case Profile.Tools.Matching(List<String> patterns) -> patterns.stream();
        };
    }
}

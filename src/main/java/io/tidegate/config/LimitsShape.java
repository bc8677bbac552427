package io.tidegate.config;

import io.tidegate.config.LimitRule.Per;
import io.tidegate.limit.Allowance;
import io.tidegate.limit.Rate;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The shape of `limits`.
final class LimitsShape {
    static final Set<Per> USER_AND_TOOL = Set.of(Per.USER, Per.TOOL);

    private static final String PATTERN_FORM = "[A-Za-z0-9_./:+*-]{1,256}";
    private static final String PATTERN_WORDS = "a name, where `*` stands for anything";
    private static final Type<String> PATTERN = Types.form(PATTERN_FORM, PATTERN_WORDS);
    private static final int RULES_MAX = 64;

    private LimitsShape() {}

    private static final Section<LimitRule> RULE = new Section<>(s -> {
        Key<List<Per>> per = s.required(
                "per", Types.oneOrList(Types.choice(Per.class), 1, 6), "What calls are counted by: one, or several.");
        Key<List<String>> tools = s.optional(
                "tools", Types.oneOrList(PATTERN, 1, 256), "The tools it is about, by patterns as in profiles.");
        Key<List<String>> groups =
                s.optional("groups", Types.oneOrList(Types.text(256), 1, 256), "The groups of callers it is about.");
        Key<List<Rate>> rate = s.optional(
                "rate", Types.oneOrList(Quantities.rateOfDays(), 1, 4), "How many calls in a time: one, or several.");
        Key<Integer> atOnce = s.optional("at-once", Types.number(1, 100_000), "How many calls at a time.");
        Key<Duration> wait = s.optional(
                "wait",
                Quantities.duration("0s", "10s"),
                "How long a call may wait for its turn. By default not at all.");
        s.onlyWith(wait, atOnce);
        Key<List<Allowance>> budget = s.optional(
                "budget",
                Types.oneOrList(Quantities.allowance(), 1, 3),
                "What calls may cost in an hour, a day or a month: one, or several.");
        s.rule((values, place) -> {
            boolean byGroup =
                    values.find(per).filter(all -> all.contains(Per.GROUP)).isPresent();
            if (byGroup && !values.given(groups)) {
                place.misplaced("counts by group and needs `groups`", "the first that a caller is in counts");
            }
            if (!values.given(rate) && !values.given(atOnce) && !values.given(budget)) {
                place.misplaced("needs `rate`, `at-once` or `budget`", "");
            }
        });
        return values -> new LimitRule(
                EnumSet.copyOf(values.get(per)),
                values.find(tools)
                        .<Profile.Tools>map(Profile.Tools.Matching::new)
                        .orElseGet(Profile.Tools.Every::new),
                values.find(groups).orElse(List.of()),
                values.find(rate).orElse(List.of()),
                values.find(atOnce)
                        .map(calls ->
                                new LimitRule.AtOnce(calls, values.find(wait).orElse(Duration.ZERO))),
                values.find(budget).orElse(List.of()));
    });

    static final Section<Limits> SECTION = new Section<>(s -> {
        Key<Rate> user = s.with("calls-per-user", Quantities.rate(), "20/s", "Calls of one user, over all tools.");
        Key<Rate> tool = s.optional("calls-per-tool", Quantities.rate(), "Calls of one tool by one user.");
        Key<Rate> server = s.optional("calls-per-server", Quantities.rate(), "Calls of one server, by all users.");
        Key<List<LimitRule>> rules = s.with(
                "rules", Types.list(RULE, 0, RULES_MAX), "[]", "Limits for some callers or tools, before those above.");
        Key<Map<String, Integer>> costs = s.with(
                "costs",
                Types.map(PATTERN_FORM, PATTERN_WORDS, Types.number(0, 1_000_000), 1_000),
                "{}",
                "What a call of a tool takes of budgets, by patterns as in profiles; 1 where none fits.");
        Key<Rate> requests = s.with(
                "requests-per-user",
                Quantities.rate(),
                "1000/s",
                "Requests of one user that are no calls, such as lists.");
        Key<Long> request = s.with("request-bytes", Quantities.size("1KiB", "64MiB"), "4MiB", "The longest request.");
        Key<Long> answer = s.with("answer-bytes", Quantities.size("1KiB", "256MiB"), "16MiB", "The longest answer.");
        Key<Integer> depth = s.with("depth", Types.number(4, 512), "64", "How deep a message may be nested.");
        Key<Integer> concurrency =
                s.with("concurrency", Types.number(1, 100_000), "512", "Calls at once; beyond them 503 at once.");
        Key<Integer> connections = s.with("connections", Types.number(1, 1_000_000), "2048", "Connections at once.");
        Key<Integer> sessions =
                s.with("sessions", Types.number(1, 10_000_000), "10000", "Sessions of the older protocol at once.");
        Key<Duration> deadline =
                s.with("call-deadline", Quantities.duration("100ms", "1h"), "60s", "How long a call may take in all.");
        s.rule((values, place) -> requireReached(values, place, rules));
        s.rule((values, place) -> {
            requireLeft(values, place, rules, user, Set.of(Per.USER));
            requireLeft(values, place, rules, tool, USER_AND_TOOL);
            requireLeft(values, place, rules, server, Set.of(Per.SERVER));
        });
        return values -> new Limits(
                values.get(user),
                values.find(tool),
                values.find(server),
                values.get(rules),
                values.get(costs),
                values.get(requests),
                values.get(request),
                values.get(answer),
                values.get(depth),
                values.get(concurrency),
                values.get(connections),
                values.get(sessions),
                values.get(deadline));
    });

    /// A rule that can never hold would be taken for one that does.
    private static void requireReached(Values values, Place place, Key<List<LimitRule>> rules) {
        List<LimitRule> all = values.find(rules).orElse(List.of());
        for (int later = 1; later < all.size(); later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                if (all.get(earlier).hides(all.get(later))) {
                    place.key("rules", values.line(rules))
                            .wrong(
                                    "rule " + (later + 1) + " never holds: rule " + (earlier + 1)
                                            + " counts by the same, and fits all calls",
                                    "put it first");
                }
            }
        }
    }

    private static void requireLeft(
            Values values, Place place, Key<List<LimitRule>> rules, Key<Rate> rate, Set<Per> per) {
        boolean none = values.find(rules).orElse(List.of()).stream()
                .anyMatch(rule -> rule.fitsAll()
                        && rule.per().equals(per)
                        && !rule.rates().isEmpty());
        if (none && values.given(rate)) {
            place.key(rate.name(), values.line(rate))
                    .misplaced("never holds: a rule of `rules` counts by the same, and fits all calls", "remove one");
        }
    }
}

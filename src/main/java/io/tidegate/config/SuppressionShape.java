package io.tidegate.config;

import io.tidegate.config.DataRules.Direction;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The shape of `data.suppressions`: each by its name, with who answers for it, and until when.
final class SuppressionShape {
    static final String DESCRIPTION =
            "False alarms, by name: what is recognised as data and does not count. Each has an owner and an end.";

    private static final Type<LocalDate> DAY = new ScalarType<>(
            "a day such as 2027-01-31",
            Types.ordered("type", "string", "pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
            (text, place) -> day(text).filter(day -> isSoon(day, place)));

    private static final Section<Suppression> ONE = new Section<>(s -> {
        Key<List<DataSelector>> types = s.required(
                "types",
                Types.oneOrList(DataSelector.TYPE, 1, 256),
                "What it is taken for: data types, families of them, or `TYPE/RULE`.");
        Key<String> value = s.optional(
                "value",
                Types.form("hmac-sha256:[0-9a-f]{64}", "a code as `tidegate inspect --codes` prints it"),
                "The code of the value, as `tidegate inspect --codes` prints it.");
        Key<String> field = s.optional(
                "field",
                Types.form(RecordsShape.FROM_TOP, "a JSON pointer such as `/orders/*/number`"),
                "Where it stands in arguments, or in an answer that is JSON: a JSON pointer, `*` for any step.");
        Key<List<String>> tools = DataRuleShape.tools(s);
        Key<Direction> direction = DataRuleShape.direction(s);
        Key<String> owner = s.required("owner", Types.text(256), "Who answers for it.");
        Key<LocalDate> until = s.required("until", DAY, "The last day of it, at most 366 days ahead.");
        s.required("because", Types.text(512), "Why it is a false alarm, for people.");
        s.rule((values, place) -> {
            if (!values.given(value) && !values.given(field) && !values.given(tools)) {
                place.misplaced(
                        "needs `value`, `field` or `tools`",
                        "a type that is never wanted is left out of the lists of `data`");
            }
            values.find(until)
                    .filter(last ->
                            place.environment().today().filter(last::isBefore).isPresent())
                    .ifPresent(last -> place.remark(
                            "ended on " + last + ", so what it is about counts again",
                            "remove it, or have its owner confirm a later `until`"));
        });
        return values -> new Suppression(
                "",
                values.get(types),
                values.find(value),
                values.find(field).map(Pointer::new),
                DataRuleShape.matching(values, tools),
                values.find(direction),
                values.get(owner),
                values.get(until));
    });

    private static final Type<Map<String, Suppression>> BY_NAME = Types.map(
            RecordsShape.NAME_FORM,
            "a name: small letters, digits, `-` and `_`, a letter first",
            ONE,
            Suppression.MOST);

    static final Type<List<Suppression>> TYPE = new Type<>() {
        @Override
        public Optional<List<Suppression>> read(Tree tree, Place place) {
            return BY_NAME.read(tree, place).map(named -> {
                List<Suppression> all = new ArrayList<>();
                named.forEach((name, its) -> all.add(its.named(name)));
                return all;
            });
        }

        @Override
        public Map<String, Object> schema() {
            return BY_NAME.schema();
        }
    };

    private SuppressionShape() {}

    private static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }

    private static boolean isSoon(LocalDate day, Place place) {
        boolean isSoon = place.environment()
                .today()
                .filter(today -> day.isAfter(today.plusDays(Suppression.DAYS_MAX)))
                .isEmpty();
        if (!isSoon) {
            place.wrong(
                    Quoted.quoted(day.toString()) + " is more than %d days ahead".formatted(Suppression.DAYS_MAX),
                    "a false alarm is looked at again at least once a year");
        }
        return isSoon;
    }
}

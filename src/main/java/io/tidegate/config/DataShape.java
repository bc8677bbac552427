package io.tidegate.config;

import io.tidegate.config.DataRules.Handling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The shape of `data`. A type that the file puts into one list leaves the default of another.
final class DataShape {
    private static final Type<List<String>> TYPES = Types.list(Types.dataType(), 0, 256);

    private static final Section<Profile.Tools.Matching> TOKENS = new Section<>(s -> {
        Key<List<String>> restore = s.with(
                "restore",
                Types.oneOrList(DataRuleShape.TOOL, 0, 256),
                "[]",
                "The tools in whose arguments tokens become what they stand for, by patterns as in profiles.");
        return values -> new Profile.Tools.Matching(values.get(restore));
    });

    private DataShape() {}

    static final Section<DataRules> SECTION = new Section<>(s -> {
        Key<List<OwnDataType>> own = s.with("own", OwnDataShape.TYPE, "{}", OwnDataShape.DESCRIPTION);
        Key<Handling> arguments = s.with(
                "arguments",
                new Section<>(inner -> handling(inner, "[]", "[credential, private-key]", "[]")),
                "{}",
                "Arguments on their way to a server.");
        Key<Handling> returned = s.with(
                "returned",
                new Section<>(inner -> handling(
                        inner,
                        "[email, payment-card, iban, bank-account, national-id, passport, driver-licence, health-id]",
                        "[credential, private-key]",
                        "[phone, ip-address, mac-address, postal-address, birth-date, health-code, crypto-wallet]")),
                "{}",
                "What servers return.");
        Key<List<DataRule>> rules = s.with("rules", DataRuleShape.TYPE, "[]", DataRuleShape.DESCRIPTION);
        Key<List<Suppression>> suppressions =
                s.with("suppressions", SuppressionShape.TYPE, "{}", SuppressionShape.DESCRIPTION);
        Key<Profile.Tools.Matching> tokens =
                s.with("tokens", TOKENS, "{}", "What stands in the place of values that a rule has tokenized.");
        Key<List<ModelPlace.Of>> models = s.with("models", ModelShape.TYPE, "[]", ModelShape.DESCRIPTION);
        Key<Duration> sessionLabels = s.with(
                "session-labels",
                Quantities.duration("1m", "30d"),
                "8h",
                "How long a session has the labels of what it was given, for policies.");
        return values -> new DataRules(
                values.get(own),
                values.get(arguments),
                values.get(returned),
                values.get(rules),
                values.get(suppressions),
                values.get(tokens),
                values.get(sessionLabels),
                values.get(models));
    });

    private static Function<Values, Handling> handling(
            Section<Handling> s, String masked, String blocked, String alerted) {
        Key<List<String>> mask = s.with("mask", TYPES, masked, "Types of data that are masked.");
        Key<List<String>> block = s.with("block", TYPES, blocked, "Types of data that stop the call.");
        Key<List<String>> alert = s.with("alert", TYPES, alerted, "Types of data that pass and are recorded.");
        List<Key<List<String>>> keys = List.of(mask, block, alert);
        s.rule((values, place) -> refuseTwo(values, place, keys));
        return values -> new Handling(kept(mask, values, keys), kept(block, values, keys), kept(alert, values, keys));
    }

    private static void refuseTwo(Values values, Place place, List<Key<List<String>>> keys) {
        Map<String, String> first = new LinkedHashMap<>();
        for (Key<List<String>> key : keys) {
            if (!values.given(key)) {
                continue;
            }
            for (String type : values.find(key).orElse(List.of())) {
                String other = first.putIfAbsent(type, key.name());
                if (other != null) {
                    place.key(key.name(), values.line(key))
                            .wrong(Quoted.quoted(type) + " is under `" + other + "` too", "choose one");
                }
            }
        }
    }

    private static List<String> kept(Key<List<String>> key, Values values, List<Key<List<String>>> keys) {
        List<String> types = new ArrayList<>(values.get(key));
        if (!values.given(key)) {
            keys.stream().filter(values::given).map(values::get).forEach(types::removeAll);
        }
        return types;
    }
}

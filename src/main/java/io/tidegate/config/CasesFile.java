package io.tidegate.config;

import io.tidegate.config.PolicyCase.Bound;
import io.tidegate.config.PolicyCase.Call;
import io.tidegate.config.PolicyCase.Caller;
import io.tidegate.config.PolicyCase.Expected;
import io.tidegate.config.PolicyCase.Outcome;
import io.tidegate.json.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads `*.cases.yaml`: what policies have to say, case by case. As strict as the configuration is.
public final class CasesFile {
    /// The end of such a file's name.
    public static final String ENDING = ".cases.yaml";

    /// Noon of a Monday: a case says the same whenever it is run.
    private static final String USUAL_TIME = "2026-01-05T12:00:00Z";

    private static final String NUMBER = "-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?";

    private CasesFile() {}

    /// The cases of a file, or every mistake that is in it.
    public record Read(List<PolicyCase> cases, List<Fault> faults) {
        public Read {
            cases = List.copyOf(cases);
            faults = List.copyOf(faults);
        }
    }

    private static final Type<String> NAME = Types.text(256);
    private static final Type<List<String>> NAMES = Types.list(NAME, 0, 1_000);

    private static final Type<Map<String, List<String>>> RELATIONS =
            Types.map(RelationShape.NAME, RelationShape.NAME_WORDS, Types.list(Types.text(1_024), 0, 1_000), 32);

    private static final Type<Instant> TIME =
            new ScalarType<>("a time such as `" + USUAL_TIME + "`", Types.ordered("type", "string"), (text, _) -> {
                try {
                    return Optional.of(Instant.parse(text));
                } catch (DateTimeParseException _) {
                    return Optional.empty();
                }
            });

    private static final Type<String> ARGUMENTS = new Type<>() {
        @Override
        public Optional<String> read(Tree tree, Place place) {
            if (!(tree instanceof Tree.Fields)) {
                place.misplaced("must be a mapping, not " + tree.words(), "");
                return Optional.empty();
            }
            int before = place.faults();
            JsonWriter out = new JsonWriter();
            write(tree, place, out);
            return place.faults() == before
                    ? Optional.of(new String(out.bytes(), StandardCharsets.UTF_8))
                    : Optional.empty();
        }

        @Override
        public Map<String, Object> schema() {
            return Types.ordered("type", "object");
        }
    };

    private static final Section<PolicyCase.Seen> SEEN = new Section<>(s -> {
        Key<String> type = s.required("type", RecordsShape.NAME, "Of what it is a record, as `records` calls it.");
        Key<String> id = s.required("id", NAME, "Its id.");
        Key<String> row = s.with("row", ARGUMENTS, "{}", "The record itself.");
        return values -> new PolicyCase.Seen(values.get(type), values.get(id), values.get(row));
    });

    /// The cases of one file.
    public static Read read(Path file) {
        Place.Reading reading = new Place.Reading(file, new Environment(Map.of(), Environment.DEFAULT_DATA_TYPES));
        Optional<List<PolicyCase>> cases = Optional.empty();
        try (InputStream in = Files.newInputStream(file)) {
            cases = switch (YamlText.read(in.readNBytes(YamlText.BYTES_MAX + 1))) {
                case YamlText.Outcome.Read(Tree tree) -> whole(file).read(tree, Place.top(reading));
                case YamlText.Outcome.Unreadable(int line, String why, String help) -> {
                    reading.faults().add(new Fault(file, line, "", why, help));
                    yield Optional.empty();
                }
            };
        } catch (IOException _) {
            reading.faults().add(new Fault(file, 1, "", "the file cannot be read", ""));
        }
        return new Read(cases.orElse(List.of()), reading.faults());
    }

    private static Section<List<PolicyCase>> whole(Path file) {
        return new Section<>(s -> {
            Key<List<PolicyCase>> cases =
                    s.required("cases", Types.sequence(placed(file), 1, 10_000), "What policies have to say.");
            return values -> values.get(cases);
        });
    }

    private static Type<PolicyCase> placed(Path file) {
        return new Type<>() {
            @Override
            public Optional<PolicyCase> read(Tree tree, Place place) {
                return one(file, tree.line()).read(tree, place);
            }

            @Override
            public Map<String, Object> schema() {
                return one(file, 0).schema();
            }
        };
    }

    private static Section<PolicyCase> one(Path file, int line) {
        return new Section<>(s -> {
            Key<String> user = s.required("user", NAME, "Who calls; `anonymous` for who proved nothing.");
            Key<List<String>> groups = s.with("groups", NAMES, "[]", "The user's groups.");
            Key<List<String>> roles = s.with("roles", NAMES, "[]", "The user's roles.");
            Key<String> agent = s.optional("agent", NAME, "An agent calls, with a token of this client.");
            Key<String> source = s.optional("source", NAME, "Where the connection comes from, an IP address.");
            Key<String> client = s.optional("client", NAME, "What the client calls itself.");
            Key<List<String>> sessionLabels =
                    s.with("session-labels", NAMES, "[]", "The labels of what the user was given lately.");
            Key<Map<String, List<String>>> relations =
                    s.with("relations", RELATIONS, "{}", "What the user is related to: lists of texts by relation.");
            Key<String> calls = s.optional("calls", NAME, "The tool that is called.");
            Key<String> gets = s.optional("gets", NAME, "The prompt that is got.");
            Key<String> arguments = s.optional("arguments", ARGUMENTS, "With these arguments.");
            Key<PolicyCase.Seen> sees = s.optional("sees", SEEN, "A record that the tool brings: may it be seen?");
            Key<Instant> at = s.with("at", TIME, "\"" + USUAL_TIME + "\"", "When.");
            Key<Outcome> expect = s.required("expect", Types.choice(Outcome.class), "What has to come of it.");
            Key<String> by = s.optional("by", NAME, "A policy that has to decide it: its id, or `FILE:LINE`.");
            Key<List<Bound>> obligations = s.optional(
                    "obligations",
                    Types.list(Types.choice(Bound.class, Bound::word), 0, 5),
                    "The annotations that bind the call, all of them.");
            Key<String> why = s.optional("why", Types.text(1_000), "Why that has to be so.");
            s.exactlyOne(calls, gets);
            s.onlyWith(sees, calls);
            return values -> new PolicyCase(
                    file,
                    line,
                    new Caller(
                            values.get(user),
                            values.get(groups),
                            values.get(roles),
                            values.find(agent),
                            values.find(source),
                            values.find(client),
                            values.get(sessionLabels),
                            values.get(relations)),
                    new Call(
                            values.find(calls).or(() -> values.find(gets)).orElseThrow(),
                            values.given(gets),
                            values.find(arguments),
                            values.get(at),
                            values.find(sees)),
                    new Expected(values.get(expect), values.find(by), values.find(obligations)),
                    values.find(why));
        });
    }

    private static void write(Tree tree, Place place, JsonWriter out) {
        switch (tree) {
            case Tree.Fields(List<Tree.Field> fields, int _) -> {
                out.object();
                Duplicates.refused(fields, place).forEach((key, field) -> {
                    out.name(key);
                    write(field.value(), place.key(Quoted.cut(key), field.line()), out);
                });
                out.endObject();
            }
            case Tree.Items(List<Tree> items, int _) -> {
                out.array();
                items.forEach(item -> write(item, place.item(item.line()), out));
                out.endArray();
            }
            case Tree.Leaf leaf -> leaf(leaf, place, out);
        }
    }

    private static void leaf(Tree.Leaf leaf, Place place, JsonWriter out) {
        switch (leaf.kind()) {
            case TEXT -> out.text(leaf.text());
            case WHOLE_NUMBER, NUMBER -> {
                boolean isJson = leaf.text().matches(NUMBER);
                if (!isJson) {
                    place.wrong(Quoted.quoted(leaf.text()) + " is no number of JSON", "text goes in quotes");
                }
                out.raw((isJson ? leaf.text() : "0").getBytes(StandardCharsets.UTF_8));
            }
            case BOOLEAN -> out.bool(leaf.text().equalsIgnoreCase("true"));
            case NOTHING -> out.raw("null".getBytes(StandardCharsets.UTF_8));
        }
    }
}

package io.tidegate.config;

import io.tidegate.config.DataRules.Handling;
import io.tidegate.config.OwnDataType.From;
import io.tidegate.detect.Confidence;
import io.tidegate.detect.OwnPattern;
import io.tidegate.detect.OwnType;
import io.tidegate.detect.Shingles;
import io.tidegate.detect.UnsafePattern;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The shape of `data.own`: data types of the organisation's own, each by its name.
final class OwnDataShape {
    static final String DESCRIPTION =
            "Data types of the organisation's own, by name: `own/NAME` wherever types are named.";

    /// Live patterns have names of their own.
    private static final String NAME = "(?!" + OwnType.LIVE + ")[a-z][a-z0-9-]{0,31}";

    private static final int PASSAGE_MAX = 1_000;

    private static final Type<String> PATTERN = new ScalarType<>(
            "a regular expression of at most 1,024 characters",
            Types.ordered("type", "string", "minLength", 1, "maxLength", 1_024),
            (text, _) -> Optional.of(text));

    private static final Section<OwnDataType> ONE = new Section<>(s -> {
        Key<String> pattern = s.optional("pattern", PATTERN, "A regular expression, matched in one pass.");
        Key<List<String>> near = s.optional(
                "near",
                Types.oneOrList(Types.text(64), 1, OwnPattern.WORDS_MAX),
                "Words of which one has to stand within 64 characters.");
        Key<Path> dictionary =
                s.optional("dictionary", Addresses.perhaps(), "A file of words and phrases, one a line.");
        Key<Path> table = s.optional("table", Addresses.perhaps(), "A file that `tidegate data table` made.");
        Key<Path> documents =
                s.optional("documents", Addresses.perhaps(), "A file that `tidegate data documents` made.");
        Key<Integer> passage = s.with(
                "passage",
                Types.number(Shingles.PASSAGE_MIN, PASSAGE_MAX),
                "24",
                "Of documents: how many words in a row are always found.");
        Key<Confidence> confidence =
                s.with("confidence", Types.choice(Confidence.class), "likely", "How sure a finding is, for rules.");
        s.exactlyOne(pattern, dictionary, table, documents);
        s.onlyWith(near, pattern);
        s.onlyWith(passage, documents);
        s.rule((values, place) -> values.find(pattern)
                .ifPresent(text -> read(text, values.find(near), place.key("pattern", values.line(pattern)))));
        return values -> new OwnDataType(
                "",
                values.get(confidence),
                Stream.of(
                                values.find(pattern)
                                        .<From>map(text -> new From.Pattern(
                                                text, values.find(near).orElse(List.of()))),
                                values.find(dictionary).<From>map(From.Dictionary::new),
                                values.find(table).<From>map(From.Table::new),
                                values.find(documents).<From>map(file -> new From.Documents(file, values.get(passage))))
                        .flatMap(Optional::stream)
                        .findFirst()
                        .orElseThrow());
    });

    private static final Type<Map<String, OwnDataType>> BY_NAME = Types.map(
            NAME, "a name: small letters, digits and `-`, a letter first, without `live-`", ONE, OwnType.MOST);

    static final Type<List<OwnDataType>> TYPE = new Type<>() {
        @Override
        public Optional<List<OwnDataType>> read(Tree tree, Place place) {
            return BY_NAME.read(tree, place).map(named -> {
                List<OwnDataType> all = new ArrayList<>();
                named.forEach((name, its) -> all.add(its.named(name)));
                return all;
            });
        }

        @Override
        public Map<String, Object> schema() {
            return BY_NAME.schema();
        }
    };

    private OwnDataShape() {}

    private static void read(String text, Optional<List<String>> near, Place place) {
        try {
            OwnPattern.read(text, near.orElse(List.of()));
        } catch (UnsafePattern unsafe) {
            place.misplaced(String.valueOf(unsafe.getMessage()), unsafe.help());
        }
    }

    /// A type that nobody declared is a slip, and so is one that is declared for nothing.
    static void check(DataRules rules, Place place) {
        Set<String> declared = rules.own().stream().map(OwnDataType::id).collect(Collectors.toSet());
        Set<String> named = named(rules);
        named.stream()
                .filter(id -> !declared.contains(id))
                .filter(id -> OwnType.named(id)
                        .filter(name -> !name.startsWith(OwnType.LIVE))
                        .isPresent())
                .forEach(id -> place.wrong(
                        Quoted.quoted(id) + " is named, and not declared under `own`", Suggestion.help(id, declared)));
        declared.stream()
                .filter(id -> !named.contains(id) && !named.contains(OwnType.FAMILY))
                .forEach(id -> place.remark(
                        "declares " + Quoted.quoted(id) + ", about which no list and no rule says anything",
                        "name it under `mask`, `block`, `alert` or in `rules`"));
    }

    private static Set<String> named(DataRules rules) {
        return Stream.of(
                        Stream.of(rules.arguments(), rules.returned()).flatMap(OwnDataShape::listed),
                        rules.rules().stream()
                                .flatMap(rule -> rule.types().stream())
                                .map(DataSelector::id),
                        rules.suppressions().stream()
                                .flatMap(each -> each.types().stream())
                                .map(DataSelector::id))
                .flatMap(ids -> ids)
                .collect(Collectors.toSet());
    }

    private static Stream<String> listed(Handling handling) {
        return Stream.of(handling.mask(), handling.block(), handling.alert()).flatMap(List::stream);
    }
}

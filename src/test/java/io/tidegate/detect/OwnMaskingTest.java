package io.tidegate.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.crypto.KeyedHash;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Is what is let through free of the organisation's own data, whatever it is glued to, split by or wrapped in?
class OwnMaskingTest {
    private static final KeyedHash HASH = new KeyedHash(new byte[16]);
    private static final Set<DataType> BUILT_IN = Arrays.stream(DataType.values())
            .filter(type -> type != DataType.OWN)
            .collect(Collectors.toSet());
    private static final OwnData OWN = new OwnData(List.of(
            type("customers", values(WordText.Spelling.JOINED, "C-10017", "ada.lovelace@example.com", "4711 22 33")),
            type("names", values(WordText.Spelling.SPACED, "blue heron", "email removed", "orion")),
            type("staff", pattern("ACME-\\d{6}")),
            type("desk", pattern("[A-D]\\d{3}", "desk"))));

    private static OwnType type(String name, OwnType.Way way) {
        return new OwnType(name, Confidence.LIKELY, way);
    }

    private static OwnType.Way values(WordText.Spelling spelling, String... texts) {
        OwnValues values = new OwnValues(spelling, HASH, 3);
        for (String text : texts) {
            assertThat(values.add(text)).isTrue();
        }
        return new OwnType.Way.Listed(values.table().values(), spelling, HASH);
    }

    private static OwnType.Way pattern(String text, String... near) {
        try {
            return new OwnType.Way.Matching(OwnPattern.read(text, List.of(near)));
        } catch (UnsafePattern unsafe) {
            throw new IllegalArgumentException(unsafe);
        }
    }

    private static DataPass masking(Set<DataType> types) {
        return new DataPass(
                new DataPass.Sought(types, OWN),
                (finding, _) -> new Treatment.Treated(DataPass.Action.MASK, finding, List.of()),
                Optional.empty());
    }

    private static Optional<String> passed(DataPass pass, String text) {
        JsonDocument document = JsonDocument.of(
                new String(new JsonWriter().array().text(text).endArray().bytes(), StandardCharsets.UTF_8));
        return pass.examine(document) instanceof DataPass.Outcome.Examined(JsonDocument left, var _)
                ? Optional.of(left.root().elements().iterator().next().text())
                : Optional.empty();
    }

    private static List<Finding> found(Set<DataType> types, String text) {
        return ((Examination.Complete) new DataScanner(types, OWN).scan(text)).findings();
    }

    @Property(tries = 600)
    void whatIsLetThroughHasNoneOfIt(@ForAll("texts") String text) {
        passed(masking(BUILT_IN), text).ifPresent(left -> assertThat(found(BUILT_IN, left))
                .as("%s became %s", text, left)
                .isEmpty());
    }

    /// Alone, and not glued to others, nothing is refused for want of an end.
    @Property(tries = 300)
    void aPlainTextComesToRest(@ForAll("plain") String text) {
        assertThat(passed(masking(Set.of()), text))
                .as(text)
                .hasValueSatisfying(left -> assertThat(found(Set.of(), left)).isEmpty());
    }

    /// What nothing is found in is the same, byte for byte.
    @Property(tries = 300)
    void whatIsNotFoundStays(@ForAll("texts") String text) {
        if (found(Set.of(), text).isEmpty()) {
            assertThat(passed(masking(Set.of()), text)).contains(text);
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return of("", 12);
    }

    @Provide
    Arbitrary<String> plain() {
        return of(" | ", 8);
    }

    private static Arbitrary<String> of(String between, int most) {
        Arbitrary<String> pieces = Arbitraries.of(
                "C-10017",
                "c 10017",
                "10017",
                "C-",
                "ada.lovelace@example.com",
                "ada lovelace example com",
                "47112233",
                "4711-22",
                "-33",
                "blue heron",
                "Blue_Heron",
                "heron",
                "orion",
                "email",
                "[removed]",
                "removed",
                "ACME-123456",
                "ACME-",
                "654321",
                "desk",
                "desk A123",
                "B456",
                " ",
                "\n",
                "\\n",
                ".",
                "x",
                "7");
        Arbitrary<Function<String, String>> disguises = Arbitraries.of(List.<Function<String, String>>of(
                text -> text,
                text -> text,
                String::toUpperCase,
                text -> text.replace("o", "o\u200b").replace("1", "\uff11"),
                text -> text.replace("-", "\u2011").replace("e", "\u00e9")));
        return pieces.flatMap(piece -> disguises.map(disguise -> disguise.apply(piece)))
                .list()
                .ofMaxSize(most)
                .map(all -> String.join(between, all));
    }
}

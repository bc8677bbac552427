package io.tidegate.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.crypto.KeyedHash;
import io.tidegate.crypto.Mac;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Is found what stands in dictionaries, tables and documents, in every spelling that is folded, and nothing else?
class OwnWordsTest {
    private static final OwnKeys KEYS = keys("sixteen bytes of");

    @TempDir
    private Path folder = Path.of("");

    private static OwnKeys keys(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return new OwnKeys(new KeyedHash(bytes), Mac.withKey(bytes));
    }

    private static List<String> found(OwnType.Way way, String text) {
        DataScanner scanner =
                new DataScanner(Set.of(), new OwnData(List.of(new OwnType("it", Confidence.LIKELY, way))));
        return OwnPatternTest.found(scanner, text);
    }

    private OwnType.Way dictionary(String... lines) throws IOException {
        Path file = Files.write(folder.resolve("words"), List.of(lines));
        return new OwnType.Way.Listed(OwnValues.dictionary(file, KEYS.hash()), WordText.Spelling.SPACED, KEYS.hash());
    }

    private static OwnValues values(String... values) {
        OwnValues taken = new OwnValues(WordText.Spelling.JOINED, KEYS.hash(), 5);
        for (String value : values) {
            assertThat(taken.add(value)).as(value).isTrue();
        }
        return taken;
    }

    private static OwnType.Way table(String... values) {
        return new OwnType.Way.Listed(values(values).table().values(), WordText.Spelling.JOINED, KEYS.hash());
    }

    private static OwnType.Way documents(int words, String... documents) {
        Set<Long> kept = new java.util.HashSet<>();
        for (String document : documents) {
            kept.addAll(Shingles.kept(document, KEYS.hash()));
        }
        return new OwnType.Way.Copied(OwnValues.documents(kept).values(), KEYS.hash(), words);
    }

    @Test
    void findsWordsAndPhrasesOnTheirBoundaries() throws IOException {
        OwnType.Way way = dictionary("Blue Heron", "", "Zürich-Nord", "Проект Сокол", "orion");
        assertThat(found(way, "on BLUE  heron's nest; blue-heron, blue_heron"))
                .containsExactly("BLUE  heron", "blue-heron", "blue_heron");
        assertThat(found(way, "bei Zu\u0308rich Nord und ZÜRICH-NORD"))
                .containsExactly("Zu\u0308rich Nord", "ZÜRICH-NORD");
        assertThat(found(way, "это проект сокол")).containsExactly("проект сокол");
        assertThat(found(way, "это проекты сокола, Verzeichnis север южно")).isEmpty();
        assertThat(found(way, "orionis, blueheron, blue and a heron")).isEmpty();
        assertThat(found(way, "Ｏｒ\u200bion")).containsExactly("Ｏｒ\u200bion");
        assertThat(found(way, "{\\n\\tblue heron\\n}")).containsExactly("blue heron");
    }

    @Test
    void refusesLinesThatAreNoWords() {
        assertThatThrownBy(() -> dictionary("fine", "??")).hasMessageContaining("line 2 of `");
        assertThatThrownBy(() -> dictionary("a ".repeat(13))).hasMessageContaining("at most 12 words");
        assertThatThrownBy(() -> dictionary("Removed")).hasMessageContaining("taken out");
        assertThatThrownBy(() -> dictionary("")).hasMessageContaining("has no words");
    }

    @Test
    void findsValuesHoweverTheyAreGrouped() {
        OwnType.Way way = table("4711-22 9", "ada@example.com", "Łucja O'Brien");
        assertThat(found(way, "no 4711229, 47 11.229 and 4711-229-"))
                .containsExactly("4711229", "47 11.229", "4711-229");
        assertThat(found(way, "to ADA@Example.com now")).containsExactly("ADA@Example.com");
        assertThat(found(way, "von łucja o’brien da")).containsExactly("łucja o’brien");
        assertThat(found(way, "4711228, 47112290, ada@example.org, brien")).isEmpty();
    }

    @Test
    void aTableInAFileIsTheSameAndTellsNothing() throws IOException {
        Path file = folder.resolve("customers.tdg");
        values("customer-17", "customer-18").table().write(file, KEYS);
        OwnFile read = OwnFile.read(file, OwnFile.Kind.TABLE, KEYS);
        assertThat(found(
                        new OwnType.Way.Listed(read.values(), WordText.Spelling.JOINED, KEYS.hash()),
                        "see Customer 17"))
                .containsExactly("Customer 17");
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContainIgnoringCase("customer");
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    }

    @Test
    void aFileOfOtherKeysAnAlteredOneAndAnotherOneAreRefused() throws IOException {
        Path file = folder.resolve("customers.tdg");
        values("customer-17", "customer-18").table().write(file, KEYS);
        assertThatThrownBy(() -> OwnFile.read(file, OwnFile.Kind.TABLE, keys("some other bytes")))
                .hasMessageContaining("keys of another installation");
        assertThatThrownBy(() -> OwnFile.read(file, OwnFile.Kind.DOCUMENTS, KEYS))
                .hasMessageContaining("was not made by `tidegate data documents`");
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 20; at < bytes.length; at++) {
            byte[] altered = bytes.clone();
            altered[at] ^= 1;
            Files.write(file, altered);
            assertThatThrownBy(() -> OwnFile.read(file, OwnFile.Kind.TABLE, KEYS))
                    .as("byte %d", at)
                    .hasMessageContaining("altered or damaged");
        }
        for (int length = 0; length < bytes.length; length++) {
            Files.write(file, java.util.Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> OwnFile.read(file, OwnFile.Kind.TABLE, KEYS))
                    .as("cut at %d", length)
                    .isInstanceOf(IOException.class);
        }
        Files.delete(file);
        assertThatThrownBy(() -> OwnFile.read(file, OwnFile.Kind.TABLE, KEYS)).hasMessageContaining("can't be read");
    }

    private static String prose(long seed, int words) {
        Random random = new Random(seed);
        List<String> all = new ArrayList<>();
        for (int word = 0; word < words; word++) {
            all.add("w" + random.nextInt(3_000));
        }
        return String.join(" ", all);
    }

    @Test
    void findsEveryPassageOfItsLengthWithItsExtent() {
        OwnType.Way way = documents(24, prose(1, 400), prose(2, 400));
        String[] words = prose(2, 400).split(" ");
        for (int from = 0; from + 24 <= words.length; from++) {
            String passage =
                    String.join(", ", List.of(words).subList(from, from + 24)).toUpperCase(java.util.Locale.ROOT);
            String text = prose(9, 60) + ". " + passage + ". " + prose(10, 60);
            assertThat(found(way, text))
                    .as("from word %d", from)
                    .singleElement()
                    .satisfies(extent -> {
                        assertThat(extent).contains(passage);
                        assertThat(extent.split(" ")).hasSizeLessThanOrEqualTo(24 + 6);
                    });
        }
    }

    @Test
    void fewerWordsAndOtherTextsAreNoPassage() {
        OwnType.Way way = documents(24, prose(1, 400));
        String[] words = prose(1, 400).split(" ");
        String few = String.join(" ", List.of(words).subList(100, 112));
        assertThat(found(way, prose(9, 60) + " " + few + " " + prose(10, 60))).isEmpty();
        assertThat(found(way, prose(11, 2_000))).isEmpty();
        assertThat(found(documents(24, "too short"), "too short")).isEmpty();
    }

    /// What is masked stays found nowhere: a list that holds words of masks comes to rest too.
    @Test
    void maskingComesToRest() throws IOException {
        OwnData own = new OwnData(List.of(
                new OwnType("it", Confidence.LIKELY, dictionary("email", "orion", "email removed", "removed orion"))));
        DataPass pass = new DataPass(
                new DataPass.Sought(Set.of(DataType.EMAIL), own),
                (finding, _) -> new Treatment.Treated(DataPass.Action.MASK, finding, List.of()),
                java.util.Optional.empty());
        var outcome = pass.examine(io.tidegate.json.JsonDocument.of("[\"orion orion, 1234ada@example.com, email\"]"));
        assertThat(outcome).isInstanceOfSatisfying(DataPass.Outcome.Examined.class, examined -> assertThat(
                        examined.document().root().json())
                .doesNotContain("orion", "ada"));
    }

    /// As many lists as there may be, of the longest phrases, on a text of the shortest words.
    @Test
    void anOrdinaryTextIsExaminedWithEveryListThereMayBe() throws IOException {
        OwnType.Way way = dictionary("a b c d e f g h i j k l", "m".repeat(128));
        List<OwnType> all = new ArrayList<>();
        for (int at = 0; at < OwnType.MOST; at++) {
            all.add(new OwnType("list-" + at, Confidence.LIKELY, way));
        }
        Examination examination =
                new DataScanner(Set.of(), new OwnData(all)).scan("o b c d e f g h i j k m ".repeat(500));
        assertThat(examination).isInstanceOf(Examination.Complete.class);
    }
}

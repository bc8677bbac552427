package io.tidegate.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads a file of relations: users and their texts, as CSV, or as lists by user in YAML or JSON. As strict as the
/// configuration is.
public final class RelationFile {
    /// How many texts one user has at most, from any source.
    public static final int TEXTS_MAX = 10_000;

    /// The longest text.
    public static final int TEXT_MAX = 1_024;

    /// The longest file of CSV.
    static final int BYTES_MAX = 16 << 20;

    /// JSON is YAML too.
    private static final Type<Map<String, List<String>>> LISTS =
            Types.map("[^\\p{Cntrl}]{1,256}", "a user's name", Types.sequence(text(), 0, TEXTS_MAX), 100_000);

    private RelationFile() {}

    /// The texts by user, or every mistake that is in the file.
    public record Read(Map<String, Set<String>> texts, List<Fault> faults) {
        public Read {
            texts = Map.copyOf(texts);
            faults = List.copyOf(faults);
        }
    }

    public static Read read(Path file) {
        boolean isCsv = file.toString().endsWith(".csv");
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes((isCsv ? BYTES_MAX : YamlText.BYTES_MAX) + 1);
        } catch (IOException _) {
            return broken(file, 1, "the file cannot be read", "check that it is there, and who owns it");
        }
        if (isCsv) {
            return RelationCsv.read(file, bytes);
        }
        return switch (YamlText.read(bytes)) {
            case YamlText.Outcome.Unreadable(int line, String why, String help) -> broken(file, line, why, help);
            case YamlText.Outcome.Read(Tree tree) -> lists(file, tree);
        };
    }

    static Read broken(Path file, int line, String why, String help) {
        return new Read(Map.of(), List.of(new Fault(file, line, "", why, help)));
    }

    private static Read lists(Path file, Tree tree) {
        Place.Reading reading = new Place.Reading(file, new Environment(Map.of(), Environment.DEFAULT_DATA_TYPES));
        Optional<Map<String, List<String>>> users = LISTS.read(tree, Place.top(reading));
        Map<String, Set<String>> texts = new HashMap<>();
        users.ifPresent(all -> all.forEach((user, its) -> texts.put(user, new HashSet<>(its))));
        return new Read(texts, reading.faults());
    }

    private static Type<String> text() {
        return new ScalarType<>(
                "a text of at most %,d characters without blanks around it".formatted(TEXT_MAX),
                Types.ordered("type", "string"),
                (text, _) -> Optional.of(text).filter(RelationFile::isText));
    }

    /// Whether it can be a text of a file: nothing in it that people don't see, so that no two look the same by that.
    static boolean isText(String text) {
        return !text.isEmpty()
                && text.length() <= TEXT_MAX
                && text.equals(text.strip())
                && text.chars().noneMatch(Character::isISOControl);
    }
}

package io.tidegate.policy;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.json.MalformedJson;
import io.tidegate.policy.ShortForm.Made;
import io.tidegate.policy.SourceFiles.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What did the policies say that were in force? Their texts, in a folder of their own, each under its digest.
///
/// A text that is not what its name says is not shown: the digest stands in the trail, which is signed. The newest
/// [#KEPT_MAX] are kept, and of these no more than 256 MB. When one came into force is for the trail to say.
public final class Versions {
    static final int KEPT_MAX = 200;
    private static final int DIGITS_MIN = 8;
    private static final long BYTES_MAX = 256L << 20;
    private static final JsonLimits LIMITS = JsonLimits.EXAMINED.withBytes((int) BYTES_MAX);
    private static final Pattern NAME = Pattern.compile("([0-9a-f]{64})\\.json");

    private final Path folder;

    /// A version that is kept.
    ///
    /// @param texts what stood in each file, in their order; of the short form, its Cedar
    public record Kept(String digest, List<Text> texts, Loaded loaded) {}

    public record Text(String file, String text) {}

    private record Place(String digest, Path path, Instant used, long bytes) {}

    /// @param folder need not be there; then there are none
    public Versions(Path folder) {
        this.folder = folder;
    }

    /// Whether these were kept, word for word, when they came into force.
    public boolean has(CedarPolicies policies) {
        return Files.isRegularFile(file(policies));
    }

    private Path file(CedarPolicies policies) {
        return folder.resolve(policies.digest() + ".json");
    }

    /// Keeps what these say, and lets go of the oldest.
    ///
    /// @throws IOException if it can't be written
    public void keep(CedarPolicies policies, Instant now) throws IOException {
        Path file = file(policies);
        if (!Files.isRegularFile(file)) {
            Path draft = Files.createTempFile(folder, ".version-", ".tmp"); // its owner's only
            try {
                Files.write(draft, written(policies));
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(draft);
            }
        } else {
            Files.setLastModifiedTime(file, FileTime.from(now));
        }
        long bytes = 0;
        int count = 0;
        for (Place place : places()) {
            bytes += place.bytes();
            if (++count > KEPT_MAX || (count > 1 && bytes > BYTES_MAX)) {
                Files.deleteIfExists(place.path());
            }
        }
    }

    private static byte[] written(CedarPolicies policies) {
        JsonWriter out = new JsonWriter()
                .object()
                .member("version", 1)
                .member("schema", CedarPolicies.schemaText())
                .name("sources")
                .array();
        for (Source source : policies.sources()) {
            out.object().member("file", source.file()).member("text", source.text());
            if (!source.made().isEmpty()) {
                out.name("made").array();
                source.made().forEach(made -> out.object()
                        .member("text", made.text())
                        .member("line", made.line())
                        .member("own", made.own())
                        .member("condition-line", made.conditionLine())
                        .member("conditions", made.conditions())
                        .endObject());
                out.endArray();
            }
            out.endObject();
        }
        return out.endArray().endObject().bytes();
    }

    /// The digests of those that are kept, the newest first.
    public List<String> digests() throws IOException {
        return places().stream().map(Place::digest).toList();
    }

    /// The one whose digest begins so; nothing where none does, or more than one.
    ///
    /// @throws IOException if it can't be read, or is not what its digest says
    public Optional<Kept> find(String beginning) throws IOException {
        List<Place> found = places().stream()
                .filter(place ->
                        beginning.length() >= DIGITS_MIN && place.digest().startsWith(beginning))
                .toList();
        return found.size() == 1 ? Optional.of(read(found.getFirst())) : Optional.empty();
    }

    /// Those that came into force last; nothing where none are kept.
    ///
    /// @throws IOException if they can't be read, or are not what their digest says
    public Optional<Kept> last() throws IOException {
        List<Place> places = places();
        return places.isEmpty() ? Optional.empty() : Optional.of(read(places.getFirst()));
    }

    private static Kept read(Place place) throws IOException {
        List<Source> sources = new ArrayList<>();
        String schema;
        try {
            JsonValue root =
                    JsonDocument.parse(Files.readAllBytes(place.path()), LIMITS).root();
            schema = root.string("schema").orElse("");
            for (JsonValue source : root.get("sources").map(JsonValue::elements).orElse(List.of())) {
                sources.add(source(source));
            }
        } catch (MalformedJson | NumberFormatException damaged) {
            throw new IOException(wrong(place), damaged);
        }
        boolean isWhole = sources.stream()
                .allMatch(source -> source.made().isEmpty()
                        || ShortForm.whole(source.made()).equals(source.text()));
        if (!isWhole || !CedarPolicies.digest(schema, sources).equals(place.digest())) {
            throw new IOException(wrong(place));
        }
        return new Kept(
                place.digest(),
                sources.stream()
                        .map(source -> new Text(source.file(), source.text()))
                        .toList(),
                CedarPolicies.of(World.OF_THEN, sources, List.of()));
    }

    private static String wrong(Place place) {
        return "`" + place.path() + "` is not the text of the version that it is called by; somebody changed it";
    }

    private static Source source(JsonValue source) {
        List<Made> made = new ArrayList<>();
        for (JsonValue one : source.get("made").map(JsonValue::elements).orElse(List.of())) {
            made.add(new Made(
                    one.string("text").orElse(""),
                    number(one, "line"),
                    number(one, "own"),
                    number(one, "condition-line"),
                    number(one, "conditions")));
        }
        return new Source(
                source.string("file").orElse(""), source.string("text").orElse(""), made, Optional.empty());
    }

    private static int number(JsonValue of, String name) {
        return Integer.parseInt(of.get(name).map(JsonValue::json).orElse(""));
    }

    private List<Place> places() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Place> places = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                var name = NAME.matcher(String.valueOf(file.getFileName()));
                if (name.matches()) {
                    places.add(new Place(
                            name.group(1), file, Files.getLastModifiedTime(file).toInstant(), Files.size(file)));
                }
            }
        }
        places.sort(Comparator.comparing(Place::used).reversed());
        return places;
    }
}

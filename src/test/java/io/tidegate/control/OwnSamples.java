package io.tidegate.control;

import io.tidegate.config.DataRules;
import io.tidegate.config.OwnDataType;
import io.tidegate.crypto.KeyedHash;
import io.tidegate.crypto.Mac;
import io.tidegate.detect.OwnData;
import io.tidegate.detect.OwnFile;
import io.tidegate.detect.OwnKeys;
import io.tidegate.detect.OwnPattern;
import io.tidegate.detect.OwnType;
import io.tidegate.detect.OwnValues;
import io.tidegate.detect.UnsafePattern;
import io.tidegate.detect.WordText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The organisation's own data as a gateway has it, under keys of the tests.
public final class OwnSamples {
    public static final OwnKeys KEYS =
            new OwnKeys(new KeyedHash("sixteen bytes of".getBytes(StandardCharsets.UTF_8)), Mac.withKey(new byte[32]));

    private OwnSamples() {}

    /// What is declared in a configuration.
    static OwnData of(DataRules rules) {
        return new OwnData(rules.own().stream()
                .map(type -> new OwnType(type.name(), type.confidence(), way(type.from())))
                .toList());
    }

    private static OwnType.Way way(OwnDataType.From from) {
        try {
            return switch (from) {
                case OwnDataType.From.Pattern(var text, var near) ->
                    new OwnType.Way.Matching(OwnPattern.read(text, near));
                case OwnDataType.From.Dictionary(var file) ->
                    new OwnType.Way.Listed(
                            OwnValues.dictionary(file, KEYS.hash()), WordText.Spelling.SPACED, KEYS.hash());
                case OwnDataType.From.Table(var file) ->
                    new OwnType.Way.Listed(
                            OwnFile.read(file, OwnFile.Kind.TABLE, KEYS).values(),
                            WordText.Spelling.JOINED,
                            KEYS.hash());
                case OwnDataType.From.Documents(var file, int passage) ->
                    new OwnType.Way.Copied(
                            OwnFile.read(file, OwnFile.Kind.DOCUMENTS, KEYS).values(), KEYS.hash(), passage);
            };
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (UnsafePattern unsafe) {
            throw new IllegalArgumentException(unsafe);
        }
    }
}

package io.tidegate.cli;

import io.tidegate.config.DataRules;
import io.tidegate.config.OwnDataType;
import io.tidegate.config.OwnDataType.From;
import io.tidegate.crypto.KeyedHash;
import io.tidegate.detect.HashedValues;
import io.tidegate.detect.OwnData;
import io.tidegate.detect.OwnFile;
import io.tidegate.detect.OwnKeys;
import io.tidegate.detect.OwnPattern;
import io.tidegate.detect.OwnType;
import io.tidegate.detect.OwnType.Way;
import io.tidegate.detect.OwnValues;
import io.tidegate.detect.UnsafePattern;
import io.tidegate.detect.WordText.Spelling;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What the organisation has declared as its own data, with the files that it names read.
final class OwnDataLoading {
    private OwnDataLoading() {}

    /// Asked for only where a file needs them.
    @FunctionalInterface
    interface Keys {
        OwnKeys open() throws IOException;
    }

    /// @throws IOException with what is wrong and what to do, if a file can't be used
    static OwnData of(DataRules rules, Keys keys) throws IOException {
        List<OwnType> types = new ArrayList<>();
        for (OwnDataType declared : rules.own()) {
            try {
                types.add(new OwnType(declared.name(), declared.confidence(), way(declared.from(), keys)));
            } catch (IOException unusable) {
                throw new IOException("`" + declared.id() + "`: " + unusable.getMessage(), unusable);
            }
        }
        return new OwnData(types);
    }

    private static Way way(From from, Keys keys) throws IOException {
        return switch (from) {
            case From.Pattern(String text, List<String> near) -> new Way.Matching(pattern(text, near));
            case From.Dictionary(var file) -> {
                KeyedHash hash = keys.open().hash();
                yield new Way.Listed(OwnValues.dictionary(file, hash), Spelling.SPACED, hash);
            }
            case From.Table(var file) -> {
                OwnKeys opened = keys.open();
                HashedValues values =
                        OwnFile.read(file, OwnFile.Kind.TABLE, opened).values();
                yield new Way.Listed(values, Spelling.JOINED, opened.hash());
            }
            case From.Documents(var file, int passage) -> {
                OwnKeys opened = keys.open();
                HashedValues values =
                        OwnFile.read(file, OwnFile.Kind.DOCUMENTS, opened).values();
                yield new Way.Copied(values, opened.hash(), passage);
            }
        };
    }

    private static OwnPattern pattern(String text, List<String> near) throws IOException {
        try {
            return OwnPattern.read(text, near);
        } catch (UnsafePattern unsafe) {
            throw new IOException(unsafe.getMessage() + "; " + unsafe.help(), unsafe);
        }
    }
}

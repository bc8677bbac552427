package io.tidegate.config;

import io.tidegate.detect.Confidence;
import io.tidegate.detect.OwnType;
import java.nio.file.Path;
import java.util.List;

/// A data type that the organisation declares itself, under `data.own`.
public record OwnDataType(String name, Confidence confidence, From from) {
    /// By what it is found. Files are read when the configuration is put in force.
    public sealed interface From {
        record Pattern(String text, List<String> near) implements From {
            public Pattern {
                near = List.copyOf(near);
            }
        }

        record Dictionary(Path file) implements From {}

        record Table(Path file) implements From {}

        /// @param passage how many words in a row are always found
        record Documents(Path file, int passage) implements From {}
    }

    public String id() {
        return OwnType.id(name);
    }

    OwnDataType named(String other) {
        return new OwnDataType(other, confidence, from);
    }
}

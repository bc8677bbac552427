package io.tidegate.config;

import io.tidegate.detect.DataType;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/// What a configuration may name.
public final class Known {
    private Known() {}

    /// The ids of all types of data that are recognised.
    public static Set<String> dataTypes() {
        return Arrays.stream(DataType.values()).map(DataType::id).collect(Collectors.toSet());
    }
}

package io.tidegate.config;

import io.tidegate.detect.DataType;
import java.util.Set;

/// What a configuration may name.
public final class Known {
    private Known() {}

    /// The ids of all types of data that are recognised.
    public static Set<String> dataTypes() {
        return DataType.builtIn();
    }
}

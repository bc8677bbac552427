package io.tidegate.config;

import java.util.Optional;

/// One key of a section: its type, and the YAML text that stands for it when it is left out.
record Key<V>(String name, Type<V> type, Optional<String> fallback, boolean required, String description) {}

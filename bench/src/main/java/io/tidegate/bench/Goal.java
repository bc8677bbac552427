package io.tidegate.bench;

/// Where do calls go, and what do they call? `key` is a bearer token, or empty.
record Goal(int port, String path, String tool, String key) {}

package io.tidegate.mcp;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The published revisions of MCP that Tidegate speaks.
public enum ProtocolVersion {
    V2024_11_05("2024-11-05", Era.STATEFUL),
    V2025_03_26("2025-03-26", Era.STATEFUL),
    V2025_06_18("2025-06-18", Era.STATEFUL),
    V2025_11_25("2025-11-25", Era.STATEFUL),
    V2026_07_28("2026-07-28", Era.STATELESS);

    public static final ProtocolVersion LATEST_STATEFUL = V2025_11_25;
    public static final ProtocolVersion LATEST_STATELESS = V2026_07_28;

    /// What a stateful client that names no version after `initialize` is taken to speak (2025-06-18, Transports).
    public static final ProtocolVersion UNNAMED = V2025_03_26;

    private final String id;
    private final Era era;

    ProtocolVersion(String id, Era era) {
        this.id = id;
        this.era = era;
    }

    public String id() {
        return id;
    }

    public Era era() {
        return era;
    }

    public static Optional<ProtocolVersion> of(String id) {
        return Arrays.stream(values()).filter(version -> version.id.equals(id)).findFirst();
    }

    /// The ids of an era's versions, oldest first.
    public static List<String> ids(Era era) {
        return Arrays.stream(values())
                .filter(version -> version.era == era)
                .map(ProtocolVersion::id)
                .toList();
    }
}

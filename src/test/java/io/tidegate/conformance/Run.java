package io.tidegate.conformance;

import java.util.List;

/// Which runs of the suite are there? Each is taken directly, and through Tidegate.
enum Run {
    SERVER_LEGACY("server-2025-11-25", "Server role, 2025-11-25, a server of the same era"),
    SERVER_MODERN("server-2026-07-28", "Server role, 2026-07-28, a server of the same era"),
    SERVER_STABLE("server-stable", "Server role, the suite's stable release, a server of 2025-11-25"),
    LEGACY_TO_MODERN("legacy-to-modern", "Across the eras: 2025-11-25 asked of a server that speaks 2026-07-28 only"),
    MODERN_TO_LEGACY("modern-to-legacy", "Across the eras: 2026-07-28 asked of a server that speaks 2025-11-25 only"),
    CLIENT_LEGACY("client-2025-11-25", "Client role, 2025-11-25"),
    CLIENT_MODERN("client-2026-07-28", "Client role, 2026-07-28");

    private final String id;
    private final String title;

    Run(String id, String title) {
        this.id = id;
        this.title = title;
    }

    String id() {
        return id;
    }

    String title() {
        return title;
    }

    Suite suite() {
        return this == SERVER_STABLE ? Suite.STABLE : Suite.LATEST;
    }

    /// The revision of the specification whose scenarios run.
    String revision() {
        return switch (this) {
            case SERVER_LEGACY, SERVER_STABLE, LEGACY_TO_MODERN, CLIENT_LEGACY -> "2025-11-25";
            case SERVER_MODERN, MODERN_TO_LEGACY, CLIENT_MODERN -> "2026-07-28";
        };
    }

    /// The suite's options for that.
    List<String> selection() {
        return this == SERVER_STABLE ? List.of("--suite", "all") : List.of("--requirements", revision());
    }

    /// The run whose direct result this one is held against: across the eras, that of the same era.
    Run direct() {
        return switch (this) {
            case LEGACY_TO_MODERN -> SERVER_LEGACY;
            case MODERN_TO_LEGACY -> SERVER_MODERN;
            case SERVER_LEGACY, SERVER_MODERN, SERVER_STABLE, CLIENT_LEGACY, CLIENT_MODERN -> this;
        };
    }

    /// Who is tested directly: our server, which speaks one era, or our client.
    Tested tested() {
        return switch (this) {
            case SERVER_LEGACY, SERVER_STABLE, MODERN_TO_LEGACY -> Tested.LEGACY_SERVER;
            case SERVER_MODERN, LEGACY_TO_MODERN -> Tested.MODERN_SERVER;
            case CLIENT_LEGACY, CLIENT_MODERN -> Tested.CLIENT;
        };
    }

    /// The side that stands for itself; Tidegate stands for it in the other half of a run.
    enum Tested {
        LEGACY_SERVER,
        MODERN_SERVER,
        CLIENT
    }
}

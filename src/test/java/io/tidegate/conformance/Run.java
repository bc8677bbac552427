package io.tidegate.conformance;

import java.io.IOException;
import java.util.List;

/// Which runs of the suite are there? Each is taken directly, and through Tidegate.
enum Run {
    SERVER_LEGACY("server-2025-11-25", "Server role, 2025-11-25, a server of the same era"),
    SERVER_MODERN("server-2026-07-28", "Server role, 2026-07-28, a server of the same era"),
    SERVER_STABLE("server-stable", "Server role, the suite's stable release, a server of 2025-11-25"),
    LEGACY_TO_MODERN("legacy-to-modern", "Across the eras: 2025-11-25 asked of a server that speaks 2026-07-28 only"),
    MODERN_TO_LEGACY("modern-to-legacy", "Across the eras: 2026-07-28 asked of a server that speaks 2025-11-25 only"),
    TRUSTED("trusted-2026-07-28", "Server role, 2026-07-28, a server of the same era with `trust: trusted`"),
    TRUSTED_ACROSS(
            "trusted-modern-to-legacy", "Across the eras, the same asked of a server that speaks 2025-11-25 only"),
    CLIENT_LEGACY("client-2025-11-25", "Client role, 2025-11-25"),
    CLIENT_MODERN("client-2026-07-28", "Client role, 2026-07-28"),
    CLIENT_STABLE("client-stable", "Client role, the suite's stable release");

    /// The one scenario that compares the text of an answer letter by letter, which the mark on untrusted text changes.
    private static final String TEXT_LETTER_BY_LETTER = "tasks-request-headers";

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
        return this == SERVER_STABLE || this == CLIENT_STABLE ? Suite.STABLE : Suite.LATEST;
    }

    /// The revision of the specification whose scenarios run.
    String revision() {
        return switch (this) {
            case SERVER_LEGACY, SERVER_STABLE, LEGACY_TO_MODERN, CLIENT_LEGACY, CLIENT_STABLE -> "2025-11-25";
            case SERVER_MODERN, MODERN_TO_LEGACY, TRUSTED, TRUSTED_ACROSS, CLIENT_MODERN -> "2026-07-28";
        };
    }

    /// The suite's options for that.
    List<String> selection() {
        return switch (this) {
            case SERVER_STABLE, CLIENT_STABLE -> List.of("--suite", "all");
            case TRUSTED, TRUSTED_ACROSS ->
                List.of("--scenario", TEXT_LETTER_BY_LETTER, "--spec-version", revision(), "--force");
            case SERVER_LEGACY, SERVER_MODERN, LEGACY_TO_MODERN, MODERN_TO_LEGACY, CLIENT_LEGACY, CLIENT_MODERN ->
                List.of("--requirements", revision());
        };
    }

    /// The scenarios of this run that the specification's revision demands of everybody; the stable release names none.
    List<String> required() throws IOException {
        return switch (this) {
            case SERVER_LEGACY, SERVER_MODERN, LEGACY_TO_MODERN, MODERN_TO_LEGACY ->
                Suite.required(revision(), "server");
            case CLIENT_LEGACY, CLIENT_MODERN -> Suite.required(revision(), "client");
            case SERVER_STABLE, CLIENT_STABLE, TRUSTED, TRUSTED_ACROSS -> List.of();
        };
    }

    /// Whether the gateway's operator trusts the server: what it says then has no mark.
    boolean trusted() {
        return this == TRUSTED || this == TRUSTED_ACROSS;
    }

    /// The run whose direct result this one is held against: across the eras, that of the same era.
    Run direct() {
        return switch (this) {
            case LEGACY_TO_MODERN -> SERVER_LEGACY;
            case MODERN_TO_LEGACY -> SERVER_MODERN;
            case TRUSTED_ACROSS -> TRUSTED;
            case SERVER_LEGACY, SERVER_MODERN, SERVER_STABLE, TRUSTED, CLIENT_LEGACY, CLIENT_MODERN, CLIENT_STABLE ->
                this;
        };
    }

    /// Who is tested directly: our server, which speaks one era, or our client.
    Tested tested() {
        return switch (this) {
            case SERVER_LEGACY, SERVER_STABLE, MODERN_TO_LEGACY, TRUSTED_ACROSS -> Tested.LEGACY_SERVER;
            case SERVER_MODERN, LEGACY_TO_MODERN, TRUSTED -> Tested.MODERN_SERVER;
            case CLIENT_LEGACY, CLIENT_MODERN, CLIENT_STABLE -> Tested.CLIENT;
        };
    }

    /// The side that stands for itself; Tidegate stands for it in the other half of a run.
    enum Tested {
        LEGACY_SERVER,
        MODERN_SERVER,
        CLIENT
    }
}

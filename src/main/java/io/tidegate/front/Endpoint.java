package io.tidegate.front;

import io.tidegate.catalog.Catalog;
import java.util.Optional;

/// Which profile does a path mean? `/mcp` is the default one, `/mcp/NAME` another.
final class Endpoint {
    static final String ROOT = "/mcp";

    private Endpoint() {}

    static Optional<String> profile(String path) {
        if (path.equals(ROOT) || path.equals(ROOT + "/")) {
            return Optional.of(Catalog.DEFAULT_PROFILE);
        }
        return path.startsWith(ROOT + "/") ? Optional.of(path.substring(ROOT.length() + 1)) : Optional.empty();
    }

    static String path(String profile) {
        return profile.equals(Catalog.DEFAULT_PROFILE) ? ROOT : ROOT + "/" + profile;
    }
}

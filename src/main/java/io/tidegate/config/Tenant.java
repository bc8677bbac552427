package io.tidegate.config;

import java.nio.file.Path;
import java.util.Optional;

/// A tenant that the host's file names: a gateway of its own in the same process.
///
/// @param file its own configuration
/// @param host the name under which it has the whole site (RFC 9110, section 7.2); without it, it has only its path
public record Tenant(String name, Path file, Optional<String> host) {
    /// What tenants' paths begin with.
    public static final String PATHS = "/t/";

    /// What its paths begin with, where it is not called by its host name.
    public String path() {
        return PATHS + name;
    }
}

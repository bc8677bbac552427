package io.tidegate.config;

import java.net.URI;
import java.util.Optional;

/// For which tenant is a configuration, and where do clients reach the host that it is one of?
///
/// @param site the host's `public-url`
public record Tenancy(Tenant tenant, Optional<URI> site) {}

package io.tidegate.identity;

import io.tidegate.http.Fetcher.NamedBy;
import java.io.IOException;
import java.net.URI;

/// Where do a provider's documents come from? An implementation has a deadline and a size limit, follows no redirect,
/// and goes by who named the address: see `Fetcher`.
@FunctionalInterface
public interface JwksSource {
    /// The body at `address`; `IOException` when it cannot be had in time, is too large, or the answer is not 200.
    byte[] fetch(URI address, NamedBy by) throws IOException;
}

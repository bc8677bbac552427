package io.tidegate.identity;

import java.io.IOException;
import java.net.URI;

/// Where do a provider's documents come from? An implementation has a deadline and a size limit, follows no redirect,
/// and fetches only what `https` or loopback gives.
@FunctionalInterface
public interface JwksSource {
    /// The body at `address`; `IOException` when it cannot be had in time, is too large, or the answer is not 200.
    byte[] fetch(URI address) throws IOException;
}

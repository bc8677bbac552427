package io.tidegate.identity;

import io.tidegate.http.Fetcher;
import io.tidegate.http.Fetcher.NamedBy;
import io.tidegate.http.Headers;
import java.io.IOException;
import java.net.URI;

/// Where are issuers asked about tokens? An implementation has a deadline and a size limit, follows no redirect, and
/// goes
/// by who named the address: see `Fetcher`.
@FunctionalInterface
public interface IntrospectionSource {
    /// The answer to this form, whatever its status; `IOException` when there is none in time.
    Fetcher.Answer ask(URI address, NamedBy by, Headers headers, byte[] form) throws IOException;
}

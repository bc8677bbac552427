package io.tidegate.identity;

import io.tidegate.http.Fetcher;
import io.tidegate.http.Headers;
import java.io.IOException;
import java.net.URI;

/// Where are issuers asked about tokens? An implementation has a deadline and a size limit, and follows no redirect.
@FunctionalInterface
public interface IntrospectionSource {
    /// The answer to this form, whatever its status; `IOException` when there is none in time.
    Fetcher.Answer ask(URI address, Headers headers, byte[] form) throws IOException;
}

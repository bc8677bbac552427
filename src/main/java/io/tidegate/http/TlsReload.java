package io.tidegate.http;

/// What came of reading the certificate files again?
public sealed interface TlsReload {
    /// The files are as they were.
    record Same() implements TlsReload {}

    /// New connections get the new certificate.
    record Replaced() implements TlsReload {}

    /// The new files cannot be used; the old certificate stays.
    record Kept(String reason) implements TlsReload {}
}

package io.tidegate.http;

import java.nio.file.Path;
import java.time.Duration;

/// With which certificate does the server prove who it is?
///
/// @param chain PEM file with the certificate and those between it and its authority, in that order
/// @param key PEM file with the certificate's private key, not encrypted
/// @param look how often the files are looked at for changes
public record TlsSettings(Path chain, Path key, Duration look) {
    public TlsSettings {
        if (look.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException("certificate files must not be looked at more than ten times a second");
        }
    }

    public static TlsSettings of(Path chain, Path key) {
        return new TlsSettings(chain, key, Duration.ofSeconds(10));
    }
}

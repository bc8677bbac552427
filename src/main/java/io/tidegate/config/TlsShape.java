package io.tidegate.config;

import io.tidegate.http.TlsMaterial;
import io.tidegate.secret.Secret;
import io.tidegate.secret.SecretRef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// The shape of `servers.NAME.tls`. Its files are read with the configuration, and watched: when one changes, the
/// server
/// is connected to anew.
final class TlsShape {
    private static final Type<String> PIN = Types.form(
            "sha256/[A-Za-z0-9+/]{43}=", "a pin: `sha256/` and the Base64 of the key's digest (44 characters)");

    private TlsShape() {}

    private static final Section<TlsMaterial.Files> FILES = new Section<>(s -> {
        Key<Path> authorities = s.optional(
                "authorities", Addresses.file(), "PEM file of the authorities that vouch for it, and no others do.");
        Key<List<String>> pins = s.with(
                "pins",
                Types.list(PIN, 0, 32),
                "[]",
                "Public keys, one of which must be in its chain: sha256/BASE64 of SubjectPublicKeyInfo.");
        Key<Path> certificate =
                s.optional("certificate", Addresses.file(), "The certificate chain that we show it, PEM.");
        Key<Path> key = s.optional("key", Addresses.file(), "Its private key, PEM.");
        s.onlyWith(certificate, key);
        s.onlyWith(key, certificate);
        return values -> new TlsMaterial.Files(
                values.find(authorities), Set.copyOf(values.get(pins)), values.find(certificate), values.find(key));
    });

    static final Type<TlsMaterial> TYPE = new Type<>() {
        @Override
        public Optional<TlsMaterial> read(Tree tree, Place place) {
            Optional<TlsMaterial.Files> files = FILES.read(tree, place);
            if (files.isEmpty()) {
                return Optional.empty();
            }
            try {
                TlsMaterial material = TlsMaterial.read(files.get());
                files.get().key().ifPresent(key -> place.key("key", place.line())
                        .uses(
                                new SecretRef.FromFile(key),
                                Secret.of(material.ownKey().orElseThrow())));
                return Optional.of(material);
            } catch (IOException unusable) {
                place.wrong(Objects.requireNonNullElse(unusable.getMessage(), "can't be used"), "");
                return Optional.empty();
            }
        }

        @Override
        public Map<String, Object> schema() {
            return FILES.schema();
        }
    };
}

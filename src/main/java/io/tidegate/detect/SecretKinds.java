package io.tidegate.detect;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// In which ways are secrets recognised? For whoever speaks of one way, so that a slip is noticed.
public final class SecretKinds {
    private static final Set<String> CREDENTIALS = Set.of(
            "assigned-secret",
            "aws-secret-access-key",
            "azure-client-secret",
            "basic-login",
            "command-line-login",
            "json-web-token",
            "kubernetes-secret",
            "netrc-password",
            "password-in-url",
            "pgpass-password",
            "registry-login",
            "totp-secret");
    private static final Set<String> KEYS =
            Set.of("json-web-key", "openssh-private-key", "pem-private-key", "pgp-private-key", "putty-private-key");

    private SecretKinds() {}

    /// By the id of their type; without the prefix of what stands in base64.
    public static Map<String, Set<String>> byType() {
        return Map.of(
                DataType.CREDENTIAL.id(),
                all(
                        CREDENTIALS,
                        Stream.concat(
                                kinds(DataType.CREDENTIAL),
                                VendorShape.formats().stream().map(VendorShape.Format::kind))),
                DataType.PRIVATE_KEY.id(),
                all(KEYS, kinds(DataType.PRIVATE_KEY)));
    }

    private static Stream<String> kinds(DataType type) {
        return Tokens.formats(type).stream().map(TokenFormat::kind);
    }

    private static Set<String> all(Set<String> some, Stream<String> more) {
        return Stream.concat(some.stream(), more).collect(Collectors.toCollection(TreeSet::new));
    }
}

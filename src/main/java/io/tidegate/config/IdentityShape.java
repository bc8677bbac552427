package io.tidegate.config;

import io.tidegate.config.Identity.Oidc;
import io.tidegate.config.Identity.SigningAlgorithm;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/// The shape of `identity`.
final class IdentityShape {
    private IdentityShape() {}

    private static final Section<Oidc> OIDC = new Section<>(s -> {
        Key<URI> issuer = s.required("issuer", Addresses.url(), "The issuer, exactly as its tokens name it.");
        Key<String> audience =
                s.required("audience", Types.text(512), "What a token's `aud` must hold: this gateway's own URL.");
        Key<URI> jwks = s.optional("jwks", Addresses.url(), "Where its keys are. By default found by discovery.");
        Key<List<SigningAlgorithm>> algorithms = s.with(
                "algorithms",
                Types.list(Types.choice(SigningAlgorithm.class, SigningAlgorithm::jose), 1, 10),
                "[RS256, ES256]",
                "Signatures that are taken; never `none`, never a shared key.");
        Key<String> groups =
                s.with("groups-claim", Types.text(128), "groups", "The claim that lists the user's groups.");
        Key<String> user = s.with("user-claim", Types.text(128), "sub", "The claim that names the user.");
        Key<Duration> skew = s.with("clock-skew", Quantities.duration("0s", "5m"), "60s", "How far clocks may differ.");
        return values -> new Oidc(
                values.get(issuer),
                values.get(audience),
                values.find(jwks),
                values.get(algorithms),
                values.get(groups),
                values.get(user),
                values.get(skew));
    });

    static final Section<Identity> SECTION = new Section<>(s -> {
        Key<Access> anonymous = s.with(
                "anonymous", Types.choice(Access.class), "refused", "Callers without proof; allowed only on loopback.");
        Key<Access> keys =
                s.with("api-keys", Types.choice(Access.class), "allowed", "Keys made by tidegate keys create.");
        Key<Oidc> oidc = s.optional("oidc", OIDC, "Tokens of an OpenID Connect issuer.");
        return values -> new Identity(values.get(anonymous), values.get(keys), values.find(oidc));
    });
}

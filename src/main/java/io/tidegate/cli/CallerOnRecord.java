package io.tidegate.cli;

import io.tidegate.identity.Authentication;
import io.tidegate.identity.Evidence;
import io.tidegate.identity.Party;
import io.tidegate.identity.Principal;
import io.tidegate.identity.Proof;
import io.tidegate.json.JsonValue;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Who was it, by an entry of the trail? As policies saw the caller.
final class CallerOnRecord {
    private CallerOnRecord() {}

    /// @throws IllegalArgumentException where the entry does not say it, or in words that this program does not know
    static Principal of(JsonValue entry) {
        JsonValue who = entry.get("who").orElseThrow(() -> new IllegalArgumentException("it does not say who called"));
        String user = who.string("user").orElse("");
        return new Principal(
                user,
                user,
                Recollection.texts(who, "groups"),
                Recollection.texts(who, "roles"),
                authentication(who, user),
                Optional.empty(),
                who.string("tenant").orElse(Principal.DEFAULT_TENANT),
                new Evidence(
                        proofs(who),
                        who.string("certificate"),
                        who.string("acr"),
                        Recollection.texts(who, "amr"),
                        who.string("signed-in").flatMap(Recollection::time)));
    }

    private static Authentication authentication(JsonValue who, String user) {
        String by = who.string("by").orElse("");
        return switch (by) {
            case "anonymous" -> new Authentication.Anonymous();
            case "api-key" -> new Authentication.ApiKey(who.string("key").orElse("unknown"));
            case "oidc" ->
                new Authentication.OidcToken(
                        who.string("issuer").orElse(""),
                        who.string("client"),
                        Recollection.texts(who, "scopes"),
                        new Party(kind(who), who.string("actor")));
            case "certificate" ->
                new Authentication.Certificate(who.string("certificate").orElse(user));
            case "os-user" -> new Authentication.SystemUser(user.substring(Principal.SYSTEM_USER.length()));
            default -> throw new IllegalArgumentException("it names a way of authentication that is not known here");
        };
    }

    private static Party.Kind kind(JsonValue who) {
        String kind = who.string("kind").orElse("");
        return Arrays.stream(Party.Kind.values())
                .filter(one -> one.id().equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it does not say what kind of caller it was"));
    }

    private static Set<Proof> proofs(JsonValue who) {
        Set<String> ids = Recollection.texts(who, "proofs");
        return Arrays.stream(Proof.values())
                .filter(proof -> ids.contains(proof.id()))
                .collect(Collectors.toUnmodifiableSet());
    }
}

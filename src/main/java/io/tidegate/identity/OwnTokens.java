package io.tidegate.identity;

import com.github.benmanes.caffeine.cache.Cache;
import io.tidegate.crypto.Aead;
import io.tidegate.crypto.Digest;
import io.tidegate.crypto.SealBroken;
import io.tidegate.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Whose is this token of our own? It is sealed, not stored: each node with the same keys opens it, and nobody else can
/// read or make one (RFC 6749, section 1.4: opaque to its client).
///
/// It counts for as long as its issuer and its client are trusted, by the configuration that is in force.
public final class OwnTokens {
    /// How they begin. API keys begin otherwise, and a JWT never does so.
    static final String PREFIX = "tgt_";

    /// The longest text: with its header it still fits what most servers take.
    static final int LENGTH_MAX = 6 * 1024;

    private static final byte[] USE = "access token 1".getBytes(StandardCharsets.US_ASCII);

    private final Aead aead;
    private final Map<String, IssuerSettings> issuers = new HashMap<>();
    private final Predicate<String> clients;
    private final InstantSource clock;
    private final Cache<Digest, VerifiedToken> opened;

    /// @param issuers whose subjects may have tokens
    /// @param clients whether tokens of a client count
    OwnTokens(
            Aead aead,
            Collection<IssuerSettings> issuers,
            Predicate<String> clients,
            InstantSource clock,
            LongSupplier nanos) {
        this.aead = aead;
        issuers.forEach(each -> this.issuers.put(each.issuer(), each));
        this.clients = clients;
        this.clock = clock;
        this.opened = VerifiedToken.remembered(nanos);
    }

    /// Whether a text is meant to be one.
    public static boolean isOne(String token) {
        return token.startsWith(PREFIX);
    }

    /// @param resource that it is for, and nothing else (RFC 8707)
    String seal(Principal who, Authentication.OidcToken by, String resource) throws Rejection {
        JsonWriter out = new JsonWriter().object().member("sub", who.id()).member("name", who.display());
        texts(out, "groups", who.sortedGroups());
        texts(out, "roles", who.sortedRoles());
        texts(out, "scope", by.scopes());
        texts(out, "amr", who.evidence().amr());
        out.member("iss", by.issuer()).member("kind", by.party().kind().name()).member("aud", resource);
        by.clientId().ifPresent(client -> out.member("client", client));
        by.party().actor().ifPresent(actor -> out.member("actor", actor));
        who.evidence().acr().ifPresent(acr -> out.member("acr", acr));
        who.evidence().time().ifPresent(time -> out.member("auth_time", time.toEpochMilli()));
        out.member("exp", who.expires().orElseThrow().toEpochMilli()).member("tenant", who.tenant());
        byte[] sealed = aead.seal(out.endObject().bytes(), USE);
        String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
        if (token.length() > LENGTH_MAX) {
            throw new Rejection(
                    Why.GROUPS_LEFT_OUT,
                    "the user has more groups and roles than a token can hold; an administrator must have the provider"
                            + " send only those that are used here");
        }
        return token;
    }

    private static void texts(JsonWriter out, String name, Collection<String> texts) {
        out.name(name).array();
        texts.forEach(out::text);
        out.endArray();
    }

    VerifiedToken check(String token) throws Rejection {
        Digest digest = Digest.of(token.getBytes(StandardCharsets.US_ASCII));
        VerifiedToken found = opened.getIfPresent(digest);
        if (found == null) {
            found = open(token);
            opened.put(digest, found);
        }
        if (!clock.instant().isBefore(found.principal().expires().orElseThrow())) {
            throw new Rejection(Why.EXPIRED, "the token has expired; get a new one");
        }
        return found;
    }

    private VerifiedToken open(String token) throws Rejection {
        JsonNode said = said(token);
        Optional<String> client = StrictJson.text(said, "client");
        IssuerSettings issuer = issuers.get(text(said, "iss"));
        if (issuer == null || client.filter(clients).isEmpty()) {
            throw new Rejection(
                    Why.REVOKED, "the issuer or the client that the token was given out for is not trusted any more");
        }
        Party party = new Party(Party.Kind.valueOf(text(said, "kind")), StrictJson.text(said, "actor"));
        Evidence evidence = new Evidence(
                Set.of(Proof.TOKEN),
                Optional.empty(),
                StrictJson.text(said, "acr"),
                Set.copyOf(texts(said, "amr")),
                said.optional("auth_time").map(OwnTokens::time));
        Principal who = new Principal(
                text(said, "sub"),
                text(said, "name"),
                Set.copyOf(texts(said, "groups")),
                Set.copyOf(texts(said, "roles")),
                new Authentication.OidcToken(issuer.issuer(), client, Set.copyOf(texts(said, "scope")), party),
                said.optional("exp").map(OwnTokens::time),
                text(said, "tenant"),
                evidence);
        return new VerifiedToken(who, Audience.of(Set.of(text(said, "aud"))), Claims.Bound.TO_NOTHING, issuer);
    }

    private JsonNode said(String token) throws Rejection {
        try {
            byte[] sealed = Base64.getUrlDecoder().decode(token.substring(PREFIX.length()));
            return StrictJson.object(aead.open(sealed, USE)).orElseThrow(OwnTokens::foreign);
        } catch (IllegalArgumentException | SealBroken _) {
            throw foreign();
        }
    }

    private static Rejection foreign() {
        return new Rejection(Why.BAD_SIGNATURE, "the token was not given out here");
    }

    private static String text(JsonNode said, String name) throws Rejection {
        return StrictJson.text(said, name).orElseThrow(OwnTokens::foreign);
    }

    private static List<String> texts(JsonNode said, String name) {
        return said.path(name).valueStream().map(JsonNode::stringValue).collect(Collectors.toList());
    }

    private static Instant time(JsonNode millis) {
        return Instant.ofEpochMilli(millis.longValue());
    }
}

package io.tidegate.identity;

import io.tidegate.identity.OidcTokens.Surroundings;
import io.tidegate.identity.RegisteredClient.AsWorkload;
import io.tidegate.identity.RegisteredClient.WithKey;
import io.tidegate.identity.RegisteredClient.WithSecret;
import io.tidegate.secret.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which client asks for a token (RFC 6749, section 2.3; RFC 7523, section 2.2)? Each proves it in its own way alone.
/// An unknown client and a wrong secret are told alike.
final class ClientProofs {
    /// How far ahead an assertion may end. What ends later would have to be remembered for as long.
    static final Duration AHEAD_MAX = Duration.ofHours(1);

    private static final String JWT = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private final Map<String, RegisteredClient> clients = new HashMap<>();
    private final Map<String, SigningKeys> keys = new HashMap<>();
    private final Set<String> audiences;
    private final SpentAssertions spent;
    private final InstantSource clock;

    /// @param audiences that assertions may be for: this authorization server and its token endpoint
    ClientProofs(
            List<RegisteredClient> registered,
            Set<String> audiences,
            JwksSource source,
            SpentAssertions spent,
            Surroundings around) {
        this.audiences = Set.copyOf(audiences);
        this.spent = spent;
        this.clock = around.clock();
        for (RegisteredClient client : registered) {
            clients.put(client.id(), client);
            signing(client)
                    .ifPresent(settings -> keys.put(
                            client.id(),
                            new SigningKeys(settings, source, clock, around.random(), around.background())));
        }
    }

    private static Optional<IssuerSettings> signing(RegisteredClient client) {
        return switch (client.proving()) {
            case WithSecret _ -> Optional.empty();
            case WithKey(IssuerSettings own) -> Optional.of(own);
            case AsWorkload(IssuerSettings platform, var _, var _) -> Optional.of(platform);
        };
    }

    boolean knows(String client) {
        return clients.containsKey(client);
    }

    RegisteredClient check(TokenGrants.Asked asked) throws Rejection {
        boolean posted = asked.form().containsKey("client_secret");
        boolean asserted = asked.form().containsKey("client_assertion");
        int ways = asked.authorization().size() + (posted ? 1 : 0) + (asserted ? 1 : 0);
        if (ways > 1) {
            throw new Rejection(Why.SEVERAL_CREDENTIALS, "a client proves who it is in one way, not in several");
        }
        if (asserted) {
            return asserting(asked.form());
        }
        if (posted) {
            return sharing(
                    asked.form().getOrDefault("client_id", ""), asked.form().getOrDefault("client_secret", ""));
        }
        if (asked.authorization().isEmpty()) {
            throw unknown();
        }
        RegisteredClient client = basic(asked.authorization().getFirst());
        if (!asked.form().getOrDefault("client_id", client.id()).equals(client.id())) {
            throw unknown();
        }
        return client;
    }

    private RegisteredClient basic(String header) throws Rejection {
        if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
            throw unknown();
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(header.substring(6).strip());
            String[] pair = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
            if (pair.length != 2) {
                throw unknown();
            }
            return sharing(
                    URLDecoder.decode(pair[0], StandardCharsets.UTF_8),
                    URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        } catch (IllegalArgumentException _) {
            throw unknown();
        }
    }

    private RegisteredClient sharing(String id, String secret) throws Rejection {
        RegisteredClient client = clients.get(id);
        if (client != null
                && !secret.isEmpty()
                && client.proving() instanceof WithSecret(Secret known)
                && known.isSame(Secret.of(secret))) {
            return client;
        }
        throw unknown();
    }

    private RegisteredClient asserting(Map<String, String> form) throws Rejection {
        if (!form.getOrDefault("client_assertion_type", "").equals(JWT)) {
            throw unknown();
        }
        TokenParts parts = TokenParts.ofClient(form.getOrDefault("client_assertion", ""));
        Claims claims = new Claims(parts.claims());
        String subject = StrictJson.text(parts.claims(), "sub").orElseThrow(ClientProofs::unknown);
        // Clients that sign themselves name themselves; workloads have a name of their platform's beside.
        RegisteredClient client = Optional.ofNullable(clients.get(form.getOrDefault("client_id", subject)))
                .orElseThrow(ClientProofs::unknown);
        switch (client.proving()) {
            case WithSecret _ -> throw unknown();
            case WithKey(IssuerSettings own) -> {
                if (!subject.equals(client.id()) || !claims.issuer().equals(client.id())) {
                    throw unknown();
                }
                Instant ends = signed(client, own, parts);
                spent.spend(
                        client.id(),
                        new SpentAssertions.Spent("client " + client.id(), claims.id(), ends.plus(own.clockSkew())),
                        clock.instant());
            }
            case AsWorkload(IssuerSettings platform, Optional<String> issuer, String workload) -> {
                if (!subject.equals(workload)
                        || (issuer.isPresent() && !claims.issuer().equals(issuer.get()))) {
                    throw unknown();
                }
                Instant _ = signed(client, platform, parts);
            }
        }
        return client;
    }

    /// Returns when it ends.
    private Instant signed(RegisteredClient client, IssuerSettings settings, TokenParts parts) throws Rejection {
        SigningKeys published = Optional.ofNullable(keys.get(client.id())).orElseThrow(ClientProofs::unknown);
        parts.checkSigned(settings, published);
        Claims claims = new Claims(parts.claims());
        if (!claims.isOnlyFor(audiences)) {
            throw new Rejection(Why.WRONG_AUDIENCE, "the client's assertion is for another authorization server");
        }
        Instant now = clock.instant();
        Instant ends = claims.checkTimes(now, settings.clockSkew());
        boolean own = client.proving() instanceof WithKey;
        if (own && ends.isAfter(now.plus(AHEAD_MAX))) {
            throw new Rejection(Why.WRONG_CLAIM, "the client's assertion is good for more than an hour");
        }
        return ends;
    }

    private static Rejection unknown() {
        return new Rejection(Why.WRONG_CLIENT, "the client is not known here, or did not prove that it is that one");
    }
}

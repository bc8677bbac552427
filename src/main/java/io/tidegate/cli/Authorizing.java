package io.tidegate.cli;

import io.tidegate.audit.CallTrail;
import io.tidegate.call.Refused;
import io.tidegate.config.Authorization;
import io.tidegate.config.Configuration;
import io.tidegate.config.Endpoint;
import io.tidegate.config.Identity;
import io.tidegate.config.Tenancy;
import io.tidegate.config.Tenant;
import io.tidegate.crypto.Aead;
import io.tidegate.crypto.KeyPurpose;
import io.tidegate.crypto.KeyRing;
import io.tidegate.front.ConsentPages;
import io.tidegate.http.Fetcher;
import io.tidegate.oauth.Consents;
import io.tidegate.oauth.Grants;
import io.tidegate.oauth.Introductions;
import io.tidegate.oauth.OauthFailed;
import io.tidegate.oauth.Surroundings;
import io.tidegate.oauth.TokenSources;
import io.tidegate.oauth.UserProofs;
import io.tidegate.store.Store;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What getting tokens for servers needs. Servers start before the store is open and the port is known.
///
/// @param site where browsers reach the gateway
record Authorizing(
        TokenSources sources, UserProofs proofs, Later<Store> store, Later<CallTrail> trail, Later<URI> site) {
    static Authorizing on(KeyRing keys, SecureRandom random, Fetcher fetcher, InstantSource clock) {
        Later<Store> store = new Later<>();
        Later<CallTrail> trail = new Later<>();
        Later<URI> site = new Later<>();
        Aead aead = keys.aead(KeyPurpose.GRANTS);
        Surroundings around = new Surroundings(fetcher, new Introductions(store, aead, clock), site, clock, random);
        Consents consents = new Consents(
                new Grants(store, aead, random),
                keys.aead(KeyPurpose.SESSIONS),
                around,
                (what, detail) -> changed(trail.get(), what, detail));
        UserProofs proofs = new UserProofs(keys.aead(KeyPurpose.SESSIONS), around);
        return new Authorizing(new TokenSources(around, consents), proofs, store, trail, site);
    }

    private static void changed(CallTrail trail, String what, String detail) throws OauthFailed {
        try {
            trail.changed(what, detail);
        } catch (Refused unrecorded) {
            throw OauthFailed.unrecorded();
        }
    }

    void isOn(Foundation foundation) {
        isOn(foundation.store());
        trail.is(foundation.calls());
    }

    /// Without a trail: then nobody can agree to anything.
    void isOn(Store now) {
        store.is(now);
    }

    /// Pages on which users agree, as they are configured.
    ConsentPages pages(Configuration configuration) {
        Map<String, UserProofs.Place> issuers = new HashMap<>();
        for (Identity.Issuer issuer : configuration.identity().issuers()) {
            issuer.signIn().ifPresent(how -> issuers.put(issuer.issuer().toString(), place(issuer, how)));
        }
        return new ConsentPages(sources.consents(), proofs, issuers, site);
    }

    private UserProofs.Place place(Identity.Issuer issuer, Identity.SignIn how) {
        Authorization.Proof proof = how.secret()
                .<Authorization.Proof>map(secret -> new Authorization.Proof.Password(secret, Authorization.Where.AUTO))
                .orElseGet(Authorization.Proof.Nothing::new);
        Set<String> scopes = new LinkedHashSet<>(how.scopes());
        scopes.addAll(issuer.scopes());
        Optional<String> resource = issuer.audiences().isEmpty() ? Optional.of(site.get() + "/mcp") : Optional.empty();
        return new UserProofs.Place(issuer.issuer(), new Authorization.Client(how.clientId(), proof), scopes, resource);
    }

    /// A tenant is found at its path of the host's site, unless it has a site of its own.
    ///
    /// @param port where the listener really is
    void isAt(Configuration configuration, int port) {
        Endpoint listen = configuration.listen();
        String scheme = configuration.tls().isPresent() ? "https://" : "http://";
        Optional<Tenancy> tenancy = configuration.tenancy();
        URI whole = configuration
                .publicUrl()
                .or(() -> tenancy.flatMap(Tenancy::site))
                .orElseGet(() -> URI.create(scheme + new Endpoint(listen.host(), port)));
        String path = tenancy.map(Tenancy::tenant)
                .filter(tenant ->
                        tenant.host().isEmpty() || configuration.publicUrl().isEmpty())
                .map(Tenant::path)
                .orElse("");
        site.is(URI.create(whole + path));
    }
}

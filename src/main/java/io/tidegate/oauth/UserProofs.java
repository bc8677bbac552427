package io.tidegate.oauth;

import com.github.benmanes.caffeine.cache.Cache;
import io.tidegate.config.Authorization.Client;
import io.tidegate.crypto.Aead;
import io.tidegate.secret.Secret;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who is in front of this browser? Users who come to Tidegate with tokens sign in at the issuer of those, and a token
/// comes of it that is held to the same rules as theirs. It is looked at once and kept nowhere.
public final class UserProofs {
    /// Where users come back to.
    public static final String CALLBACK = "/consent/signed-in";

    private final RoundTrips<Consents.Visit> trips;
    private final Cache<URI, IssuerMetadata> known;
    private final Surroundings around;

    /// Where users sign in.
    ///
    /// @param client as which Tidegate is known there
    /// @param resource that the token is for (RFC 8707); empty where the issuer knows by itself
    public record Place(URI issuer, Client client, Set<String> scopes, Optional<String> resource) {
        public Place {
            scopes = new LinkedHashSet<>(scopes);
        }
    }

    /// Somebody who signed in on the way to an agreement.
    ///
    /// @param token whose it is says who that was
    public record Proven(Consents.Visit visit, Secret token) {}

    public UserProofs(Aead aead, Surroundings around) {
        this.trips = new RoundTrips<>("sign-in state", CALLBACK, aead, around);
        this.known = RoundTrips.cache(around.clock());
        this.around = around;
    }

    /// Where the browser is to go.
    public RoundTrips.Start begin(Consents.Visit visit, Place place) throws OauthFailed {
        visit.tried();
        Web web = new Web(around.fetcher(), place.issuer(), Optional.of(place.issuer()));
        IssuerMetadata issuer = known.getIfPresent(place.issuer());
        if (issuer == null) {
            issuer = IssuerMetadata.find(web, place.issuer().toString());
            known.put(place.issuer(), issuer);
        }
        Party party = new Party(web, issuer, place.client(), Optional.empty(), around);
        Consents.Request request = new Consents.Request(party, issuer.page(web), place.resource(), place.scopes());
        return trips.begin(visit, request, Map.of());
    }

    /// Takes what came back, once.
    public Proven finish(RoundTrips.Response response, String browser) throws OauthFailed {
        RoundTrips.Trip<Consents.Visit> mine = trips.taken(response, browser);
        return new Proven(mine.about(), trips.tokens(mine, response).access());
    }
}

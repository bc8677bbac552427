package io.tidegate.oauth;

import io.tidegate.config.Authorization;
import io.tidegate.config.Authorization.Client;
import io.tidegate.oauth.OauthFailed.Fault;
import io.tidegate.secret.Purpose;
import io.tidegate.secret.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which authorization server gives tokens for this server, for which resource? Found out anew after ten minutes, and
/// whenever the server refuses a token: it may have moved to another one.
final class Discovery {
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final String server;
    private final Web web;
    private final Authorization how;
    private final Surroundings around;
    private final Flights<Terms> flights = new Flights<>();
    private volatile Optional<Known> known = Optional.empty();
    private volatile Optional<ServerChallenge> challenge = Optional.empty();
    private volatile @Nullable DpopKey key;

    /// What is agreed between a server and its authorization server.
    record Terms(ResourceMetadata resource, IssuerMetadata issuer) {}

    private record Known(Terms terms, Instant until) {}

    Discovery(String server, URI url, Authorization how, Surroundings around) {
        this.server = server;
        this.web = new Web(around.fetcher(), url, how.issuer());
        this.how = how;
        this.around = around;
    }

    Web web() {
        return web;
    }

    /// What the server last wanted.
    void challenged(Optional<ServerChallenge> wanted) {
        if (wanted.isPresent() || challenge.isEmpty()) {
            challenge = Optional.of(wanted.orElseGet(() -> new ServerChallenge(Optional.empty(), Set.of(), "", false)));
        }
        known = Optional.empty();
    }

    /// Whether the server ever said that it lets nobody in without a token.
    boolean isChallenged() {
        return challenge.isPresent();
    }

    Terms terms() throws OauthFailed {
        Optional<Known> now = known;
        if (now.filter(each -> around.clock().instant().isBefore(each.until())).isPresent()) {
            return now.get().terms();
        }
        return flights.join("", () -> {
            Terms terms = found();
            known = Optional.of(new Known(terms, around.clock().instant().plus(KEPT)));
            return terms;
        });
    }

    private Terms found() throws OauthFailed {
        Optional<ResourceMetadata> published = ResourceMetadata.find(web, challenge.flatMap(ServerChallenge::metadata));
        ResourceMetadata resource =
                published.orElseGet(() -> new ResourceMetadata(web.server().toString(), List.of(), Set.of(), false));
        return published.isEmpty() && how.issuer().isEmpty()
                ? new Terms(resource, ofItsSite())
                : new Terms(resource, IssuerMetadata.find(web, issuer(resource)));
    }

    /// A server that names nobody may be of a time when each gave its tokens itself (MCP 2025-03-26, Authorization,
    /// section 2.3.2): only what is found at the server's own site, and only if that says all that is needed.
    private IssuerMetadata ofItsSite() throws OauthFailed {
        try {
            return IssuerMetadata.find(web, Web.site(web.server()));
        } catch (OauthFailed none) {
            throw new OauthFailed(
                    Fault.SERVER,
                    "the server does not say which authorization server it trusts: write `issuer` (its own site is none: "
                            + none.getMessage() + ")");
        }
    }

    /// A client's secret goes to the issuer that the operator wrote down, whatever the server says.
    private String issuer(ResourceMetadata resource) throws OauthFailed {
        if (how.issuer().isEmpty()) {
            return resource.issuers().stream()
                    .findFirst()
                    .orElseThrow(
                            () -> new OauthFailed(Fault.SERVER, "the server's metadata names no authorization server"));
        }
        String wanted = how.issuer().get().toString();
        if (!resource.issuers().isEmpty() && !resource.issuers().contains(wanted)) {
            throw new OauthFailed(
                    Fault.SERVER,
                    "the server takes no tokens of " + wanted + ", which `issuer` of the configuration is");
        }
        return wanted;
    }

    /// Asks that authorization server, as the client that it knows.
    Party party(Terms terms) throws OauthFailed {
        IssuerMetadata issuer = terms.issuer();
        Client client = around.introductions()
                .of(server, how, web, issuer, around.site().get());
        return new Party(web, issuer, client, binding(terms), around);
    }

    /// The key that tokens are to be bound to, where the server wants that.
    private Optional<DpopKey> binding(Terms terms) throws OauthFailed {
        boolean wanted = terms.resource().bound()
                || challenge.filter(ServerChallenge::bound).isPresent();
        if (!wanted) {
            return Optional.empty();
        }
        if (!terms.issuer().able().proofs().contains(DpopKey.ALGORITHM)) {
            throw new OauthFailed(
                    Fault.AUTHORIZATION_SERVER,
                    "the server wants tokens that are bound to a key, and "
                            + terms.issuer().issuer() + " does not say that it binds them with " + DpopKey.ALGORITHM);
        }
        return Optional.of(key());
    }

    private DpopKey key() {
        DpopKey known = key;
        if (known == null) {
            synchronized (this) {
                known = key == null ? around.introductions().key(server, around) : key;
                key = known;
            }
        }
        return known;
    }

    /// As it is shown to the server.
    TokenSource.Shown shown(Tokens tokens) {
        return new TokenSource.Shown(tokens.access(), tokens.bound() ? Optional.of(key()) : Optional.empty());
    }

    /// Whether all that was missing is a nonce, which is known now.
    boolean wantsNonce(TokenSource.Refused answer) {
        DpopKey known = key;
        return known != null
                && answer.challenge().filter(ServerChallenge::wantsNonce).isPresent()
                && known.heard(web.server(), answer.headers());
    }

    /// What a token is asked for with, where Tidegate asks for itself.
    Map<String, String> ownGrant() {
        Map<String, String> form = new LinkedHashMap<>();
        Optional<Secret> assertion = how.by().assertion();
        if (assertion.isPresent()) {
            form.put("grant_type", Party.JWT_BEARER);
            form.put("assertion", assertion.get().reveal(Purpose.OAUTH_CLIENT));
        } else {
            form.put("grant_type", "client_credentials");
        }
        return form;
    }

    /// Who gives identity assertions in exchange for callers' tokens.
    Optional<Assertions> assertions() {
        return how.by().provider().map(provider -> new Assertions(provider, around));
    }

    /// A client that the authorization server does not know any more registers anew the next time.
    void failed(OauthFailed failure, IssuerMetadata issuer) {
        if (failure.isUnknownClient()) {
            around.introductions().forget(server, issuer.issuer());
        }
    }

    /// What to ask for: what is configured, or what the server wanted, or all that it knows (MCP, Scope selection).
    Set<String> scopes(ResourceMetadata resource) {
        if (!how.scopes().isEmpty()) {
            return new LinkedHashSet<>(how.scopes());
        }
        Set<String> wanted = challenge.map(ServerChallenge::scopes).orElse(Set.of());
        return new LinkedHashSet<>(wanted.isEmpty() ? resource.scopes() : wanted);
    }

    Instant now() {
        return around.clock().instant();
    }
}

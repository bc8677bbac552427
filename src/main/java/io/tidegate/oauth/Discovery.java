package io.tidegate.oauth;

import io.tidegate.config.Authorization;
import io.tidegate.config.Authorization.Client;
import io.tidegate.oauth.OauthFailed.Fault;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
            challenge = Optional.of(wanted.orElseGet(() -> new ServerChallenge(Optional.empty(), Set.of(), "")));
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
        if (published.isEmpty() && how.issuer().isEmpty()) {
            throw new OauthFailed(
                    Fault.SERVER, "the server does not say which authorization server it trusts: write `issuer`");
        }
        ResourceMetadata resource =
                published.orElseGet(() -> new ResourceMetadata(web.server().toString(), List.of(), Set.of()));
        return new Terms(resource, IssuerMetadata.find(web, issuer(resource)));
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
    Party party(IssuerMetadata issuer) throws OauthFailed {
        Client client = around.introductions()
                .of(server, how, web, issuer, around.site().get());
        return new Party(web, issuer, client, around.clock(), around.random());
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

package io.tidegate.cli;

import io.tidegate.call.Tracing;
import io.tidegate.catalog.Catalog;
import io.tidegate.config.Access;
import io.tidegate.config.Apps;
import io.tidegate.config.Cluster;
import io.tidegate.config.Configuration;
import io.tidegate.config.DataRules.Direction;
import io.tidegate.config.Identity;
import io.tidegate.config.Server;
import io.tidegate.config.Tenancy;
import io.tidegate.control.CallLimits;
import io.tidegate.control.ControlParts;
import io.tidegate.control.Controls;
import io.tidegate.control.DataHandling;
import io.tidegate.control.Guards;
import io.tidegate.control.RecordBindings;
import io.tidegate.control.ScopeRules;
import io.tidegate.crypto.KeyPurpose;
import io.tidegate.era.EraChoice;
import io.tidegate.era.SessionIds;
import io.tidegate.era.StatefulEra;
import io.tidegate.era.StatelessEra;
import io.tidegate.front.Challenge;
import io.tidegate.front.Neighbours;
import io.tidegate.front.Nodes;
import io.tidegate.front.Premises;
import io.tidegate.front.TokenDoor;
import io.tidegate.gate.Gate;
import io.tidegate.gate.Reading;
import io.tidegate.gate.Seals;
import io.tidegate.gate.States;
import io.tidegate.http.Fetcher;
import io.tidegate.identity.Algorithm;
import io.tidegate.identity.Authenticator;
import io.tidegate.identity.ClaimPath;
import io.tidegate.identity.ClientCertificates;
import io.tidegate.identity.DpopNonces;
import io.tidegate.identity.DpopReplays;
import io.tidegate.identity.IntrospectionSettings;
import io.tidegate.identity.IntrospectionSource;
import io.tidegate.identity.IssuerSettings;
import io.tidegate.identity.NamePatterns;
import io.tidegate.identity.OidcTokens;
import io.tidegate.identity.OwnTokens;
import io.tidegate.identity.TokenGrants;
import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Builds all that answers requests, by constructors, from one configuration. Read it to see what uses what.
final class Wiring {
    private final Foundation foundation;
    private final Fetcher fetcher;
    private final Authorizing authorizing;
    private final SessionIds sessions;
    private final DpopReplays replays = new DpopReplays(); // a reload forgets no proof
    private final States states; // nor what was used or asked
    private final DpopNonces nonces;
    private final Tracing tracing;
    private final InstantSource clock;
    private final Optional<Nodes> nodes;
    private final Optional<String> node;

    /// @param first which may not change what it says of nodes
    Wiring(Foundation foundation, Backend.Network network, Tracing tracing, InstantSource clock, Configuration first) {
        this.foundation = foundation;
        this.fetcher = network.fetcher();
        this.nodes = Peering.nodes(first, network, foundation, clock);
        this.node = first.cluster().map(Cluster::node);
        this.authorizing = network.authorizing();
        authorizing.isOn(foundation);
        this.tracing = tracing;
        this.sessions = new SessionIds(foundation.keys().aead(KeyPurpose.SESSIONS), clock, node);
        this.states = new States(new Seals(foundation.keys().aead(KeyPurpose.SESSIONS), node), clock);
        this.nonces = new DpopNonces(foundation.keys().mac(KeyPurpose.ACCESS_TOKENS), clock);
        this.clock = clock;
    }

    /// @param boundPort where the listener really is
    Premises assemble(Configuration configuration, Deciding by, int boundPort, Backend backend) {
        authorizing.isAt(configuration, boundPort);
        Catalog catalog = backend.catalog();
        Controls controls = new Controls(parts(configuration, by));
        Reading reading =
                Reading.of(catalog, controls, states, configuration.limits().callDeadline(), clock);
        Gate gate = new Gate(foundation.calls(), reading, controls, backend.upstreams());
        backend.news().tellThrough(gate);
        StatefulEra stateful = new StatefulEra(sessions);
        int requestBytes = bytes(configuration.limits().requestBytes());
        Neighbours neighbours = neighbours(configuration, boundPort);
        Optional<TokenGrants> giving = TokenGiving.of(configuration, foundation, sources(), around());
        return new Premises(
                gate,
                catalog,
                authenticator(configuration, giving.map(TokenGrants::tokens)),
                neighbours,
                new Challenge(terms(configuration), neighbours),
                new EraChoice(
                        stateful,
                        new StatelessEra(catalog, controls::hides),
                        Backend.limits(configuration).withBytes(requestBytes)),
                stateful,
                requestBytes,
                tracing,
                nodes,
                authorizing.pages(configuration),
                new TokenDoor(giving));
    }

    private ControlParts parts(Configuration configuration, Deciding by) {
        return new ControlParts(
                foundation.stops(),
                by.policies(),
                by.relations(),
                PolicyLoading.shadow(configuration),
                configuration.data().models(),
                foundation.sessions().lasting(configuration.data().sessionLabels()),
                CallLimits.of(configuration.limits(), System::nanoTime),
                foundation.budgets(),
                new ScopeRules(configuration.identity().scopes()),
                data(configuration, Direction.ARGUMENTS, by),
                data(configuration, Direction.RETURNED, by),
                new Guards(configuration.servers().values()),
                new RecordBindings(configuration.servers().values()),
                apps(configuration),
                bytes(configuration.limits().requestBytes()),
                bytes(configuration.limits().answerBytes()),
                clock,
                foundation.random());
    }

    private DataHandling data(Configuration configuration, Direction direction, Deciding by) {
        return DataActions.of(
                configuration.data(),
                new DataHandling.Sought(direction, by.own(), foundation.live()::now),
                foundation.keys(),
                clock);
    }

    private static Map<String, Apps> apps(Configuration configuration) {
        return configuration.servers().values().stream().collect(Collectors.toMap(Server::name, Server::apps));
    }

    private Authenticator authenticator(Configuration configuration, Optional<OwnTokens> own) {
        Identity identity = configuration.identity();
        Authenticator.Ways ways = new Authenticator.Ways(
                identity.apiKeys() == Access.ALLOWED ? Optional.of(foundation.apiKeys()) : Optional.empty(),
                tokens(Stream.concat(identity.issuers().stream(), identity.trustDomains().stream())
                        .toList()),
                Proofs.certificates(identity).map(settings -> new ClientCertificates(settings, clock)),
                identity.anonymous() == Access.ALLOWED
                        ? Authenticator.AnonymousAccess.LOOPBACK_ONLY
                        : Authenticator.AnonymousAccess.REFUSED,
                own);
        return new Authenticator(ways, Proofs.required(identity.require()), Proofs.byProfile(configuration))
                .of(Shared.name(configuration));
    }

    private Challenge.Terms terms(Configuration configuration) {
        Identity identity = configuration.identity();
        return new Challenge.Terms(
                Stream.concat(
                                identity.issuers().stream().map(Identity.Issuer::issuer),
                                identity.tokenEndpoint().flatMap(_ -> configuration.publicUrl()).stream())
                        .map(URI::toString)
                        .toList(),
                neededOf(configuration),
                identity.scopes().values().stream().flatMap(List::stream).collect(Collectors.toSet()),
                proofs(identity),
                identity.certificates().isPresent(),
                identity.issuers().stream().anyMatch(issuer -> issuer.dpopNonce() == Identity.Proofs.REQUIRED)
                        ? Optional.of(nonces)
                        : Optional.empty(),
                configuration.publicUrl(),
                configuration.tenancy().flatMap(Tenancy::site));
    }

    /// Which scopes a token of each issuer needs to get in. Those that are given out here need none.
    private static Map<String, Set<String>> neededOf(Configuration configuration) {
        Identity identity = configuration.identity();
        Map<String, Set<String>> needed = new HashMap<>();
        identity.issuers().forEach(issuer -> needed.put(issuer.issuer().toString(), Set.copyOf(issuer.scopes())));
        identity.tokenEndpoint()
                .flatMap(_ -> configuration.publicUrl())
                .ifPresent(own -> needed.put(own.toString(), Set.of()));
        return needed;
    }

    /// Tokens that are given out here are bound to no key.
    private static Challenge.Proofs proofs(Identity identity) {
        List<Identity.Issuer> issuers = identity.issuers();
        long required = issuers.stream()
                .filter(issuer -> issuer.dpop() == Identity.Proofs.REQUIRED)
                .count();
        if (required == 0) {
            return Challenge.Proofs.WHERE_BOUND;
        }
        return required == issuers.size() && identity.tokenEndpoint().isEmpty()
                ? Challenge.Proofs.ALWAYS
                : Challenge.Proofs.SOME;
    }

    private Optional<OidcTokens> tokens(List<Identity.Issuer> issuers) {
        return issuers.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new OidcTokens(issuers.stream().map(Wiring::issuer).toList(), sources(), around()));
    }

    private OidcTokens.Sources sources() {
        return new OidcTokens.Sources(fetcher::get, asking(fetcher));
    }

    private OidcTokens.Surroundings around() {
        return new OidcTokens.Surroundings(
                clock, System::nanoTime, foundation.random(), Thread::startVirtualThread, replays, nonces);
    }

    static IssuerSettings issuer(Identity.Issuer issuer) {
        Identity.Claims claims = issuer.claims();
        return new IssuerSettings(
                issuer.issuer().toString(),
                Set.copyOf(issuer.audiences()),
                issuer.jwks(),
                issuer.algorithms().stream()
                        .flatMap(algorithm -> Algorithm.named(algorithm.jose()).stream())
                        .collect(Collectors.toSet()),
                new IssuerSettings.ClaimNames(
                        new ClaimPath(claims.user()),
                        claims.groups().stream().map(ClaimPath::new).toList(),
                        claims.roles().stream().map(ClaimPath::new).toList(),
                        claims.client().map(ClaimPath::new)),
                issuer.clockSkew(),
                Set.copyOf(issuer.scopes()),
                issuer.introspection().map(Wiring::introspection),
                Proofs.of(issuer.dpop()),
                Proofs.of(issuer.dpopNonce()),
                Proofs.of(issuer.certificateBound()),
                new NamePatterns(issuer.agents()));
    }

    static IntrospectionSource asking(Fetcher fetcher) {
        return (url, by, headers, form) -> fetcher.send("POST", url, headers, form, by);
    }

    static IntrospectionSettings introspection(Identity.Introspection asked) {
        IntrospectionSettings.About about =
                switch (asked.about()) {
                    case OPAQUE -> IntrospectionSettings.About.OPAQUE;
                    case SIGNED -> IntrospectionSettings.About.SIGNED;
                    case ALL -> IntrospectionSettings.About.ALL;
                };
        return new IntrospectionSettings(asked.url(), asked.clientId(), asked.secret(), about);
    }

    /// `Host` is right where it names the address that we listen on, or this machine where only it can reach us.
    private static Neighbours neighbours(Configuration configuration, int port) {
        Set<String> hosts = new HashSet<>();
        configuration.allowedHosts().forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
        configuration.publicUrl().ifPresent(site -> hosts.add(site.getRawAuthority()));
        configuration.tenancy().flatMap(Tenancy::site).ifPresent(site -> hosts.add(site.getRawAuthority()));
        configuration.tenancy().flatMap(its -> its.tenant().host()).ifPresent(host -> {
            hosts.add(host);
            hosts.add(host + ":" + port);
        });
        List<String> names = configuration.listen().loopback()
                ? List.of("localhost", "127.0.0.1", "[::1]")
                : List.of(configuration.listen().host().toLowerCase(Locale.ROOT));
        int usual = configuration.tls().isPresent() ? 443 : 80;
        for (String name : names) {
            hosts.add(name + ":" + port);
            if (port == usual) {
                hosts.add(name);
            }
        }
        Set<String> origins = configuration.allowedOrigins().stream()
                .map(origin -> origin.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        return new Neighbours(configuration.listen().host().toLowerCase(Locale.ROOT) + ":" + port, hosts, origins);
    }

    static int bytes(long bytes) {
        return (int) Math.min(bytes, Integer.MAX_VALUE - 64);
    }
}

package io.tidegate.cli;

import io.tidegate.catalog.Offers;
import io.tidegate.cli.Checkup.Result;
import io.tidegate.config.Configuration;
import io.tidegate.config.Identity;
import io.tidegate.config.Server;
import io.tidegate.control.GuardFit;
import io.tidegate.http.Fetcher;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpClient;
import io.tidegate.identity.OidcTokens;
import io.tidegate.mcp.Offering;
import io.tidegate.oauth.ExchangedTokens;
import io.tidegate.oauth.GrantedTokens;
import io.tidegate.oauth.OauthFailed;
import io.tidegate.oauth.OwnTokens;
import io.tidegate.oauth.TokenSource;
import io.tidegate.upstream.ServerState;
import io.tidegate.upstream.UpstreamFactory;
import io.tidegate.upstream.Upstreams;
import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Do the servers and the identity provider answer? Starts and reaches each server as a gateway would, and lists its
/// tools; calls none.
final class Reachability {
    private final Configuration configuration;
    private final HttpClient client;
    private final UpstreamFactory.Tokens tokens;
    private final InstantSource clock;
    private final Map<String, TokenSource> used = new ConcurrentHashMap<>();

    Reachability(Configuration configuration, HttpClient client, UpstreamFactory.Tokens tokens, InstantSource clock) {
        this.configuration = configuration;
        this.client = client;
        this.tokens = tokens;
        this.clock = clock;
    }

    List<Result> servers() {
        if (configuration.servers().isEmpty()) {
            return List.of(
                    Result.warn("servers", "there is none", "name one under `servers:`, or run `tidegate init`"));
        }
        try (Inquiry inquiry = new Inquiry(configuration.servers().values(), client, this::source, clock)) {
            Map<String, Offers> offered = inquiry.offered();
            List<Result> results = new ArrayList<>();
            for (Upstreams.Status status : inquiry.status()) {
                results.add(server(status, offered));
                misfits(offered, status.server()).forEach(results::add);
                authorization(status.server()).ifPresent(results::add);
            }
            return results;
        }
    }

    private Optional<TokenSource> source(Server server) {
        Optional<TokenSource> source = tokens.of(server);
        source.ifPresent(each -> used.put(server.name(), each));
        return source;
    }

    /// Whether whoever gives tokens for a server is there. No user is asked, and no user's tokens are used.
    private Optional<Result> authorization(String server) {
        return Optional.ofNullable(used.get(server)).map(source -> {
            String what = "server " + server;
            String whose =
                    switch (source) {
                        case OwnTokens _ -> "the gateway's own";
                        case ExchangedTokens _ -> "each user's own, got in exchange for the user's token";
                        case GrantedTokens _ -> "each user's own, once the user agrees";
                    };
            try {
                return Result.ok(what, "tokens are given by " + source.issuer() + " (" + whose + ")");
            } catch (OauthFailed failed) {
                return Result.fail(
                        what,
                        "who gives tokens can't be asked: " + failed.getMessage(),
                        "check `authorization`, and the network");
            }
        });
    }

    /// Guards of arguments that it does not have, as far as it told what it has.
    private List<Result> misfits(Map<String, Offers> offered, String name) {
        Server configured = configuration.servers().get(name);
        Offers offers = offered.get(name);
        return configured == null || offers == null || !offers.isHeard()
                ? List.of()
                : GuardFit.misfits(configured, offers).stream()
                        .map(misfit -> Result.warn(
                                "server " + name, misfit, "correct the guard: as it is, it guards nothing there"))
                        .toList();
    }

    private Result server(Upstreams.Status status, Map<String, Offers> offered) {
        String what = "server " + status.server();
        if (status.state() == ServerState.SIGN_IN) {
            return Result.ok(what, "answers; each user signs in to it, and no user's tokens are used here");
        }
        Offers offers = offered.get(status.server());
        if (offers == null || !status.trouble().isEmpty()) {
            if (status.state() == ServerState.QUARANTINED) {
                return Result.fail(
                        what,
                        "quarantined: " + status.trouble(),
                        "find out who changed it; if it is meant, write what it is now: `tidegate pin "
                                + status.server() + "` shows it");
            }
            String trouble = status.trouble().isEmpty() ? "it did not answer in time" : status.trouble();
            return Result.fail(what, trouble, advice(configuration.servers().get(status.server())));
        }
        int count = offers.of(Offering.TOOL).size();
        return count == 0
                ? Result.warn(what, "answers, and has no tools", "check its own configuration")
                : Result.ok(what, count + (count == 1 ? " tool" : " tools"));
    }

    private static String advice(@Nullable Server server) {
        if (server == null) {
            return "";
        }
        return switch (server.reach()) {
            case Server.Reach.Run run ->
                "run `" + run.command() + "` by hand, with its arguments: it should wait for input and print nothing";
            case Server.Reach.Remote remote ->
                "check that " + remote.url().getScheme() + "://" + remote.url().getAuthority() + " is up"
                        + (remote.credential().isPresent()
                                ? " and takes the credential"
                                : remote.authorization().isPresent() ? " and takes the tokens" : "");
            case Server.Reach.Nowhere _ ->
                "set it for `tidegate serve`, or take the server out; until then the others work without it";
        };
    }

    /// Whether the provider is there, and its clock agrees with ours: tokens end by the clock.
    List<Result> provider() {
        List<Result> results = new ArrayList<>();
        for (Identity.Issuer issuer : configuration.identity().issuers()) {
            results.add(provider(issuer));
            issuer.introspection().ifPresent(asked -> results.add(introspection(issuer, asked)));
        }
        configuration.identity().trustDomains().forEach(domain -> results.add(provider(domain)));
        configuration.identity().tokenEndpoint().stream()
                .flatMap(endpoint -> endpoint.issuers().stream())
                .forEach(issuer -> results.add(provider(issuer)));
        return results;
    }

    private Result provider(Identity.Issuer issuer) {
        URI metadata =
                URI.create(issuer.issuer().toString().replaceFirst("/$", "") + "/.well-known/openid-configuration");
        URI address = issuer.jwks().orElse(metadata);
        try (Fetcher fetcher = new Fetcher()) {
            Fetcher.Answer answer =
                    fetcher.send("GET", address, Headers.none(), new byte[0], Fetcher.NamedBy.CONFIGURATION);
            if (answer.status() != 200) {
                return Result.fail(
                        "sign-in", address + " answers " + answer.status(), "check `issuer` in the configuration");
            }
            return answer.headers()
                    .first("Date")
                    .flatMap(Reachability::date)
                    .map(time -> compared(issuer, time))
                    .orElseGet(() -> Result.ok("sign-in", issuer.issuer() + " answers; it does not tell the time"));
        } catch (IOException failure) {
            return Result.fail(
                    "sign-in",
                    "it can't be reached: " + failure.getMessage(),
                    "tokens are refused until it can; check the network, and `issuer`");
        }
    }

    /// Whether the issuer answers us about tokens.
    private static Result introspection(Identity.Issuer issuer, Identity.Introspection asked) {
        try (Fetcher fetcher = new Fetcher()) {
            Wiring.introspection(asked)
                    .tryOut(Wiring.issuer(issuer), new OidcTokens.Sources(fetcher::get, Wiring.asking(fetcher)));
            return Result.ok("sign-in", issuer.issuer() + " answers about tokens");
        } catch (IOException failure) {
            return Result.fail(
                    "sign-in",
                    "tokens can't be asked about: " + failure.getMessage(),
                    "until they can, tokens that need it are refused");
        }
    }

    private Result compared(Identity.Issuer issuer, Instant theirs) {
        Duration apart = Duration.between(theirs, clock.instant()).abs();
        Duration most = issuer.clockSkew().plusSeconds(1);
        return apart.compareTo(most) <= 0
                ? Result.ok("sign-in", issuer.issuer() + " answers; its clock agrees with ours")
                : Result.fail(
                        "sign-in",
                        "our clock and that of " + issuer.issuer() + " are " + apart.toSeconds() + " s apart",
                        "set our clock: good tokens are refused, or ended ones taken");
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }
}

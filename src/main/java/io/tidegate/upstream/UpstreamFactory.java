package io.tidegate.upstream;

import io.tidegate.config.Server;
import io.tidegate.config.Server.Reach;
import io.tidegate.http.ClientSettings;
import io.tidegate.http.HttpClient;
import io.tidegate.json.JsonLimits;
import io.tidegate.limit.MessageMemory;
import io.tidegate.limit.Shares;
import io.tidegate.oauth.GrantedTokens;
import io.tidegate.oauth.TokenSource;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Makes what keeps a server, from how it is reached.
public final class UpstreamFactory {
    private final HttpClient client;
    private final Intake.Room room;
    private final RandomGenerator random;
    private final Tokens tokens;

    /// Where the tokens for a server come from.
    @FunctionalInterface
    public interface Tokens {
        /// None, where the server is shown none.
        Optional<TokenSource> of(Server server);
    }

    /// Without tokens.
    ///
    /// @param limits of one answer
    /// @param memory for all answers
    public UpstreamFactory(
            HttpClient client, JsonLimits limits, MessageMemory memory, InstantSource clock, RandomGenerator random) {
        this(client, new Intake.Room(memory, limits, clock), random, _ -> Optional.empty());
    }

    private UpstreamFactory(HttpClient client, Intake.Room room, RandomGenerator random, Tokens tokens) {
        this.client = client;
        this.room = room;
        this.random = random;
        this.tokens = tokens;
    }

    /// The same, with tokens.
    public UpstreamFactory with(Tokens source) {
        return new UpstreamFactory(client, room, random, source);
    }

    Upstream make(UpstreamSettings settings) {
        Optional<TokenSource> source = tokens.of(settings.configured());
        Connector connector =
                switch (settings.configured().reach()) {
                    case Reach.Run process -> new StdioConnector(settings, process, room);
                    case Reach.Remote http -> remote(settings, http, source);
                    case Reach.Nowhere(var missing) ->
                        () -> {
                            throw new LinkFailed(
                                    LinkFailed.Why.CREDENTIAL,
                                    missing.getFirst().message());
                        };
                };
        Optional<SignIn> signIn = Optional.empty();
        if (source.isPresent() && source.get() instanceof GrantedTokens granted) {
            signIn = Optional.of(new SignIn(granted, room.clock()));
        }
        Upstream made = new Upstream(settings, connector, room.clock(), random, signIn);
        if (source.isPresent() && source.get() instanceof GrantedTokens granted) {
            granted.onGranted(made::retry);
        }
        return made;
    }

    private Connector remote(UpstreamSettings settings, Reach.Remote http, Optional<TokenSource> source) {
        try {
            HttpClient its = http.tls().isEmpty()
                    ? client
                    : new HttpClient(ClientSettings.standard()
                            .withTrust(
                                    new ClientSettings.Trust.Material(http.tls().get())));
            HttpWire wire = new HttpWire(http, its, room, source);
            return new HttpConnector(settings, wire, http.tls().isPresent(), random);
        } catch (IOException impossible) {
            throw new IllegalStateException("its files were read with the configuration", impossible);
        }
    }

    Parking parking() {
        return new Parking(room.clock(), random, new Shares(Parking.BYTES_MAX));
    }

    TaskKeeping tasks() {
        return TaskKeeping.of(room.clock(), random);
    }

    InstantSource clock() {
        return room.clock();
    }
}

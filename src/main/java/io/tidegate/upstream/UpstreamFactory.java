package io.tidegate.upstream;

import io.tidegate.config.Server.Reach;
import io.tidegate.http.HttpClient;
import io.tidegate.json.JsonLimits;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// Makes what keeps a server, from how it is reached.
public final class UpstreamFactory {
    private final HttpClient client;
    private final JsonLimits limits;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// @param limits of one answer
    public UpstreamFactory(HttpClient client, JsonLimits limits, InstantSource clock, RandomGenerator random) {
        this.client = client;
        this.limits = limits;
        this.clock = clock;
        this.random = random;
    }

    Upstream make(UpstreamSettings settings) {
        Connector connector =
                switch (settings.configured().reach()) {
                    case Reach.Run process -> new StdioConnector(settings, process, limits, clock);
                    case Reach.Remote http -> new HttpConnector(settings, http, client, limits, clock);
                    case Reach.Nowhere(var missing) ->
                        () -> {
                            throw new LinkFailed(
                                    LinkFailed.Why.CREDENTIAL,
                                    missing.getFirst().message());
                        };
                };
        return new Upstream(settings, connector, clock, random);
    }

    InstantSource clock() {
        return clock;
    }
}

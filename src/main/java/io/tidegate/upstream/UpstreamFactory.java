package io.tidegate.upstream;

import io.tidegate.config.Server.Reach;
import io.tidegate.http.ClientSettings;
import io.tidegate.http.HttpClient;
import io.tidegate.json.JsonLimits;
import io.tidegate.limit.MessageMemory;
import io.tidegate.limit.Shares;
import java.io.IOException;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// Makes what keeps a server, from how it is reached.
public final class UpstreamFactory {
    private final HttpClient client;
    private final Intake.Room room;
    private final RandomGenerator random;

    /// @param limits of one answer
    /// @param memory for all answers
    public UpstreamFactory(
            HttpClient client, JsonLimits limits, MessageMemory memory, InstantSource clock, RandomGenerator random) {
        this.client = client;
        this.room = new Intake.Room(memory, limits, clock);
        this.random = random;
    }

    Upstream make(UpstreamSettings settings) {
        Connector connector =
                switch (settings.configured().reach()) {
                    case Reach.Run process -> new StdioConnector(settings, process, room);
                    case Reach.Remote http -> remote(settings, http);
                    case Reach.Nowhere(var missing) ->
                        () -> {
                            throw new LinkFailed(
                                    LinkFailed.Why.CREDENTIAL,
                                    missing.getFirst().message());
                        };
                };
        return new Upstream(settings, connector, room.clock(), random);
    }

    private Connector remote(UpstreamSettings settings, Reach.Remote http) {
        try {
            HttpClient its = http.tls().isEmpty()
                    ? client
                    : new HttpClient(ClientSettings.standard()
                            .withTrust(
                                    new ClientSettings.Trust.Material(http.tls().get())));
            return new HttpConnector(settings, http, its, room, random);
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

package io.tidegate.cli;

import io.tidegate.config.Cluster;
import io.tidegate.config.Configuration;
import io.tidegate.crypto.KeyPurpose;
import io.tidegate.front.Nodes;
import io.tidegate.http.ClientSettings;
import io.tidegate.http.HttpClient;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// How nodes of one gateway reach each other, where there are several.
final class Peering {
    // A node that is there answers its connection at once.
    private static final ClientSettings.Deadlines DEADLINES =
            new ClientSettings.Deadlines(Duration.ofSeconds(3), Duration.ofSeconds(20), Duration.ofSeconds(20));

    // Clients may be asked for things in the middle of a call, and have ten minutes; see the lifetime of states.
    private static final Duration WAIT_FOR_PEOPLE = Duration.ofMinutes(20);

    private Peering() {}

    static HttpClient client(Cluster cluster) throws IOException {
        ClientSettings settings = ClientSettings.standard().withDeadlines(DEADLINES);
        return new HttpClient(cluster.authorities()
                .map(pem -> settings.withTrust(new ClientSettings.Trust.Authorities(pem)))
                .orElse(settings));
    }

    static Optional<Nodes> nodes(
            Configuration configuration, Backend.Network network, Foundation foundation, InstantSource clock) {
        return configuration
                .cluster()
                .map(cluster -> new Nodes(
                        new Nodes.Members(cluster.node(), cluster.peers()),
                        foundation.keys().aead(KeyPurpose.SESSIONS, "nodes"),
                        new Nodes.Way(
                                network.peers().orElseThrow(),
                                configuration.limits().callDeadline().plus(WAIT_FOR_PEOPLE)),
                        clock,
                        foundation.random()));
    }
}

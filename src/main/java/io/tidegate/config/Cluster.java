package io.tidegate.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// The nodes of one gateway, behind one balancer.
///
/// @param node which of them this is
/// @param peers the others, by name: where they listen
/// @param authorities PEM file of those that vouch for them; else those that the Java runtime trusts
public record Cluster(String node, Map<String, URI> peers, Optional<Path> authorities) {
    public Cluster {
        peers = Map.copyOf(peers);
    }
}

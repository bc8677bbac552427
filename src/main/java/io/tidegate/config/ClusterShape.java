package io.tidegate.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/// The shape of `cluster`. All nodes may have the same `nodes`; a node is not its own peer.
final class ClusterShape {
    static final String DESCRIPTION = "Several nodes behind one balancer. Without it there is one.";

    private ClusterShape() {}

    static final Section<Cluster> SECTION = new Section<>(s -> {
        Key<String> node = s.required(
                "node",
                Types.form(ServerShape.NAME, ServerShape.NAME_WORDS),
                "Which of the nodes this one is; unlike all others.");
        Key<Map<String, URI>> nodes = s.required(
                "nodes",
                Types.map(ServerShape.NAME, ServerShape.NAME_WORDS, Addresses.site(), 64),
                "Where each node listens, by name, for the others to reach it.");
        Key<Path> authorities = s.optional(
                "authorities", Addresses.file(), "PEM file of the authorities that vouch for nodes, and no others do.");
        return values -> new Cluster(
                values.get(node),
                values.get(nodes).entrySet().stream()
                        .filter(each -> !each.getKey().equals(values.get(node)))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
                values.find(authorities));
    });

    /// What each node would keep for itself alone, and so lose or take twice.
    static void check(
            Values values,
            Place place,
            Key<Cluster> cluster,
            Key<Map<String, Tenant>> tenants,
            Key<Identity> identity) {
        if (!values.given(cluster)) {
            return;
        }
        Place at = place.key("cluster", values.line(cluster));
        if (values.find(tenants).filter(all -> !all.isEmpty()).isPresent()) {
            at.misplaced(
                    "stands beside `tenants`, whose requests are not passed on to other nodes yet",
                    "run nodes for each tenant, or one node for all");
        }
        if (values.find(identity).flatMap(Identity::tokenEndpoint).isPresent()) {
            at.misplaced(
                    "stands beside `identity.token-endpoint`: which assertions were used is known to one node only",
                    "run one node, or let your own authorization server take them");
        }
    }
}

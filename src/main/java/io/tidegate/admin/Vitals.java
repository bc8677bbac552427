package io.tidegate.admin;

import io.tidegate.upstream.Upstreams;
import java.util.List;

/// How is the gateway at this moment? Asked whenever somebody looks, so it must answer at once.
public interface Vitals {
    /// Why it takes no calls now, one line each; empty where it does. A server that is down is no reason.
    List<String> obstacles();

    List<Upstreams.Status> servers();

    /// The digest of the configuration in force.
    String configuration();

    /// The digest of the policy in force.
    String policy();

    /// Records of the trail that are not on the disk yet.
    long trailLag();

    int runningCalls();

    /// Connections of clients that are open.
    int connections();

    /// The tenants that the configuration names, whether they are served or not; what else is told is the host's own.
    default List<TenantTold> tenants() {
        return List.of();
    }
}

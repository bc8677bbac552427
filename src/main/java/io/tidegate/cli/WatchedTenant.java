package io.tidegate.cli;

import io.tidegate.admin.Vitals;
import io.tidegate.upstream.Upstreams;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is the admin listener told of a tenant? Also of one that could not be put in force.
record WatchedTenant(Tended tended) implements Vitals {
    private Optional<TenantGateway.Running> running() {
        return tended.gateway().flatMap(TenantGateway::inForce);
    }

    @Override
    public List<String> obstacles() {
        List<String> obstacles = new ArrayList<>(tended.troubles());
        if (tended.gateway()
                .filter(gateway -> !gateway.foundation().trail().writable())
                .isPresent()) {
            obstacles.add(Watched.UNWRITABLE);
        }
        return obstacles;
    }

    @Override
    public List<Upstreams.Status> servers() {
        return running().map(now -> now.upstreams().status()).orElse(List.of());
    }

    @Override
    public String configuration() {
        return running().map(now -> now.configuration().digest()).orElse("");
    }

    @Override
    public String policy() {
        return running().map(TenantGateway.Running::policyDigest).orElse("");
    }

    @Override
    public long trailLag() {
        return tended.gateway()
                .map(gateway -> gateway.foundation().trail().lag())
                .orElse(0L);
    }

    @Override
    public int runningCalls() {
        return tended.gateway().map(gateway -> gateway.front().running()).orElse(0);
    }

    /// Connections belong to nobody: one may carry calls of several tenants.
    @Override
    public int connections() {
        return 0;
    }
}

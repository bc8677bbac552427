package io.tidegate.cli;

import io.tidegate.admin.TenantTold;
import io.tidegate.admin.Vitals;
import io.tidegate.upstream.Upstreams;
import java.util.ArrayList;
import java.util.List;

/// What is the admin listener told of a gateway? Also while it starts.
record Watched(Gateway gateway) implements Vitals {
    static final String UNWRITABLE = "the trail can't be written, so no call is let through: check the disk";

    @Override
    public List<String> obstacles() {
        List<String> obstacles = new ArrayList<>();
        if (gateway.inForce().isEmpty() || !gateway.tenants().areTried()) {
            obstacles.add("starting");
        }
        if (gateway.isStopping()) {
            obstacles.add("stopping");
        }
        if (!gateway.foundation().trail().writable()) {
            obstacles.add(UNWRITABLE);
        }
        return obstacles;
    }

    @Override
    public List<Upstreams.Status> servers() {
        return gateway.inForce().map(now -> now.upstreams().status()).orElse(List.of());
    }

    @Override
    public String configuration() {
        return gateway.inForce().map(now -> now.configuration().digest()).orElse("");
    }

    @Override
    public String policy() {
        return gateway.inForce().map(TenantGateway.Running::policyDigest).orElse("");
    }

    @Override
    public long trailLag() {
        return gateway.foundation().trail().lag();
    }

    @Override
    public int runningCalls() {
        return gateway.own().front().running();
    }

    @Override
    public int connections() {
        return gateway.connections();
    }

    @Override
    public List<TenantTold> tenants() {
        return gateway.tenants().told();
    }
}

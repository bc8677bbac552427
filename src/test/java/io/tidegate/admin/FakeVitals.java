package io.tidegate.admin;

import io.tidegate.upstream.ServerState;
import io.tidegate.upstream.Upstreams;
import java.util.List;

/// A gateway in a state that a test wants.
final class FakeVitals implements Vitals {
    volatile List<String> obstacles = List.of();
    volatile List<Upstreams.Status> servers =
            List.of(new Upstreams.Status("crm", ServerState.READY, ""), down("wiki", "refused the connection"));

    static Upstreams.Status down(String server, String trouble) {
        return new Upstreams.Status(server, ServerState.DOWN, trouble);
    }

    @Override
    public List<String> obstacles() {
        return obstacles;
    }

    @Override
    public List<Upstreams.Status> servers() {
        return servers;
    }

    @Override
    public String configuration() {
        return "c0ffee";
    }

    @Override
    public String policy() {
        return "beef";
    }

    @Override
    public long trailLag() {
        return 7;
    }

    @Override
    public int runningCalls() {
        return 3;
    }

    @Override
    public int connections() {
        return 5;
    }
}

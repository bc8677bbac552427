package io.tidegate.cli;

import io.tidegate.catalog.Offers;
import io.tidegate.config.Configuration;
import io.tidegate.config.Server;
import io.tidegate.control.GuardFit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the operator of guards that look at something which their server does not have: once, until that changes.
final class Misfits {
    private static final Logger LOG = LoggerFactory.getLogger(Misfits.class);

    private final Map<String, Server> servers;
    private final Map<String, List<String>> told = new ConcurrentHashMap<>();

    Misfits(Configuration configuration) {
        this.servers = configuration.servers();
    }

    void tell(String name, Offers offers) {
        Server server = servers.get(name);
        if (server == null || !offers.isHeard()) {
            return;
        }
        List<String> misfits = GuardFit.misfits(server, offers);
        if (!misfits.equals(told.put(name, misfits))) {
            misfits.forEach(misfit -> LOG.warn("{}", misfit));
        }
    }
}

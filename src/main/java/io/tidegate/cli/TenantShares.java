package io.tidegate.cli;

import io.tidegate.config.Configuration;
import io.tidegate.config.Fault;
import io.tidegate.config.SecretUses;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Do tenants share what each should have for itself: secrets unasked, or an address? Knows what is in force for each.
///
/// Two that change in the same moment are not held against each other until one of them changes again.
final class TenantShares {
    private static final Logger LOG = LoggerFactory.getLogger(TenantShares.class);

    private final Map<String, Configuration> inForce = new ConcurrentHashMap<>();

    /// Looks at what is to be in force for one, beside what is for all others.
    ///
    /// @throws Unable if it shares what it may not
    void judge(String tenant, Configuration next) throws Unable {
        Optional<String> address = TenantPlaces.sharedAddress(tenant, next, inForce);
        if (address.isPresent()) {
            throw new Unable(List.of(address.get()));
        }
        List<Fault> faults = SecretUses.beside(tenant, next, inForce);
        List<String> wrong = faults.stream()
                .filter(fault -> fault.kind() == Fault.Kind.WRONG)
                .map(Fault::toString)
                .toList();
        if (!wrong.isEmpty()) {
            throw new Unable(wrong);
        }
        faults.forEach(fault -> LOG.warn("{}", fault));
        if (tenant.equals(Shared.HOST)) {
            judgeAll(next);
        }
    }

    /// What the host's file says anew of sharing ends nobody who runs: nobody depends on the file of another.
    private void judgeAll(Configuration host) {
        Map<String, Configuration> before = new LinkedHashMap<>(Map.of(Shared.HOST, host));
        inForce.forEach((name, its) -> {
            if (!name.equals(Shared.HOST)) {
                SecretUses.beside(name, its, before).stream()
                        .filter(fault -> fault.kind() == Fault.Kind.WRONG)
                        .forEach(fault -> LOG.warn("{}; tenant {} runs until its file changes", fault, name));
                before.put(name, its);
            }
        });
    }

    void take(String tenant, Configuration now) {
        inForce.put(tenant, now);
    }

    void gone(String tenant) {
        inForce.remove(tenant);
    }
}

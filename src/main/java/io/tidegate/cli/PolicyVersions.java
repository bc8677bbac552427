package io.tidegate.cli;

import io.tidegate.call.Refused;
import io.tidegate.config.Configuration;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.Versions;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Keeps what policies say before they come into force, and has the trail say that they do, and who wrote them.
final class PolicyVersions {
    /// What the trail calls it when policies come into force.
    static final String IN_FORCE = "policies-in-force";

    private final Foundation foundation;
    private final InstantSource clock;

    PolicyVersions(Foundation foundation, InstantSource clock) {
        this.foundation = foundation;
        this.clock = clock;
    }

    static Versions kept(Configuration configuration) {
        return new Versions(Foundation.policiesFolder(configuration));
    }

    /// @param before the digest of those that were in force until now
    /// @throws Unable if they can't be kept: then they must not come into force
    /// @throws Refused if it can't be recorded: nor then
    void comes(Configuration configuration, CedarPolicies policies, Optional<String> before) throws Unable, Refused {
        if (before.filter(policies.digest()::equals).isPresent()) {
            return;
        }
        try {
            OwnFolder.make(Foundation.policiesFolder(configuration));
            kept(configuration).keep(policies, clock.instant());
        } catch (IOException failed) {
            throw new Unable(List.of("the text of the policies can't be kept in `"
                    + Foundation.policiesFolder(configuration) + "`: " + failed.getMessage()));
        }
        Map<String, String> more = new LinkedHashMap<>();
        more.put("policies", policies.digest());
        policies.author().ifPresent(author -> {
            more.put("author", author.name());
            more.put("written", author.at().toString());
        });
        policies.commit().ifPresent(commit -> more.put("commit", commit));
        foundation
                .calls()
                .changed(
                        IN_FORCE,
                        policies.digest()
                                + policies.author()
                                        .map(author -> ", " + author.describe())
                                        .orElse(""),
                        more);
    }
}

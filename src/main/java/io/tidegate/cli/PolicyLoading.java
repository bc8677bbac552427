package io.tidegate.cli;

import io.tidegate.catalog.KnownTools;
import io.tidegate.config.Configuration;
import io.tidegate.config.ShadowPolicies;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.Loaded;
import io.tidegate.policy.Policies;
import io.tidegate.policy.PolicyPlaces;
import io.tidegate.policy.Problem;
import io.tidegate.policy.Versions;
import io.tidegate.policy.World;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The policies of a configuration, checked against the tools that its servers had when they were last heard.
final class PolicyLoading {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyLoading.class);

    private PolicyLoading() {}

    static Loaded of(Configuration configuration) {
        return CedarPolicies.load(configuration, known(configuration));
    }

    /// The same, to be put in force. What was in force before goes on, though it may fit the tools of a server no more:
    /// a server that changes a tool would keep everything from starting, or from being changed. Calls of such tools
    /// are refused.
    static Loaded again(Configuration configuration) {
        KnownTools known = known(configuration);
        Loaded loaded = CedarPolicies.load(configuration, known);
        if (loaded instanceof Loaded.Broken
                && CedarPolicies.load(configuration, KnownTools.NONE)
                        instanceof Loaded.Ready(CedarPolicies policies, List<Problem> warnings)) {
            List<Problem> misfits = policies.fit(known.servers()).orElse(warnings);
            return wereInForce(configuration, policies) ? new Loaded.Ready(policies, misfits) : loaded;
        }
        return loaded;
    }

    /// Whether all of them, or those that don't fit, were in force before: whatever a server does, others can be
    /// written beside them.
    private static boolean wereInForce(Configuration configuration, CedarPolicies policies) {
        Versions kept = PolicyVersions.kept(configuration);
        try {
            return kept.has(policies)
                    || kept.last()
                            .filter(last -> last.loaded() instanceof Loaded.Ready(CedarPolicies before, var _)
                                    && policies.misfitsWereIn(before))
                            .isPresent();
        } catch (IOException unread) {
            LOG.warn("which policies were in force can't be read: {}", unread.getMessage());
            return false;
        }
    }

    /// Those that are asked beside them and decide nothing. They are read meanwhile, and nothing waits for them. Where
    /// they are wrong the log says so, and there are none.
    static Supplier<Optional<Policies>> shadow(Configuration configuration) {
        AtomicReference<Optional<Policies>> read = new AtomicReference<>(Optional.empty());
        configuration.shadow().ifPresent(shadow -> Thread.ofVirtual()
                .name("shadow")
                .start(() -> read.set(shadow(configuration, shadow))));
        return read::get;
    }

    private static Optional<Policies> shadow(Configuration configuration, ShadowPolicies shadow) {
        return switch (CedarPolicies.load(
                new PolicyPlaces(shadow.allow(), shadow.policy(), shadow.repository()),
                World.of(configuration, known(configuration)),
                configuration.file())) {
            case Loaded.Ready(CedarPolicies policies, var warnings) -> {
                warnings.forEach(warning -> LOG.warn("shadow: {}", warning));
                yield Optional.of(policies);
            }
            case Loaded.Broken(List<Problem> problems) -> {
                problems.forEach(problem -> LOG.error("shadow: {}", problem));
                LOG.error("the policies of `shadow` can't be used, so none are compared; those in force decide on");
                yield Optional.empty();
            }
        };
    }

    /// Where it can't be read, policies are as if no server had been heard: nothing gets in by that.
    private static KnownTools known(Configuration configuration) {
        try {
            return KnownTools.read(Foundation.toolsFile(configuration));
        } catch (IOException unread) {
            LOG.warn("what tools there were can't be read: {}", unread.getMessage());
            return KnownTools.NONE;
        }
    }
}

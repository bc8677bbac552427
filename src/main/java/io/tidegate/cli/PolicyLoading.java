package io.tidegate.cli;

import io.tidegate.catalog.KnownTools;
import io.tidegate.config.Configuration;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.Loaded;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The policies of a configuration, checked against the tools that its servers had when they were last heard.
final class PolicyLoading {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyLoading.class);

    private PolicyLoading() {}

    static Loaded of(Configuration configuration) {
        return CedarPolicies.load(configuration, known(configuration));
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

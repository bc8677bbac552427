package io.tidegate.cli;

import io.tidegate.config.Configuration;
import io.tidegate.crypto.KeyRing;
import io.tidegate.detect.OwnData;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.Loaded;
import io.tidegate.policy.Problem;
import io.tidegate.relation.Relations;
import io.tidegate.relation.RelationsBroken;
import io.tidegate.relation.Times;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// By what are calls decided in one configuration: its policies, what callers are related to, and which data is the
/// organisation's own.
record Deciding(CedarPolicies policies, Relations relations, OwnData own) {
    private static final Logger LOG = LoggerFactory.getLogger(Deciding.class);

    /// @throws Unable with every mistake, if one of them can't be used
    static Deciding by(Loaded loaded, Configuration configuration, KeyRing keys, InstantSource clock) throws Unable {
        CedarPolicies policies = usable(loaded);
        OwnData own = own(configuration, keys);
        return new Deciding(policies, relations(configuration, clock), own);
    }

    private static OwnData own(Configuration configuration, KeyRing keys) throws Unable {
        try {
            return OwnDataLoading.of(configuration.data(), () -> DataActions.own(keys));
        } catch (IOException unusable) {
            throw new Unable(List.of(String.valueOf(unusable.getMessage())));
        }
    }

    private static Relations relations(Configuration configuration, InstantSource clock) throws Unable {
        try {
            return Relations.open(configuration.relations().values(), new Times(clock, System::nanoTime));
        } catch (RelationsBroken broken) {
            throw new Unable(broken.reasons());
        }
    }

    static CedarPolicies usable(Loaded loaded) throws Unable {
        return switch (loaded) {
            case Loaded.Ready(CedarPolicies policies, List<Problem> warnings) -> {
                warnings.forEach(warning -> LOG.warn("{}", warning));
                yield policies;
            }
            case Loaded.Broken(List<Problem> problems) ->
                throw new Unable(
                        problems.stream().map(Problem::toString).toList(),
                        ", the first in " + problems.getFirst().file());
        };
    }
}

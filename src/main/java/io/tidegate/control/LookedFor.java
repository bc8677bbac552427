package io.tidegate.control;

import io.tidegate.config.DataRule;
import io.tidegate.config.DataRules.Direction;
import io.tidegate.detect.DataPass;
import io.tidegate.detect.OwnType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/// What is looked for in data that goes one way, and which rules are asked: those of the configuration, and before them
/// the live patterns of now? Made anew when one comes or goes.
final class LookedFor {
    private final Direction direction;
    private final Supplier<LivePatterns.Known> live;
    private final List<DataRule> rules;
    private final Function<List<OwnType>, DataPass> passes;
    private final ReentrantLock making = new ReentrantLock();
    private volatile Now inForce;

    /// What is in force until the next live pattern comes or goes.
    record Now(long version, DataPass pass, List<DataRule> rules) {}

    /// @param rules of the configuration, about this direction
    /// @param passes makes what looks for all that is configured, and for these
    LookedFor(DataHandling.Sought sought, List<DataRule> rules, Function<List<OwnType>, DataPass> passes) {
        this.direction = sought.direction();
        this.live = sought.live();
        this.rules = rules;
        this.passes = passes;
        this.inForce = made(LivePatterns.Known.NONE);
    }

    /// With the live patterns of now. One that is new is looked for as soon as this returns.
    Now now() {
        LivePatterns.Known known = live.get();
        Now made = inForce;
        if (made.version() >= known.version()) {
            return made;
        }
        making.lock();
        try {
            if (inForce.version() < known.version()) {
                inForce = made(known);
            }
            return inForce;
        } finally {
            making.unlock();
        }
    }

    private Now made(LivePatterns.Known known) {
        List<LivePattern> about = known.patterns().stream()
                .filter(pattern -> pattern.isAbout(direction))
                .toList();
        List<DataRule> all =
                new ArrayList<>(about.stream().map(LivePattern::rule).toList());
        all.addAll(rules);
        return new Now(
                known.version(),
                passes.apply(about.stream().map(LivePattern::type).toList()),
                List.copyOf(all));
    }
}

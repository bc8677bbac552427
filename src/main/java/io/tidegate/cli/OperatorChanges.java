package io.tidegate.cli;

import io.tidegate.audit.CallTrail;
import io.tidegate.call.Refused;
import io.tidegate.control.LivePattern;
import io.tidegate.control.LivePatterns;
import io.tidegate.control.Stop;
import io.tidegate.control.StopChanges;
import io.tidegate.control.Stops;
import io.tidegate.crypto.KeyPurpose;
import io.tidegate.identity.ApiKey;
import io.tidegate.identity.ApiKeys;
import io.tidegate.oauth.Grants;
import io.tidegate.store.StoreException;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What did an operator change beside the running gateway? Looks at the keys, the stops and the live
/// patterns, and records each difference.
///
/// Another process made the change, so who did it is not known. A stop that somebody set and lifted by hand, without
/// the verb, between two looks is not seen. What changed while no gateway ran is the difference between what two starts
/// record.
final class OperatorChanges implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorChanges.class);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);
    private static final int LISTED_MAX = 1_000;
    private static final String BY = "; by unknown, another process";

    private final ApiKeys keys;
    private final Grants grants;
    private Grants.Tally grantTally = new Grants.Tally(0, 0);
    private Map<String, Grants.Listed> knownGrants = Map.of();
    private final Stops stops;
    private final CallTrail trail;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("operator-changes").unstarted(this::run);

    // Only the starting and then the looking thread touch these.
    private final Map<String, ApiKey> knownKeys = new HashMap<>();
    private ApiKeys.Tally tally = new ApiKeys.Tally(0, 0);
    private final StopChanges stopChanges;
    private Set<String> knownStops = Set.of();

    private final LivePatterns patterns;
    private long knownPatterns;

    private OperatorChanges(Foundation foundation, Grants grants) {
        ApiKeys keys = foundation.apiKeys();
        Stops stops = foundation.stops();
        CallTrail trail = foundation.calls();
        this.patterns = foundation.live();
        this.grants = grants;
        this.keys = keys;
        this.stops = stops;
        this.stopChanges = stops.changes(); // INVARIANT: before the stops are read for the first time
        this.trail = trail;
    }

    /// Records what is in force now, and from then on what changes.
    ///
    /// @throws Refused if it can't be recorded
    static OperatorChanges start(Foundation foundation) throws Refused {
        Grants grants = new Grants(foundation::store, foundation.keys().aead(KeyPurpose.GRANTS), foundation.random());
        OperatorChanges changes = new OperatorChanges(foundation, grants);
        changes.begin();
        changes.thread.start();
        return changes;
    }

    private void begin() throws Refused {
        grantTally = grants.tally();
        knownGrants = listed();
        tally = keys.tally();
        keys.list().forEach(key -> knownKeys.put(key.id(), key));
        List<String> alive = knownKeys.values().stream()
                .filter(key -> key.revoked().isEmpty())
                .map(ApiKey::id)
                .sorted()
                .toList();
        knownStops = texts();
        trail.changed("keys-known", listed(alive));
        trail.changed("stops-known", listed(List.copyOf(knownStops)));
        LivePatterns.Known known = patterns.now();
        knownPatterns = known.version();
        trail.changed(
                "patterns-known",
                listed(known.patterns().stream().map(LivePattern::name).toList()));
    }

    private static String listed(List<String> all) {
        String shown = all.stream().limit(LISTED_MAX).collect(Collectors.joining(", "));
        return all.size() + (all.isEmpty() ? "" : ": " + shown) + (all.size() > LISTED_MAX ? " and more" : "");
    }

    private void run() {
        try {
            while (!ended.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// One look. What can't be recorded or read now is looked at again the next time.
    private void look() {
        try {
            lookAtStops();
            lookAtKeys();
            lookAtGrants();
            lookAtPatterns();
        } catch (Refused unrecorded) {
            LOG.debug("a change of an operator can't be recorded: the trail is over");
        } catch (StoreException busy) {
            LOG.debug("the keys can't be looked at just now");
        }
    }

    /// First what was noted of changes, then what is true now.
    private void lookAtStops() throws Refused {
        for (StopChanges.Change change : stopChanges.next()) {
            String stop = change.stop().text();
            boolean known = knownStops.contains(stop);
            switch (change.kind()) {
                case SET -> {
                    if (!known) {
                        set(stop);
                    }
                }
                case LIFTED -> {
                    if (known) {
                        lifted(stop);
                    }
                }
            }
        }
        Set<String> now = texts();
        if (now.equals(knownStops)) {
            return;
        }
        for (String set : without(now, knownStops)) {
            set(set);
        }
        for (String lifted : without(knownStops, now)) {
            lifted(lifted);
        }
    }

    private void set(String stop) throws Refused {
        changed("stop-set", stop);
        knownStops = with(knownStops, stop);
    }

    private void lifted(String stop) throws Refused {
        changed("stop-lifted", stop);
        knownStops = without(knownStops, Set.of(stop));
    }

    private void lookAtKeys() throws Refused {
        ApiKeys.Tally now = keys.tally();
        if (now.equals(tally)) {
            return;
        }
        List<ApiKey> all = keys.list().stream()
                .sorted(Comparator.comparing(ApiKey::created))
                .toList();
        for (ApiKey key : all) {
            ApiKey before = knownKeys.get(key.id());
            if (before == null) {
                changed("key-made", made(key));
            }
            boolean wasAlive = before == null || before.revoked().isEmpty();
            if (wasAlive && key.revoked().isPresent()) {
                changed("key-revoked", key.id() + " of " + key.user());
            }
            if (before != null
                    && before.replacedBy().isEmpty()
                    && key.replacedBy().isPresent()) {
                changed("key-rotated", rotated(key));
            }
            knownKeys.put(key.id(), key);
        }
        tally = now;
    }

    /// Whoever ended it: a user, an operator, or the authorization server, which takes it no more.
    private void lookAtGrants() throws Refused {
        Grants.Tally now = grants.tally();
        if (now.equals(grantTally)) {
            return;
        }
        Map<String, Grants.Listed> all = listed();
        for (Grants.Listed before : knownGrants.values()) {
            if (!all.containsKey(before.id())) {
                trail.changed("grant-ended", before.id() + " of " + before.user() + " at " + before.server());
            }
        }
        knownGrants = all;
        grantTally = now;
    }

    /// The pattern itself stands in the store, under the version that is named.
    private void lookAtPatterns() throws Refused {
        if (patterns.version() == knownPatterns) {
            return;
        }
        for (LivePatterns.Change change : patterns.since(knownPatterns)) {
            String what = change.pattern().isPresent() ? "pattern-added" : "pattern-removed";
            String detail = change.name() + " version " + change.version() + "; by "
                    + change.made().by();
            trail.changed(what, detail);
            LOG.info("{}: {}", what, detail);
            knownPatterns = change.version();
        }
    }

    private Map<String, Grants.Listed> listed() {
        return grants.list().stream().collect(Collectors.toMap(Grants.Listed::id, each -> each));
    }

    private static String made(ApiKey key) {
        return key.id() + " for " + key.user() + " in " + new TreeSet<>(key.groups()) + " until "
                + DateTimeFormatter.ISO_INSTANT.format(key.expires());
    }

    private static String rotated(ApiKey old) {
        return old.id() + " of " + old.user() + " by " + old.replacedBy().orElse("") + ", works until "
                + DateTimeFormatter.ISO_INSTANT.format(old.expires());
    }

    private void changed(String what, String detail) throws Refused {
        trail.changed(what, detail + BY);
        LOG.info("{}: {}", what, detail);
    }

    private Set<String> texts() {
        return stops.fresh().stream().map(Stop::text).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(some);
        return rest;
    }

    private static Set<String> with(Set<String> all, String more) {
        Set<String> longer = new TreeSet<>(all);
        longer.add(more);
        return longer;
    }

    /// One last look, so that what was changed just before the end is recorded too.
    @Override
    public void close() {
        ended.countDown();
        try {
            thread.join(CLOSE_MAX);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        look();
    }
}

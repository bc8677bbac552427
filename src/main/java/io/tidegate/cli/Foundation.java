package io.tidegate.cli;

import io.tidegate.audit.CallTrail;
import io.tidegate.audit.Trail;
import io.tidegate.audit.TrailListener;
import io.tidegate.audit.TrailSealing;
import io.tidegate.audit.TrailSettings;
import io.tidegate.config.Cluster;
import io.tidegate.config.Configuration;
import io.tidegate.control.LivePatterns;
import io.tidegate.control.Stops;
import io.tidegate.crypto.KeyPurpose;
import io.tidegate.crypto.KeyRing;
import io.tidegate.flow.SessionLabels;
import io.tidegate.identity.ApiKeys;
import io.tidegate.limit.Budgets;
import io.tidegate.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;

/// What outlives a reload: keys, state, the trail. Opened once a process, from the configuration it started with.
record Foundation(
        KeyRing keys,
        Store store,
        ApiKeys apiKeys,
        Stops stops,
        Budgets budgets,
        SessionLabels sessions,
        LivePatterns live,
        Trail trail,
        CallTrail calls,
        SecureRandom random)
        implements AutoCloseable {
    /// Time and chance, for what is made anew with each configuration.
    record Chance(InstantSource clock, SecureRandom random) {}

    Chance chance(InstantSource clock) {
        return new Chance(clock, random);
    }

    static Path keysFolder(Configuration configuration) {
        return configuration.state().resolve("keys");
    }

    static Path storeFile(Configuration configuration) {
        return configuration.state().resolve("state.db");
    }

    static Path stopsFile(Configuration configuration) {
        return configuration.state().resolve("stops");
    }

    /// Which tools servers had, as far as anybody heard.
    static Path toolsFile(Configuration configuration) {
        return configuration.state().resolve("tools.json");
    }

    /// The texts of the policies that were in force.
    static Path policiesFolder(Configuration configuration) {
        return configuration.state().resolve("policies");
    }

    static Path rotationsFolder(Configuration configuration) {
        return configuration.state().resolve("rotations");
    }

    /// What comes before all else: the keys, and the trail, which only one process has at a time.
    record Ground(KeyRing keys, Trail trail, SecureRandom random) {
        /// @throws IOException if something can't be opened; the message says what
        static Ground open(Configuration configuration, InstantSource clock) throws IOException {
            SecureRandom random = new SecureRandom();
            OwnFolder.make(configuration.state());
            if (!configuration.trail().directory().startsWith(configuration.state())) {
                OwnFolder.make(configuration.trail().directory());
            }
            KeyRing keys = KeyRing.open(keysFolder(configuration), random);
            TrailSettings settings = new TrailSettings(
                    configuration.trail().directory(),
                    (int) configuration.trail().segmentBytes(),
                    configuration.cluster().map(Cluster::node).orElse("local"));
            return new Ground(keys, Trail.open(settings, keys, clock), random);
        }
    }

    /// @param listener told of every entry that is sealed
    /// @throws IOException if something can't be opened; the message says what
    static Foundation on(Ground ground, Configuration configuration, TrailListener listener, InstantSource clock)
            throws IOException {
        KeyRing keys = ground.keys();
        Store store = Store.open(storeFile(configuration));
        ApiKeys apiKeys = new ApiKeys(store, keys.mac(KeyPurpose.API_KEYS), ground.random(), clock, System::nanoTime);
        CallTrail calls = new CallTrail(
                ground.trail(),
                new TrailSealing(keys),
                keys.mac(KeyPurpose.TRAIL_SEALING),
                clock,
                System::nanoTime,
                listener);
        Stops stops = new Stops(stopsFile(configuration), System::nanoTime);
        Budgets budgets = new Budgets(() -> store, clock, Thread::startVirtualThread, System::nanoTime);
        SessionLabels sessions =
                new SessionLabels(() -> store, clock, configuration.data().sessionLabels());
        LivePatterns live = new LivePatterns(() -> store, System::nanoTime);
        return new Foundation(
                keys, store, apiKeys, stops, budgets, sessions, live, ground.trail(), calls, ground.random());
    }

    @Override
    public void close() throws IOException {
        try (store;
                budgets) {
            calls.close();
            trail.close();
        }
    }
}

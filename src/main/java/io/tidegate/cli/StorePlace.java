package io.tidegate.cli;

import io.tidegate.config.ConfigurationResult;
import io.tidegate.crypto.KeyRing;
import io.tidegate.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// On whose keys and store does a verb work? On those of a configuration, or of one of its tenants.
public final class StorePlace {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The gateway's configuration. By default the one that serve takes.")
    private Optional<Path> configuration = Optional.empty();

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description = "One of its tenants; by default the host itself.")
    private Optional<String> tenant = Optional.empty();

    /// Where is the state of the gateway with this configuration? With no configuration, of the one without.
    @FunctionalInterface
    public interface StateFolder {
        /// The folder that holds `keys/` and `state.db`; `IOException`, with what to do, when that cannot be told.
        Path of(Optional<Path> configuration, Optional<String> tenant) throws IOException;
    }

    /// What is done there.
    interface Work {
        /// Returns the exit code.
        int on(Store store, KeyRing keys);
    }

    /// Opens them, makes them where they are not there yet, and closes them afterwards.
    ///
    /// @throws IOException if they can't be opened, or the configuration can't be read
    int open(StateFolder state, SecureRandom random, Work work) throws IOException {
        Path folder = state.of(configuration, tenant);
        OwnFolder.make(folder);
        KeyRing keys = KeyRing.open(folder.resolve("keys"), random);
        try (Store store = Store.open(folder.resolve("state.db"))) {
            return work.on(store, keys);
        }
    }

    /// @throws IOException if there is no such file
    ConfigurationResult read() throws IOException {
        return ConfigurationChoice.load(configuration, tenant);
    }
}

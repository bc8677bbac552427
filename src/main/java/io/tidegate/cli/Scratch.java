package io.tidegate.cli;

import io.tidegate.config.Configuration;
import io.tidegate.crypto.KeyRing;
import io.tidegate.http.Fetcher;
import io.tidegate.oauth.TokenSources;
import io.tidegate.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;

/// Gets tokens for servers as a gateway would, with keys and a store that are gone afterwards.
///
/// The gateway's own are left alone: it may run beside, and a user's grant that two processes renew is lost.
final class Scratch implements AutoCloseable {
    private final Path folder;
    private final Store store;
    private final Fetcher fetcher;
    private final Authorizing authorizing;

    private Scratch(Path folder, Store store, Fetcher fetcher, Authorizing authorizing) {
        this.folder = folder;
        this.store = store;
        this.fetcher = fetcher;
        this.authorizing = authorizing;
    }

    static Scratch open(Configuration configuration, InstantSource clock) throws IOException {
        SecureRandom random = new SecureRandom();
        Path folder = Files.createTempDirectory("tidegate-");
        KeyRing keys = KeyRing.open(folder.resolve("keys"), random);
        Store store = Store.open(folder.resolve("state.db"));
        Fetcher fetcher = new Fetcher();
        Authorizing authorizing = Authorizing.on(keys, random, fetcher, clock);
        authorizing.isOn(store);
        authorizing.isAt(configuration, configuration.listen().port());
        return new Scratch(folder, store, fetcher, authorizing);
    }

    TokenSources tokens() {
        return authorizing.sources();
    }

    @Override
    public void close() throws IOException {
        fetcher.close();
        store.close();
        OwnFolder.remove(folder);
    }
}

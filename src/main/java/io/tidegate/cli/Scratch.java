package io.tidegate.cli;

import io.tidegate.config.Configuration;
import io.tidegate.config.Server;
import io.tidegate.config.Server.Reach;
import io.tidegate.crypto.KeyRing;
import io.tidegate.http.Fetcher;
import io.tidegate.oauth.TokenSource;
import io.tidegate.store.Store;
import io.tidegate.upstream.UpstreamFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;

/// Gets tokens for servers as a gateway would, with keys and a store that are gone afterwards; with nothing where no
/// server wants any.
///
/// The gateway's own are left alone: it may run beside, and a user's grant that two processes renew is lost.
final class Scratch implements UpstreamFactory.Tokens, AutoCloseable {
    private final Fetcher fetcher = new Fetcher();
    private final Optional<Path> folder;
    private Optional<Store> store = Optional.empty();
    private Optional<Authorizing> authorizing = Optional.empty();

    private Scratch(Optional<Path> folder) {
        this.folder = folder;
    }

    /// @throws IOException if there is no room for it
    static Scratch open(Configuration configuration, InstantSource clock) throws IOException {
        if (configuration.servers().values().stream().noneMatch(Scratch::wantsTokens)) {
            return new Scratch(Optional.empty());
        }
        Path folder = Files.createTempDirectory("tidegate-");
        Scratch scratch = new Scratch(Optional.of(folder));
        try {
            scratch.fill(folder, configuration, clock);
            return scratch;
        } catch (IOException | RuntimeException failed) {
            scratch.close();
            throw failed;
        }
    }

    private static boolean wantsTokens(Server server) {
        return server.reach() instanceof Reach.Remote remote
                && remote.authorization().isPresent();
    }

    private void fill(Path place, Configuration configuration, InstantSource clock) throws IOException {
        SecureRandom random = new SecureRandom();
        KeyRing keys = KeyRing.open(place.resolve("keys"), random);
        Store opened = Store.open(place.resolve("state.db"));
        store = Optional.of(opened);
        Authorizing how = Authorizing.on(keys, random, fetcher, clock);
        how.isOn(opened);
        how.isAt(configuration, configuration.listen().port());
        authorizing = Optional.of(how);
    }

    @Override
    public Optional<TokenSource> of(Server server) {
        return authorizing.flatMap(how -> how.sources().of(server));
    }

    @Override
    public void close() throws IOException {
        fetcher.close();
        store.ifPresent(Store::close);
        if (folder.isPresent()) {
            OwnFolder.remove(folder.get());
        }
    }
}

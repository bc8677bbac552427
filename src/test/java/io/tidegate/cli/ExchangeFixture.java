package io.tidegate.cli;

import io.tidegate.identity.TestProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/// A gateway that takes tokens of an issuer for a site that nobody need reach, with a server behind it that wants
/// tokens of its own.
abstract class ExchangeFixture extends ProviderFixture {
    private static final String SITE = "http://localhost:8420";

    final OauthPeer peer;

    ExchangeFixture() throws IOException {
        this.peer = OauthPeer.start();
    }

    @AfterEach
    void closePeer() {
        peer.close();
    }

    @Override
    String identity(int port) {
        return """
                public-url: %s
                allowed-hosts: ["localhost:8420"]
                identity: { api-keys: allowed, issuers: [{ issuer: "%s", jwks: "http://127.0.0.1:%d/keys" }] }
                """.formatted(SITE, TestProvider.ISSUER, port);
    }

    @Override
    String url(String path) {
        return SITE + path;
    }

    /// Puts these servers in force.
    void serve(String servers) throws Exception {
        Files.writeString(folder.resolve("secret"), "of-tidegate");
        started.reload(identity(documents.getAddress().getPort()) + servers);
        started.gateway().awaitServers(Duration.ofSeconds(20));
    }

    String read(String token) throws IOException {
        return send(call("read").as(token)).body();
    }
}

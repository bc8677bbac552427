package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.Apps;
import io.tidegate.config.Server;
import io.tidegate.config.Server.Reach;
import io.tidegate.secret.Secret;
import io.tidegate.secret.SecretRef;
import io.tidegate.secret.Setting;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Is a server the same as before, secrets included? Then it stays connected through a reload.
class UpstreamSettingsTest {
    private static final URI URL = URI.create("http://127.0.0.1:9/mcp");

    private static UpstreamSettings of(Reach reach, Server.Trust trust) {
        Server.Bounds bounds = new Server.Bounds(Duration.ofSeconds(1), Duration.ofSeconds(1), 1);
        return new UpstreamSettings(new Server(
                "crm",
                reach,
                Server.Era.AUTO,
                Optional.empty(),
                Optional.empty(),
                trust,
                bounds,
                Apps.NOTHING,
                List.of()));
    }

    private static UpstreamSettings of(Reach reach) {
        return of(reach, Server.Trust.UNTRUSTED);
    }

    private static Setting hidden(String text) {
        return new Setting.Hidden(new SecretRef.FromEnvironment("SECRET"), Secret.of(text));
    }

    private static Reach run(String argument, String variable, String directory) {
        return new Reach.Run(
                "node",
                List.of(new Setting.Plain("server.js"), hidden(argument)),
                Map.of("TOKEN", hidden(variable)),
                Optional.of(Path.of(directory)));
    }

    private static Reach remote(String credential, String header, String query) {
        return new Reach.Remote(
                URL, Optional.of(Secret.of(credential)), Map.of("X-Key", hidden(header)), Map.of("k", hidden(query)));
    }

    @Test
    void processIsTheSameOnlyWithTheSameSecrets() {
        UpstreamSettings before = of(run("a", "b", "/srv"));
        assertThat(before.sameAs(of(run("a", "b", "/srv")))).isTrue();
        assertThat(before.sameAs(of(run("other", "b", "/srv")))).isFalse();
        assertThat(before.sameAs(of(run("a", "other", "/srv")))).isFalse();
        assertThat(before.sameAs(of(run("a", "b", "/other")))).isFalse();
        assertThat(before.sameAs(of(run("a", "b", "/srv"), Server.Trust.TRUSTED)))
                .isFalse();
        assertThat(before.sameAs(of(remote("a", "b", "c")))).isFalse();
    }

    @Test
    void remoteServerIsTheSameOnlyWithTheSameSecrets() {
        UpstreamSettings before = of(remote("a", "b", "c"));
        assertThat(before.sameAs(of(remote("a", "b", "c")))).isTrue();
        assertThat(before.sameAs(of(remote("other", "b", "c")))).isFalse();
        assertThat(before.sameAs(of(remote("a", "other", "c")))).isFalse();
        assertThat(before.sameAs(of(remote("a", "b", "other")))).isFalse();
        assertThat(before.sameAs(of(new Reach.Remote(URL, Optional.empty(), Map.of(), Map.of()))))
                .isFalse();
    }
}

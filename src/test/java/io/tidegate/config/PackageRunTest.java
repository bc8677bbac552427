package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which package does a command line start, and does it say which version?
class PackageRunTest {
    private static final String DIGEST = "sha256:" + "0".repeat(64);

    private static Optional<PackageRun> of(String line) {
        return PackageRun.of(List.of(line.split(" ", -1)));
    }

    @ParameterizedTest
    @CsvSource({
        "npx -y @scope/server@1.2.3 /tmp, NPM, @scope/server, 1.2.3",
        "/usr/bin/npx server@1.2.3-beta.1, NPM, server, 1.2.3-beta.1",
        "npx -y server, NPM, server, ",
        "npx -y server@latest, NPM, server, ",
        "npx -y server@^1.2.3, NPM, server, ",
        "npx --package=server@1.2.3 tool, NPM, server, 1.2.3",
        "npx -p server@1.2.3 tool, NPM, server, 1.2.3",
        "npm exec -- server@1.0.0, NPM, server, 1.0.0",
        "pnpm dlx server@1.0.0, NPM, server, 1.0.0",
        "uvx mcp-server==1.2.3, PYPI, mcp-server, 1.2.3",
        "uvx mcp-server@1.2.3, PYPI, mcp-server, 1.2.3",
        "uvx mcp-server@latest, PYPI, mcp-server, ",
        "uvx --python 3.12 --from mcp-server[cli]==1.2 tool, PYPI, mcp-server, 1.2",
        "uv tool run mcp-server, PYPI, mcp-server, ",
        "pipx run mcp-server>=1, PYPI, mcp-server, ",
        "docker run -i --rm -e KEY --name n image:latest serve, OCI, image:latest, ",
        "docker run --network=none -v /a:/b image, OCI, image, ",
    })
    void knowsLaunchers(String line, PackageRun.Registry registry, String name, String version) {
        assertThat(of(line)).hasValueSatisfying(run -> {
            assertThat(run.registry()).isEqualTo(registry);
            assertThat(run.name()).isEqualTo(name);
            assertThat(run.version()).isEqualTo(Optional.ofNullable(version));
        });
    }

    @Test
    void knowsImagesByTheirDigest() {
        assertThat(of("podman run -i image@" + DIGEST).flatMap(PackageRun::version))
                .hasValue(DIGEST);
    }

    @Test
    void passesOverOtherPrograms() {
        assertThat(of("node server.js")).isEmpty();
        assertThat(of("docker exec -i x server")).isEmpty();
        assertThat(of("npx")).isEmpty();
        assertThat(of("uv run server.py")).isEmpty();
    }
}

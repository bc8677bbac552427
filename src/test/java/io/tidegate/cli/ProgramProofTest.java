package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.upstream.FileDigest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Does a server's process have to be what the configuration says that it is, each time before it is started?
@Timeout(90)
class ProgramProofTest {
    @TempDir
    private Path folder = Path.of("");

    private static String yaml(String run, String verify) {
        return "servers: { one: { run: [" + run + "], era: legacy, verify: { " + verify + " } } }\n";
    }

    private static String health(Started started) throws Exception {
        return started.admin("/health/ready").body();
    }

    private static void assertQuarantined(Started started, String why) throws Exception {
        assertThat(health(started)).contains("\"quarantined\"", why);
        assertThat(started.call("t", ""))
                .as("one that was never heard is not known to change")
                .containsAnyOf("server-changed", "was not since the gateway was started");
        assertThat(started.changes()).anyMatch(change -> change.contains("server-quarantined") && change.contains(why));
    }

    @Test
    void aSwappedProgramIsNotStarted() throws Exception {
        Path server = ShellServer.write(folder.resolve("server"), "first");
        String first = FileDigest.of(server);
        try (Serving serving = Serving.in(folder, yaml("\"" + server + "\"", "executable: \"" + first + "\""))) {
            assertThat(serving.started().call("t", "")).contains("first");
            ShellServer.write(folder.resolve("other"), "second");
            Files.move(folder.resolve("other"), server, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Ran rotated = serving.rotate("one");
            assertThat(rotated.code()).isEqualTo(Exit.FINDINGS);
            assertThat(rotated.out()).contains("quarantined", "another digest than `verify.executable`");
            assertQuarantined(serving.started(), "another digest than `verify.executable`");
            assertThat(Ran.of("doctor", folder.resolve("tidegate.yaml").toString())
                            .out())
                    .contains("quarantined", "tidegate pin one");
            String pins = Ran.of(
                            "pin",
                            "one",
                            "--config",
                            folder.resolve("tidegate.yaml").toString())
                    .out();
            assertThat(pins).contains("executable: " + FileDigest.of(server));
            Started.configure(folder, yaml("\"" + server + "\"", "executable: \"" + FileDigest.of(server) + "\""));
            Awaitility.await().until(() -> serving.started().call("t", "").contains("second"));
        }
    }

    /// What was checked before is changed while the server starts: it is found before the server gets a call.
    @Test
    void whatChangesWhileItStartsIsFound() throws Exception {
        Path part = Files.writeString(folder.resolve("part"), "good\n");
        String digest = FileDigest.of(part);
        Path server = ShellServer.write(folder.resolve("server"), "first");
        Files.writeString(
                server, Files.readString(server).replace("#!/bin/sh\n", "#!/bin/sh\necho evil >" + part + "\n"));
        try (Started started = Started.in(folder, yaml("\"" + server + "\"", "files: { part: \"" + digest + "\" }"))) {
            assertQuarantined(started, "another digest than in `verify.files`");
            assertThat(ShellServer.called(server)).doesNotExist();
        }
    }

    @Test
    void aFolderIsWholeOrNotThere() throws Exception {
        Path parts = Files.createDirectories(folder.resolve("parts/inner"));
        Files.writeString(parts.resolve("a"), "a");
        String digest = FileDigest.of(folder.resolve("parts"));
        Path server = ShellServer.write(folder.resolve("server"), "first");
        String yaml = yaml("\"" + server + "\"", "files: { parts: \"" + digest + "\" }");
        try (Serving serving = Serving.in(folder, yaml)) {
            assertThat(serving.started().call("t", "")).contains("first");
            Files.writeString(parts.resolve("b"), "b");
            assertThat(serving.rotate("one").out()).contains("quarantined");
            Files.delete(parts.resolve("b"));
            assertThat(serving.rotate("one").out())
                    .as("looked at anew, it is as it was")
                    .contains("rotated");
        }
    }

    /// A link that is configured stands for what it leads to: releases are switched by such links.
    @Test
    void aFolderBehindALinkIsLookedInto() throws Exception {
        Path release = Files.createDirectories(folder.resolve("release-1"));
        Files.writeString(release.resolve("a"), "a");
        Path current = Files.createSymbolicLink(folder.resolve("current"), Path.of("release-1"));
        String digest = FileDigest.of(current);
        Path server = ShellServer.write(folder.resolve("server"), "first");
        String yaml = yaml("\"" + server + "\"", "files: { current: \"" + digest + "\" }");
        try (Serving serving = Serving.in(folder, yaml)) {
            assertThat(serving.started().call("t", "")).contains("first");
            Files.writeString(release.resolve("a"), "evil");
            assertThat(serving.rotate("one").out()).contains("quarantined");
            assertQuarantined(serving.started(), "another digest than in `verify.files`");
        }
    }

    /// npx starts a package by a link beside it, and looks for all that it starts there first.
    @Test
    void theLinksThatStartAPackageAreItsOwn() throws Exception {
        Path cache = folder.resolve("npm");
        Path installed = npm(cache);
        Path links = installed.resolveSibling(".bin");
        Path npx = ShellServer.write(folder.resolve("npx"), "unused");
        Files.writeString(npx, "#!/bin/sh\nPATH=" + links + ":$PATH exec shell-server\n");
        String yaml = yaml("\"" + npx + "\", \"-y\", \"shell-server@1.0.0\"", "integrity: \"" + integrity(cache) + "\"")
                .replace("era: legacy", "era: legacy, environment: { npm_config_cache: \"" + cache + "\" }");
        try (Serving serving = Serving.in(folder, yaml)) {
            assertThat(serving.started().call("t", "")).contains("published");
            Path link = links.resolve("shell-server");
            Files.delete(link);
            assertThat(serving.rotate("one").out()).contains("quarantined", "`.bin/shell-server`");
            ShellServer.write(link, "evil");
            assertThat(serving.rotate("one").out()).contains("quarantined", "`.bin/shell-server`");
            Files.delete(link);
            Files.createSymbolicLink(link, Path.of("../shell-server/inner/other.sh"));
            assertThat(serving.rotate("one").out()).contains("quarantined", "`.bin/shell-server`");
            Files.delete(link);
            Files.createSymbolicLink(link, Path.of("../shell-server/server.sh"));
            assertThat(serving.rotate("one").out()).contains("rotated");
            Files.createSymbolicLink(links.resolve("sh"), Path.of("../../../../../evil"));
            ShellServer.write(folder.resolve("evil"), "evil");
            assertThat(serving.rotate("one").out()).contains("quarantined", "`.bin/sh`");
        }
    }

    @Test
    void whatAPackageBringsAlongIsAsItWasPublished() throws Exception {
        Path cache = folder.resolve("npm");
        Path installed = npm(cache);
        Path npx = ShellServer.write(folder.resolve("npx"), "unused");
        Files.writeString(npx, "#!/bin/sh\nexec " + installed.resolve("server.sh") + "\n");
        String yaml = yaml("\"" + npx + "\", \"-y\", \"shell-server@1.0.0\"", "integrity: \"" + integrity(cache) + "\"")
                .replace("era: legacy", "era: legacy, environment: { npm_config_cache: \"" + cache + "\" }");
        try (Serving serving = Serving.in(folder, yaml)) {
            assertThat(serving.started().call("t", "")).contains("published");
            Files.writeString(installed.resolve("node_modules/brought/index.js"), "evil");
            assertThat(serving.rotate("one").out())
                    .contains("quarantined", "`node_modules/brought/index.js` in the package");
        }
    }

    /// A stand-in for npx starts what npm has installed; the check itself needs nothing but npm's files.
    @Test
    void aChangedPackageIsNotStarted() throws Exception {
        Path cache = folder.resolve("npm");
        Path installed = npm(cache);
        Path npx = ShellServer.write(folder.resolve("npx"), "unused");
        Files.writeString(npx, "#!/bin/sh\nexec " + installed.resolve("server.sh") + "\n");
        String integrity = integrity(cache);
        String run = "\"" + npx + "\", \"-y\", \"shell-server@1.0.0\"";
        String yaml = yaml(run, "integrity: \"" + integrity + "\"")
                .replace("era: legacy", "era: legacy, environment: { npm_config_cache: \"" + cache + "\" }");
        try (Serving serving = Serving.in(folder, yaml)) {
            assertThat(serving.started().call("t", "")).contains("published");
            assertThat(Ran.of(
                                    "pin",
                                    "one",
                                    "--config",
                                    folder.resolve("tidegate.yaml").toString())
                            .out())
                    .contains("integrity: " + integrity, "node_modules\": sha256:");
            ShellServer.write(installed.resolve("server.sh"), "evil");
            assertThat(serving.rotate("one").out()).contains("quarantined", "is not as it was published");
            assertQuarantined(serving.started(), "`server.sh` in the package");
        }
    }

    /// A package as npm keeps it: the tarball by its digest, and what it was unpacked to, with npm's own note.
    private Path npm(Path cache) throws Exception {
        Path made = Files.createDirectories(folder.resolve("made/package"));
        String hash = hex("SHA-512", "shell-server@1.0.0".getBytes(StandardCharsets.UTF_8))
                .substring(0, 16);
        Path modules = cache.resolve("_npx/" + hash + "/node_modules");
        Path installed = Files.createDirectories(modules.resolve("shell-server"));
        ShellServer.write(made.resolve("server.sh"), "published");
        Files.createDirectories(made.resolve("inner"));
        ShellServer.write(made.resolve("inner/other.sh"), "another");
        Files.createDirectories(made.resolve("node_modules/brought"));
        Files.writeString(made.resolve("node_modules/brought/index.js"), "good");
        Files.writeString(made.resolve("package.json"), """
                {"name": "shell-server", "version": "1.0.0", "bin": {"shell-server": "server.sh"}}""");
        Path tarball = folder.resolve("package.tgz");
        Process tar = new ProcessBuilder(
                        "tar",
                        "-czf",
                        tarball.toString(),
                        "-C",
                        folder.resolve("made").toString(),
                        "package")
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).isZero();
        for (String name :
                new String[] {"server.sh", "package.json", "inner/other.sh", "node_modules/brought/index.js"}) {
            Files.createDirectories(installed.resolve(name).getParent());
            Files.copy(made.resolve(name), installed.resolve(name), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.createDirectories(modules.resolve(".bin"));
        Files.createSymbolicLink(modules.resolve(".bin/shell-server"), Path.of("../shell-server/server.sh"));
        String hex = hex("SHA-512", Files.readAllBytes(tarball));
        Path content = cache.resolve("_cacache/content-v2/sha512/" + hex.substring(0, 2) + "/" + hex.substring(2, 4));
        Files.createDirectories(content);
        Files.copy(tarball, content.resolve(hex.substring(4)));
        Files.writeString(modules.resolve(".package-lock.json"), """
                {"packages": {"node_modules/shell-server": {"version": "1.0.0", "integrity": "%s"}}}""".formatted(integrity(cache)));
        return installed;
    }

    private String integrity(Path cache) throws Exception {
        assertThat(cache).exists();
        byte[] digest = MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(folder.resolve("package.tgz")));
        return "sha512-" + Base64.getEncoder().encodeToString(digest);
    }

    private static String hex(String algorithm, byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    }
}

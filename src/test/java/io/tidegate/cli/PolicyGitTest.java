package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.json.JsonDocument;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.PersonIdent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Are policies from Git those of one commit, whatever happens in its work tree meanwhile?
class PolicyGitTest {
    private static final String OPEN = "@id(\"open\") permit(principal, action, resource);\n";

    @TempDir
    private Path folder;

    private Path work;
    private Git git;

    @BeforeEach
    void begin() throws Exception {
        work = folder.resolve("policies");
        git = Git.init().setDirectory(work.toFile()).setInitialBranch("main").call();
    }

    @AfterEach
    void end() {
        git.close();
    }

    private String commit(String file, String text) throws Exception {
        Files.createDirectories(work.resolve(file).toAbsolutePath().getParent());
        Files.writeString(work.resolve(file), text);
        return commit();
    }

    private String commit() throws Exception {
        PersonIdent ada =
                new PersonIdent("Ada", "ada@example.com", Instant.parse("2026-05-05T05:05:05Z"), ZoneOffset.UTC);
        git.add().addFilepattern(".").call();
        return git.commit()
                .setMessage("change")
                .setAuthor(ada)
                .setCommitter(ada)
                .setSign(false)
                .call()
                .name();
    }

    private String lines(EchoServer echo, String more) {
        return "servers:\n  echo: { url: \"" + echo.url() + "\" }\npolicy-git: { repository: policies" + more + " }\n"
                + "limits: { calls-per-user: 1000000/s, requests-per-user: 1000000/s }\n";
    }

    /// Without the file of Cedar that others name.
    private void configure(EchoServer echo, String more) throws Exception {
        Started.configure(folder, lines(echo, more));
        Path file = folder.resolve("tidegate.yaml");
        Files.writeString(file, Files.readString(file).replace("policy: test.cedar\n", "policy: []\n"));
    }

    private Started start(EchoServer echo, String more) throws Exception {
        Started started = Started.in(folder, lines(echo, more));
        reload(started, echo, more);
        return started;
    }

    private void reload(Started started, EchoServer echo, String more) throws Exception {
        configure(echo, more);
        started.gateway().reload(Started.load(folder));
    }

    @Test
    void whatIsInForceIsACommitAndNotTheWorkTree() throws Exception {
        String id = commit("prod/a.cedar", OPEN);
        try (EchoServer echo = EchoServer.start();
                Started started = start(echo, ", folder: prod")) {
            Files.writeString(work.resolve("prod/a.cedar"), "this is half of a pol");
            Files.writeString(work.resolve("prod/b.cedar"), "forbid(principal, action, resource);");
            reload(started, echo, ", folder: prod");
            assertThat(started.call("echo", "")).contains("done");
            assertThat(started.changes()).last().asString().contains("configuration-loaded");
            assertThat(started.changes())
                    .anyMatch(change -> change.contains("\"author\":\"Ada <ada@example.com>\"")
                            && change.contains("\"written\":\"2026-05-05T05:05:05Z\"")
                            && change.contains("\"commit\":\"" + id + "\""));
            assertThat(started.records(RecordKind.SEALED))
                    .last()
                    .asString()
                    .contains("open (" + work + "@" + id.substring(0, 12) + "/prod/a.cedar:1)");
            assertThat(new File(work.toFile(), ".git").list()).noneMatch(name -> name.contains("probe"));
        }
    }

    /// Its text, and so its digest, is that of the commit before; only the place that decisions name is another.
    @Test
    void aCommitWithTheSamePoliciesIsTheSameVersion() throws Exception {
        commit("a.cedar", OPEN);
        try (EchoServer echo = EchoServer.start();
                Started started = start(echo, "")) {
            assertThat(started.call("echo", "")).contains("done");
            String id = commit("readme.md", "nothing about policies");
            reload(started, echo, "");
            assertThat(started.call("echo", "")).contains("done");
            assertThat(started.records(RecordKind.SEALED)).last().asString().contains(id.substring(0, 12));
            Ran check = Ran.of(
                    "replay",
                    "--check",
                    "--config",
                    folder.resolve("tidegate.yaml").toString());
            assertThat(check.out()).as(check.toString()).contains("all are as on record");
        }
    }

    @Test
    void aNewCommitIsNoticed() throws Exception {
        commit("a.cedar", OPEN);
        try (EchoServer echo = EchoServer.start();
                Serving serving = Serving.in(folder, lines(echo, ""))) {
            assertThat(serving.started().call("echo", "")).contains("done");
            String id = commit("a.cedar", "@id(\"shut\") forbid(principal, action, resource);\n");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> serving.started().call("echo", "").contains("unknown-tool"));
            assertThat(serving.started().changes())
                    .anyMatch(change ->
                            change.contains("policies-in-force") && change.contains("\"commit\":\"" + id + "\""));
        }
    }

    @Test
    void aBrokenCommitIsRefusedByItsName() throws Exception {
        commit("a.cedar", OPEN);
        try (EchoServer echo = EchoServer.start();
                Started started = start(echo, ", ref: main")) {
            String broken = commit("a.cedar", "permit(principal, action == Action::\"cal\", resource);");
            reload(started, echo, ", ref: main");
            assertThat(started.changes())
                    .last()
                    .asString()
                    .contains("configuration-refused", "@" + broken.substring(0, 12) + "/a.cedar");
            assertThat(started.call("echo", "")).contains("done");
        }
    }

    @Test
    void refusesWhatIsNoFileOfTheCommit() throws Exception {
        Files.createDirectories(work);
        Files.writeString(folder.resolve("outside.cedar"), OPEN);
        Files.createSymbolicLink(work.resolve("link.cedar"), folder.resolve("outside.cedar"));
        Files.createSymbolicLink(work.resolve("away"), folder);
        Files.createDirectories(work.resolve("folder.cedar"));
        Files.writeString(work.resolve("folder.cedar/x"), "x");
        Files.writeString(work.resolve("large.cedar"), "//" + "x".repeat(1 << 20));
        Files.write(work.resolve("odd.cedar"), new byte[] {(byte) 0xff});
        commit();
        try (EchoServer echo = EchoServer.start()) {
            assertThat(problems(echo, ""))
                    .contains("/link.cedar: it is a link, and no file of the commit")
                    .contains("/folder.cedar: it is a folder, and no file of the commit")
                    .contains("/large.cedar: the file is larger than 1 MB")
                    .contains("/odd.cedar: the file is not UTF-8 text");
            assertThat(problems(echo, ", folder: away")).contains("/away: it is a link, and no folder of the commit");
            assertThat(problems(echo, ", folder: nowhere")).contains("there is no such folder in the commit");
            assertThat(problems(echo, ", ref: nobody")).contains("there is no commit `nobody`");
            OwnFolder.remove(work.resolve(".git/objects"));
            Files.createDirectories(work.resolve(".git/objects"));
            assertThat(problems(echo, "")).contains("can't be read as a commit of a Git repository");
        }
    }

    private String problems(EchoServer echo, String more) throws Exception {
        configure(echo, more);
        Ran ran = Ran.of(
                "policy", "show", "--config", folder.resolve("tidegate.yaml").toString());
        assertThat(ran.code()).isEqualTo(Exit.FINDINGS);
        return ran.err();
    }

    /// As a deployment does it: `git worktree add`, `git pack-refs`, a bare clone.
    @Test
    void readsWorktreesPackedRefsAndBareRepositories() throws Exception {
        String id = commit("a.cedar", OPEN);
        git.packRefs().setAll(true).call();
        Path linked = Files.createDirectories(folder.resolve("linked"));
        Path own = Files.createDirectories(work.resolve(".git/worktrees/linked"));
        Files.writeString(linked.resolve(".git"), "gitdir: " + own + "\n");
        Files.writeString(own.resolve("HEAD"), "ref: refs/heads/main\n");
        Files.writeString(own.resolve("commondir"), "../..\n");
        Files.writeString(own.resolve("gitdir"), linked.resolve(".git") + "\n");
        Git.cloneRepository()
                .setURI(work.toUri().toString())
                .setDirectory(folder.resolve("bare").toFile())
                .setBare(true)
                .call()
                .close();
        try (EchoServer echo = EchoServer.start()) {
            for (String place : List.of("policies", "linked", "bare")) {
                Started.configure(
                        folder,
                        "servers:\n  echo: { url: \"" + echo.url() + "\" }\npolicy-git: { repository: " + place
                                + " }\n");
                Files.writeString(folder.resolve("test.cedar"), "");
                Ran ran = Ran.of(
                        "explain",
                        "alice",
                        "echo__echo",
                        "--config",
                        folder.resolve("tidegate.yaml").toString());
                assertThat(ran.out())
                        .as(place + ran)
                        .contains("open (" + folder.resolve(place) + "@" + id.substring(0, 12) + "/a.cedar:1)");
            }
        }
    }

    /// A hundred commits while calls run: each call is decided by one whole commit, and its entry names that one.
    @Test
    void eachCallIsDecidedByOneCommitWhileTheyChange() throws Exception {
        commit("a.cedar", "@id(\"a-start\") permit(principal, action, resource);\n");
        Files.writeString(work.resolve("b.cedar"), "// c-start\n");
        commit();
        try (EchoServer echo = EchoServer.start();
                Started started = start(echo, "");
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            int before = started.records(RecordKind.SEALED).size();
            CountDownLatch over = new CountDownLatch(1);
            List<Future<?>> calling = IntStream.range(0, 4)
                    .<Future<?>>mapToObj(_ -> callers.submit(() -> {
                        while (over.getCount() > 0) {
                            started.call("echo", "");
                        }
                        return 0;
                    }))
                    .toList();
            Map<String, String> byDigest = new HashMap<>();
            for (int number = 0; number < 100; number++) {
                // Two files that are right only together: one permits, the other says whether that counts.
                String effect = number % 2 == 0 ? "permit" : "forbid";
                Files.writeString(
                        work.resolve("a.cedar"),
                        "@id(\"a-" + number + "\") " + effect + "(principal, action, resource);\n");
                Files.writeString(work.resolve("b.cedar"), "// c-" + number + "\n");
                commit();
                started.gateway().reload(Started.load(folder));
                String digest = started.gateway().own().running().policyDigest().substring(0, 16);
                byDigest.put(digest, "a-" + number + " (");
            }
            over.countDown();
            for (Future<?> one : calling) {
                one.get();
            }
            assertThat(byDigest).hasSize(100);
            List<String> entries = new ArrayList<>(started.records(RecordKind.SEALED));
            int checked = 0;
            for (String entry : entries.subList(before, entries.size())) {
                String version = Ruled.of(JsonDocument.of(entry).root(), "tool-access")
                        .flatMap(ruled -> ruled.note("policies"))
                        .orElse("");
                if (byDigest.containsKey(version)) {
                    assertThat(entry).contains(byDigest.getOrDefault(version, ""));
                    checked++;
                }
            }
            assertThat(checked).isGreaterThan(50);
        }
    }
}

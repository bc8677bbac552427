package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Is it known which policies were in force when, whose they were, and what they said?
class PolicyVersionsTest {
    private static final String SHUT = "@id(\"shut\") forbid(principal, action, resource);\n";

    @TempDir
    private Path folder;

    private static String servers(EchoServer echo) {
        return "servers:\n  echo: { url: \"" + echo.url() + "\" }\n"
                + "limits: { calls-per-user: 1000000/s, requests-per-user: 1000000/s }\n";
    }

    private Ran run(String... words) {
        String[] all = new String[words.length + 2];
        System.arraycopy(words, 0, all, 0, words.length);
        all[words.length] = "--config";
        all[words.length + 1] = folder.resolve("tidegate.yaml").toString();
        return Ran.of(all);
    }

    private static List<String> inForce(Started started) throws Exception {
        return started.changes().stream()
                .map(json -> JsonDocument.of(json).root())
                .filter(root ->
                        root.string("what").filter("policies-in-force"::equals).isPresent())
                .map(root -> root.string("policies").orElseThrow())
                .toList();
    }

    @Test
    void tellsWhichCameWhenByWhomAndWhatTheySaid() throws Exception {
        try (EchoServer echo = EchoServer.start();
                Started started = Started.in(folder, servers(echo))) {
            started.reload(servers(echo));
            assertThat(inForce(started))
                    .as("the same policies again are no new version")
                    .hasSize(1);
            Files.writeString(folder.resolve("test.cedar"), SHUT);
            started.reload(servers(echo));
            started.call("echo", "");
            List<String> digests = inForce(started);
            assertThat(digests).hasSize(2).doesNotHaveDuplicates();

            Ran versions = run("policy", "versions");
            assertThat(versions.code()).as(versions.err()).isZero();
            List<String> lines = versions.out().lines().toList();
            String owner = Files.getOwner(folder.resolve("test.cedar")).getName();
            assertThat(lines).hasSize(2).allMatch(line -> line.contains("  kept  by " + owner + ", written 20"));
            assertThat(lines.getFirst()).contains(digests.getLast().substring(0, 16));
            assertThat(lines.getLast()).contains(digests.getFirst().substring(0, 16));

            Files.writeString(folder.resolve("test.cedar"), Started.OPEN);
            Ran shown = run("policy", "show", digests.getLast().substring(0, 16));
            assertThat(shown.out()).isEqualTo("// " + folder + "/test.cedar\n" + SHUT + "\n");
            assertThat(run("policy", "show", digests.getFirst()).out()).contains(Started.OPEN.strip());
            assertThat(run("policy", "show", "0123456789").code()).isEqualTo(Exit.FINDINGS);

            String id = JsonDocument.of(started.records(RecordKind.SEALED).getLast())
                    .root()
                    .string("call")
                    .orElseThrow();
            assertThat(run("explain", id).out())
                    .contains("policies  " + digests.getLast().substring(0, 16) + ", in force since 20", "by " + owner)
                    .contains("`tidegate policy show " + digests.getLast().substring(0, 16) + "` shows it");
        }
    }

    @Test
    void aTextThatSomebodyChangedIsNotShown() throws Exception {
        try (EchoServer echo = EchoServer.start();
                Started started = Started.in(folder, servers(echo))) {
            String digest = inForce(started).getFirst();
            Path kept = folder.resolve("state/policies/" + digest + ".json");
            Files.writeString(kept, Files.readString(kept).replace("permit (principal", "forbid (principal"));
            Ran ran = run("policy", "show", digest);
            assertThat(ran.code()).isEqualTo(Exit.COULD_NOT_RUN);
            assertThat(ran.err()).contains("is not the text of the version");
        }
    }

    @Test
    void policiesWhoseTextCanNotBeKeptDoNotComeIntoForce() throws Exception {
        try (EchoServer echo = EchoServer.start();
                Started started = Started.in(folder, servers(echo))) {
            OwnFolder.remove(folder.resolve("state/policies"));
            Files.writeString(folder.resolve("state/policies"), "in the way");
            Files.writeString(folder.resolve("test.cedar"), SHUT);
            started.reload(servers(echo));
            assertThat(started.changes()).last().asString().contains("configuration-refused");
            assertThat(started.call("echo", "")).contains("done");
        }
    }

    /// Whatever comes into force meanwhile, a call is decided by one version, and its entry names that one.
    @Test
    void eachCallIsJudgedByTheVersionThatItsEntryNames() throws Exception {
        Map<String, String> outcomes = new HashMap<>();
        try (EchoServer echo = EchoServer.start();
                Started started = Started.in(folder, servers(echo));
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch over = new CountDownLatch(1);
            List<Future<?>> calling = java.util.stream.IntStream.range(0, 6)
                    .<Future<?>>mapToObj(_ -> callers.submit(() -> {
                        while (over.getCount() > 0) {
                            started.call("echo", "");
                        }
                        return 0;
                    }))
                    .toList();
            try {
                started.call("echo", "");
                for (int version = 0; version < 24; version++) {
                    String text = version % 2 == 0
                            ? "@id(\"v" + version + "\") permit(principal, action, resource);\n"
                            : "@id(\"v" + version + "\") forbid(principal, action, resource);\n";
                    Files.writeString(folder.resolve("test.cedar"), text);
                    started.reload(servers(echo));
                    outcomes.put(inForce(started).getLast().substring(0, 16), "v" + version + " (");
                    started.call("echo", "");
                }
            } finally {
                over.countDown(); // or nothing ends
            }
            for (Future<?> one : calling) {
                one.get();
            }
            outcomes.put(inForce(started).getFirst().substring(0, 16), "test.cedar#1 (");
            List<String> entries = started.records(RecordKind.SEALED);
            assertThat(entries).hasSizeGreaterThan(50);
            Set<String> seen = new HashSet<>();
            for (String entry : entries) {
                JsonValue root = JsonDocument.of(entry).root();
                if (root.string("tool").isPresent()) {
                    String version = Ruled.of(root, "tool-access")
                            .flatMap(ruled -> ruled.note("policies"))
                            .orElse("none: " + entry);
                    seen.add(version);
                    assertThat(entry).contains(outcomes.getOrDefault(version, "a version that never was, " + version));
                }
            }
            assertThat(seen).as("every version decided something").containsAll(outcomes.keySet());
        }
    }
}

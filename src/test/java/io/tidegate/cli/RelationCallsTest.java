package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tidegate.audit.RecordKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Who is related to what, decided in real calls with the whole gateway in between, also while a source hangs.
@Timeout(120)
class RelationCallsTest {
    private static final String TREATS = """
            permit(principal, action == Action::"call", resource == Tool::"echo/chart")
            when { principal.hasTag("treats") && principal.getTag("treats").contains("p1") };
            permit(principal, action == Action::"call", resource == Tool::"echo/echo");
            """;

    @TempDir
    private Path folder = Path.of("");

    private final CountDownLatch hang = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private EchoServer echo;
    private HttpServer directory;
    private volatile String said = "[\"p1\"]";

    @BeforeEach
    void start() throws Exception {
        echo = EchoServer.start(List.of("echo", "chart"));
        directory = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        directory.setExecutor(threads);
        directory.createContext("/", exchange -> {
            try (exchange) {
                asked.incrementAndGet();
                if (said.equals("hang")) {
                    hang.await();
                }
                byte[] body = said.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        directory.start();
    }

    @AfterEach
    void stop() {
        hang.countDown();
        directory.stop(0);
        echo.close();
        threads.shutdownNow();
    }

    private String overHttp() {
        return configuration("http: { url: \"http://127.0.0.1:"
                + directory.getAddress().getPort() + "/treats/{user}\", timeout: 500ms }");
    }

    private String configuration(String source) {
        return "identity: { api-keys: allowed }\nservers:\n  echo: { url: \"" + echo.url()
                + "\" }\nrelations:\n  treats: { " + source + " }\n";
    }

    private Started started(String configuration) throws Exception {
        Started started = Started.in(folder, configuration);
        Files.writeString(folder.resolve("test.cedar"), TREATS);
        started.reload(configuration);
        assertThat(started.changes().getLast()).contains("configuration-loaded");
        return started;
    }

    private static String call(Started started, String tool, String user) throws Exception {
        return started.call(tool, "", "Authorization", "Bearer " + started.key(user));
    }

    @Test
    void aFileSaysWhoMayAndAChangeIsSeen() throws Exception {
        Path file = folder.resolve("treats.csv");
        Files.writeString(file, "user,text\nalice,p1\n");
        try (Started started = started(configuration("file: treats.csv"))) {
            assertThat(call(started, "chart", "alice")).contains("\"result\"").doesNotContain("Refused");
            assertThat(call(started, "chart", "bob")).contains("`bob` may not call");
            assertThat(call(started, "chart", "Alice")).contains("may not call");
            Files.writeString(file, "user,text\nbob,p1,p2\nbob,p1\n");
            Awaitility.await()
                    .during(Duration.ofSeconds(3))
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(
                            () -> assertThat(call(started, "chart", "bob")).contains("may not call"));
            assertThat(call(started, "chart", "alice")).doesNotContain("Refused");
            Files.writeString(file, "user,text\nbob,p1\n");
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                            call(started, "chart", "alice"))
                    .contains("may not call"));
            assertThat(call(started, "chart", "bob")).doesNotContain("Refused");
        }
    }

    @Test
    void aBrokenFileKeepsTheOldConfiguration() throws Exception {
        Files.writeString(folder.resolve("treats.csv"), "user,text\nalice,p1\n");
        try (Started started = started(configuration("file: treats.csv"))) {
            Files.writeString(folder.resolve("other.csv"), "user;text\n");
            started.reload(configuration("file: other.csv"));
            assertThat(started.changes().getLast()).contains("configuration-refused");
            assertThat(call(started, "chart", "alice")).doesNotContain("Refused");
        }
    }

    @Test
    void aSourceThatHangsRefusesWhatLooksAtItAndNothingElse() throws Exception {
        said = "hang";
        try (Started started = started(overHttp())) {
            long began = System.nanoTime();
            List<Future<String>> charts = new ArrayList<>();
            for (int user = 0; user < 40; user++) {
                String name = "user-" + user;
                charts.add(threads.submit(() -> call(started, "chart", name)));
            }
            assertThat(call(started, "echo", "alice")).doesNotContain("Refused");
            for (Future<String> chart : charts) {
                assertThat(chart.get()).contains("could not be decided", "can't be looked up just now");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
            assertThat(started.records(RecordKind.SEALED).toString())
                    .contains("could not be evaluated: test.cedar#1 (", "; not answered: relation treats");
            assertThat(asked.get()).as("of 40 users").isLessThanOrEqualTo(24);
            policyChanges(started);
            said = "[\"p1\"]";
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                            call(started, "chart", "alice"))
                    .doesNotContain("Refused"));
        }
    }

    /// Policies and lists do not wait for a source.
    private void policyChanges(Started started) throws Exception {
        long began = System.nanoTime();
        Files.writeString(folder.resolve("test.cedar"), TREATS + "// the same\n");
        started.reload(overHttp());
        assertThat(started.changes().getLast()).contains("configuration-loaded");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void anAnswerIsRememberedUntilTheConfigurationIsReadAgain() throws Exception {
        try (Started started = started(overHttp())) {
            assertThat(call(started, "chart", "alice")).doesNotContain("Refused");
            said = "[]";
            assertThat(call(started, "chart", "alice")).doesNotContain("Refused");
            assertThat(asked).hasValue(1);
            started.reload(overHttp());
            assertThat(call(started, "chart", "alice")).contains("may not call");
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void callersOfOtherKindsHaveNone() throws Exception {
        try (Started started =
                started(overHttp().replace("timeout: 500ms }", "timeout: 500ms }, callers: [os-user]"))) {
            assertThat(call(started, "chart", "alice")).contains("`alice` may not call");
            assertThat(asked).hasValue(0);
        }
    }

    @Test
    void misspeltRelationsKeepTheOldPolicies() throws Exception {
        try (Started started = started(overHttp())) {
            Files.writeString(folder.resolve("test.cedar"), TREATS.replace("treats", "treat"));
            started.reload(overHttp());
            assertThat(started.changes().getLast()).contains("configuration-refused");
            assertThat(call(started, "chart", "alice")).doesNotContain("Refused");
        }
    }

    @Test
    void explainAndDoctorAskTheSourceAndCasesSayTheirOwn() throws Exception {
        Files.writeString(folder.resolve("test.cedar"), TREATS);
        Started.configure(folder, overHttp());
        String config = folder.resolve("tidegate.yaml").toString();
        assertThat(Ran.of("explain", "alice", "echo__chart", "--config", config).code())
                .isEqualTo(Exit.DONE);
        assertThat(Ran.of("explain", "alice", "echo__chart", "--relation", "treats=p2,p3", "--config", config)
                        .code())
                .isEqualTo(Exit.FINDINGS);
        assertThat(Ran.of("explain", "alice", "echo__chart", "--relation", "treat=p2", "--config", config)
                        .toString())
                .contains("there is no relation `treat` here");
        Files.writeString(folder.resolve("care.cases.yaml"), """
                cases:
                  - { user: alice, relations: { treats: [p1] }, calls: echo__chart, expect: allowed }
                  - { user: alice, relations: { treats: [p2] }, calls: echo__chart, expect: refused }
                  - { user: alice, calls: echo__chart, expect: refused }
                  - { user: anonymous, relations: { treats: [p1] }, calls: echo__chart, expect: refused }
                """);
        assertThat(Ran.of("test", "--config", config).out()).endsWith("4 cases, 0 failed\n");
        assertThat(Ran.of("doctor", config).out()).contains("ok    relation treats");
        said = "{}";
        assertThat(Ran.of("doctor", config).out()).contains("fail  relation treats", "no list as a whole");
        assertThat(Ran.of("explain", "alice", "echo__chart", "--config", config).out())
                .contains("can't be evaluated: the relation treats is not answered");
    }
}

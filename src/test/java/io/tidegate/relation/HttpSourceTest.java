package io.tidegate.relation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.config.Relation.Asking;
import io.tidegate.config.Relation.From;
import io.tidegate.config.Relation.Unknown;
import io.tidegate.secret.Setting;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever an HTTP server answers and whoever is asked about: is it the list of this user, or a failure?
@Timeout(60)
final class HttpSourceTest {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private volatile Answer answer = exchange -> {};

    /// What the server does.
    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                        + exchange.getRequestHeaders().getFirst("X-Key"));
                answer.to(exchange);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private HttpSource source(String path, String at, Unknown notFound) {
        return new HttpSource(new From.Http(
                "http://127.0.0.1:" + server.getAddress().getPort() + path,
                at,
                Map.of("X-Key", new Setting.Plain("k")),
                Optional.empty(),
                notFound,
                new Asking(Duration.ofMillis(700), Duration.ofSeconds(60), Duration.ZERO)));
    }

    private static void json(HttpExchange exchange, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private void says(String body) {
        answer = exchange -> json(exchange, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    private void refuses(String why) {
        try (HttpSource source = source("/teams/{user}", "/teams", Unknown.REFUSED)) {
            assertThatThrownBy(() -> source.ask("alice"))
                    .isInstanceOf(SourceFailed.class)
                    .hasMessageContaining(why)
                    .hasMessageNotContaining("alice");
        }
    }

    @Test
    void takesAListOfTexts() throws SourceFailed {
        says("{\"teams\": [\"red\", \"blue\", \"red\"], \"more\": 1}");
        try (HttpSource source = source("/teams/{user}", "/teams", Unknown.REFUSED)) {
            assertThat(source.ask("alice")).isEqualTo(Texts.of(List.of("red", "blue")));
        }
        assertThat(asked).containsExactly("GET /teams/alice k");
        says("[]");
        try (HttpSource source = source("/teams?of={user}", "", Unknown.REFUSED)) {
            assertThat(source.ask("alice")).isEqualTo(Texts.NONE);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | no list at `/teams`",
                "{\"teams\": null} | no list",
                "{\"teams\": \"red\"} | no list",
                "{\"teams\": {\"0\": \"red\"}} | no list",
                "{\"teams\": [1]} | no text",
                "{\"teams\": [\"red\", null]} | no text",
                "{\"teams\": [[\"red\"]]} | no text",
                "{\"teams\": [\"red\"], \"teams\": []} | can't be read",
                "{\"teams\": [\"red\"]} x | can't be read",
                "{\"teams\": [\"red\" | can't be read",
                "[] | no list"
            })
    void refusesOtherAnswers(String body, String why) {
        says(body);
        refuses(why);
    }

    @Test
    void refusesWhatIsTooMuch() {
        says("{\"teams\": " + "[".repeat(40_000) + "]".repeat(40_000) + "}");
        refuses("can't be read");
        says("{\"teams\": ["
                + IntStream.rangeClosed(0, 10_000)
                        .mapToObj(number -> "\"t" + number + "\"")
                        .collect(Collectors.joining(","))
                + "]}");
        refuses("more than 10,000 texts");
        says("{\"teams\": [\"" + "x".repeat(1_025) + "\"]}");
        refuses("more than 1,024 characters");
        says("{\"teams\": [\"" + "x".repeat(2 << 20) + "\"]}");
        refuses("can't be asked");
    }

    @Test
    void refusesAnAnswerThatNeverEnds() {
        answer = exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            OutputStream body = exchange.getResponseBody();
            byte[] block = "\"x\",".repeat(16_384).getBytes(StandardCharsets.UTF_8);
            for (int sent = 0; sent < 200 << 20; sent += block.length) {
                body.write(block);
            }
        };
        refuses("can't be asked");
    }

    @Test
    void refusesAnAnswerThatDrips() {
        answer = exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            for (int sent = 0; sent < 100; sent++) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
                pause();
            }
        };
        long began = System.nanoTime();
        refuses("can't be asked");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(200);
        } catch (InterruptedException ended) {
            throw new IOException(ended);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 301, 302, 307, 401, 403, 429, 500, 503})
    void refusesOtherStatuses(int status) {
        answer = exchange -> {
            exchange.getResponseHeaders().add("Location", "http://169.254.169.254/latest/meta-data/");
            exchange.sendResponseHeaders(status, -1);
        };
        refuses("answers " + status);
        assertThat(asked).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "text/json", "application/jsonp", "application/json-seq", ""})
    void refusesOtherTypes(String type) {
        answer = exchange -> json(exchange, type, "{\"teams\": []}".getBytes(StandardCharsets.UTF_8));
        refuses("is not `application/json`");
    }

    @Test
    void takes404ForNothingUnlessTheOperatorSaysOtherwise() throws SourceFailed {
        answer = exchange -> exchange.sendResponseHeaders(404, -1);
        refuses("it answers 404");
        try (HttpSource source = source("/teams/{user}", "/teams", Unknown.EMPTY)) {
            assertThat(source.ask("alice")).isEqualTo(Texts.NONE);
        }
    }

    /// The ways to somebody else's list.
    @ParameterizedTest
    @ValueSource(
            strings = {"/../bob", "..", ".", "../bob", "bob/", "a\\..\\bob", "%2e%2e%2fbob", "x%2fbob", "bob;v=1", "%00"
            })
    void asksNobodyInAPathWhoseNameIsAWay(String user) {
        says("{\"teams\": [\"red\"]}");
        try (HttpSource source = source("/teams/{user}", "/teams", Unknown.REFUSED)) {
            assertThatThrownBy(() -> source.ask(user)).hasMessageContaining("not put into a path");
        }
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "bob?x=1 | bob%3Fx%3D1",
                "bob#x | bob%23x",
                "a&user=bob | a%26user%3Dbob",
                "a b+c | a%20b%2Bc",
                "*' OR '1'='1 | %2A%27%20OR%20%271%27%3D%271",
                "jos\u00e9@example.com | jos%C3%A9%40example.com",
                "{user} | %7Buser%7D"
            })
    void escapesNames(String user, String sent) throws SourceFailed {
        says("{\"teams\": [\"red\"]}");
        try (HttpSource source = source("/teams?by={user}", "/teams", Unknown.REFUSED);
                HttpSource path = source("/teams/{user}", "/teams", Unknown.REFUSED)) {
            source.ask(user);
            path.ask(user);
        }
        assertThat(asked).containsExactly("GET /teams?by=" + sent + " k", "GET /teams/" + sent + " k");
    }

    @Test
    void escapesWaysInAQuery() throws SourceFailed {
        says("{\"teams\": []}");
        try (HttpSource source = source("/teams?by={user}", "/teams", Unknown.REFUSED)) {
            source.ask("/../x%2f;");
        }
        assertThat(asked).containsExactly("GET /teams?by=%2F..%2Fx%252f%3B k");
    }

    @Test
    void reachesNoMetadata() {
        try (HttpSource source = new HttpSource(new From.Http(
                "https://169.254.169.254/latest/{user}",
                "",
                Map.of(),
                Optional.empty(),
                Unknown.REFUSED,
                new Asking(Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ZERO)))) {
            assertThatThrownBy(() -> source.ask("alice")).hasMessageContaining("nothing is fetched from");
        }
    }
}

package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.endtoend.Client.Era;
import io.tidegate.endtoend.Client.Plan;
import io.tidegate.endtoend.Gateway.Setup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// Does a real browser, driven by `@playwright/mcp`, work through the gateway: a page is opened, read and clicked on,
/// and what is personal on it does not reach the model?
@Tag("end-to-end")
final class BrowserEndToEndTest {
    private static final String SERVER = "node_modules/@playwright/mcp/cli.js";
    private static final String PAGE = """
            <!doctype html><title>Tide table</title><link rel="icon" href="data:,">
            <h1>Brest</h1><p>Questions: ada.moreau@example.com</p>
            <button onclick="document.querySelector('h1').textContent = '7.1 metres'">Show</button>
            """;

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource(names = {"TYPESCRIPT_V1", "TYPESCRIPT_V2_MODERN"})
    void pageIsOpenedReadAndClickedOn(Client client) throws IOException {
        HttpServer pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        pages.createContext("/", BrowserEndToEndTest::page);
        pages.start();
        Setup setup = Setup.open().stdio("browser", command());
        try (Gateway gateway = Gateway.start(setup, folder)) {
            gateway.awaitServer("browser");
            String url = "http://127.0.0.1:" + pages.getAddress().getPort() + "/";
            Steps steps = client.run(new Target.Http(gateway.url()), plan(client, url), folder);
            check(steps);
            checkTrail(Recorded.calls(gateway));
            assertThat(gateway.stop()).as(gateway.program().describe()).isIn(Gateway.STOPPED_CLEAN);
        } finally {
            pages.stop(0);
        }
    }

    private List<String> command() {
        return Peers.node(
                SERVER,
                "--headless",
                "--isolated",
                "--no-sandbox",
                "--executable-path",
                Peers.program("chromium", Stream.empty()),
                "--output-dir",
                folder.resolve("browser").toString());
    }

    private static void page(HttpExchange exchange) throws IOException {
        byte[] body = PAGE.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Plan plan(Client client, String url) {
        Plan plan = client.era() == Era.MODERN ? Plan.list().negotiating() : Plan.list();
        return plan.call(new Call("browser_navigate", "{\"url\": \"" + url + "\"}"))
                .call(new Call("browser_snapshot", "{}"))
                .call(new Call("browser_click", "{\"element\": \"the button\", \"target\": \"button\"}"))
                .call(new Call("browser_snapshot", "{}"))
                .call(new Call("browser_close", "{}"));
    }

    private static void check(Steps steps) {
        assertThat(steps.toolNames()).as(steps.context()).contains("browser_navigate", "browser_click");
        List<JsonNode> results = steps.results();
        assertThat(results).as(steps.context()).hasSize(5).allMatch(result -> !result.path("isError")
                .asBoolean(false));
        assertThat(Steps.text(results.get(0))).contains("Page Title: Tide table");
        assertThat(Steps.text(results.get(1)))
                .contains("heading \"Brest\"", "ad***@example.com")
                .doesNotContain("ada.moreau");
        assertThat(Steps.text(results.get(3))).contains("heading \"7.1 metres\"");
    }

    /// What was masked is recorded, by kind and count only.
    private static void checkTrail(List<JsonNode> records) {
        JsonNode read = records.stream()
                .filter(record -> record.path("tool").asString("").equals("browser_snapshot"))
                .findFirst()
                .orElseThrow();
        assertThat(read.path("rulings").toString()).contains("{\"what\":\"mask\",\"kind\":\"email\",\"count\":1}");
        assertThat(records.toString()).doesNotContain("ada.moreau");
    }
}

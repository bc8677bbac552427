package io.tidegate.front;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Samples;
import io.tidegate.era.Speech;
import io.tidegate.http.ClientRequest;
import io.tidegate.http.ClientResponse;
import io.tidegate.http.ClientSettings;
import io.tidegate.http.EventStream;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpClient;
import io.tidegate.http.HttpServer;
import io.tidegate.http.ServerSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Does a stream that is asked for while the gateway stops keep it from stopping?
@Timeout(20)
class ListenersTest {
    @Test
    void endsAtOnceWhatComesAfterTheEnd() throws Exception {
        Listeners listeners = new Listeners(10);
        Speech speech = new Speech("test");
        HttpServer server = new HttpServer(
                ServerSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), exchange -> {
                    Listener listener = listeners.of(Samples.caller("alice"), "default", Listeners.EVERY_LIST);
                    try (Listeners.Line line = listeners.line(exchange, listener);
                            EventStream stream = Listeners.stream(exchange)) {
                        assertThat(line.serve(
                                        stream, new Listeners.Manner(speech::notice, new Welcome(() -> true), _ -> {
                                            throw new AssertionError();
                                        })))
                                .isTrue();
                    }
                });
        server.start();
        listeners.close();
        URI url = URI.create("http://127.0.0.1:" + server.address().getPort() + "/mcp");
        try (HttpClient client = new HttpClient(ClientSettings.standard());
                ClientResponse response = client.send(
                        new ClientRequest("GET", url, Headers.none(), new byte[0]), Duration.ofSeconds(10))) {
            assertThat(new String(response.body(1_000), StandardCharsets.UTF_8)).doesNotContain("data:");
        } finally {
            server.stop(Duration.ZERO);
        }
    }
}

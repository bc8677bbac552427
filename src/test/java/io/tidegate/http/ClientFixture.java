package io.tidegate.http;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A client, what it asks, and what it gets.
abstract class ClientFixture {
    static final Duration SOON = Duration.ofSeconds(5);

    HttpClient client;

    @BeforeEach
    void openClient() throws IOException {
        client = new HttpClient(ClientSettings.standard());
    }

    @AfterEach
    void closeClient() {
        client.close();
    }

    static URI url(int port) {
        return URI.create("http://127.0.0.1:" + port + "/p?q=1");
    }

    static ClientRequest post(int port) {
        return new ClientRequest("POST", url(port), Headers.of("x", "y"), Servers.bytes("body"));
    }

    String text(ClientRequest request) throws HttpFailure {
        try (ClientResponse response = client.send(request, SOON)) {
            return response.status() + " " + new String(response.body(1 << 20), StandardCharsets.ISO_8859_1);
        }
    }

    static String request(RawPeer peer) throws IOException {
        return peer.answer();
    }

    static HttpFailure failure(CheckedCall call) {
        try {
            call.run();
        } catch (HttpFailure thrown) {
            return thrown;
        }
        throw new AssertionError("nothing failed");
    }

    interface CheckedCall {
        void run() throws HttpFailure;
    }
}

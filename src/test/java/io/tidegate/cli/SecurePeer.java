package io.tidegate.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.tidegate.http.Certificates;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/// An MCP server of 2026-07-28 over TLS, on `localhost`, with the certificate that it is given. It shares no code with
/// what it is called by but that which reads JSON.
final class SecurePeer implements AutoCloseable {
    private final HttpsServer server;
    private final AtomicInteger calls = new AtomicInteger();
    // Not virtual ones: a handshake that a client breaks off keeps its thread busy.
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private SecurePeer(HttpsServer server) {
        this.server = server;
    }

    /// @param clients whose certificate clients have to show, if one
    static SecurePeer start(int port, Certificates own, Optional<Certificate> clients) throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        SSLContext context = context(own, clients);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ssl = context.getDefaultSSLParameters();
                ssl.setNeedClientAuth(clients.isPresent());
                parameters.setSSLParameters(ssl);
            }
        });
        SecurePeer peer = new SecurePeer(server);
        server.setExecutor(peer.threads);
        server.createContext("/mcp", peer::answer);
        server.start();
        return peer;
    }

    private static SSLContext context(Certificates own, Optional<Certificate> clients) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("own", own.key(), new char[0], new Certificate[] {own.certificate()});
        KeyManagerFactory shown = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        shown.init(keys, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        if (clients.isEmpty()) {
            context.init(shown.getKeyManagers(), null, null);
            return context;
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("clients", clients.get());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        context.init(shown.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "https://localhost:" + port() + "/mcp";
    }

    int calls() {
        return calls.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonValue message = JsonDocument.of(
                        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))
                .root();
        String outcome =
                switch (message.string("method").orElse("")) {
                    case "server/discover" -> """
                        "result": {"supportedVersions": ["2026-07-28"], "capabilities": {"tools": {}}}""";
                    case "tools/list" -> """
                        "result": {"tools": [{"name": "t", "inputSchema": {"type": "object"}}]}""";
                    case "tools/call" -> {
                        calls.incrementAndGet();
                        yield """
                        "result": {"content": [{"type": "text", "text": "over TLS"}]}""";
                    }
                    default -> """
                        "error": {"code": -32601, "message": "unknown"}""";
                };
        String id = message.get("id").map(JsonValue::json).orElse("null");
        byte[] body = ("{\"jsonrpc\": \"2.0\", \"id\": " + id + ", " + outcome + "}").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

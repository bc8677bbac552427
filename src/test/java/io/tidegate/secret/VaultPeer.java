package io.tidegate.secret;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// What Vault's HTTP API says where it is asked for secrets (KV version 2, AppRole, Kubernetes, tokens). It stands
/// in for Vault and OpenBao, which no package of the tests' brings: it shows what is sent, and can fail when told.
public final class VaultPeer implements AutoCloseable {
    private final HttpServer http;
    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger tokens = new AtomicInteger();
    private volatile String valid = "given";
    private volatile int status = 200;
    private volatile int lasts = 3_600;
    private volatile String entry = "";
    private volatile String secretId = "sesame";
    private volatile Runnable meanwhile = () -> {};

    private VaultPeer(HttpServer http) {
        this.http = http;
    }

    public static VaultPeer start() throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        VaultPeer peer = new VaultPeer(http);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/v1/", peer::handle);
        http.start();
        return peer;
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    /// @param path with its mount
    /// @param fields JSON
    public void put(String path, String fields) {
        secrets.put(path, fields);
    }

    public void remove(String path) {
        secrets.remove(path);
    }

    /// What it answers from now on, whatever it is asked.
    public void answers(int code) {
        status = code;
    }

    /// For how long tokens count that it gives from now on.
    void tokensLast(int seconds) {
        lasts = seconds;
    }

    /// Whom it lets in by AppRole from now on.
    public void letsIn(String secret) {
        secretId = secret;
    }

    /// No token that it gave counts any more.
    public void forgetTokens() {
        valid = "none-" + tokens.incrementAndGet();
    }

    /// What it answers to logins and renewals from now on.
    void letsInWith(String json) {
        entry = json;
    }

    /// What happens while it is asked from now on.
    void takes(Runnable time) {
        meanwhile = time;
    }

    /// Method, path and body of what it was asked, oldest first.
    public List<String> asked() {
        return asked;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring("/v1/".length());
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(exchange.getRequestMethod() + " " + path + " " + body);
        String token = String.valueOf(exchange.getRequestHeaders().getFirst("X-Vault-Token"));
        String granted = "\"renewable\": true, \"lease_duration\": " + lasts;
        meanwhile.run();
        if (!entry.isEmpty() && (path.endsWith("/login") || path.endsWith("/renew-self"))) {
            valid = entry.contains("\"t\"") ? "t" : valid;
            answer(exchange, 200, entry);
        } else if (status != 200) {
            answer(exchange, status, "{\"errors\": []}");
        } else if (path.endsWith("/login")) {
            boolean known =
                    body.contains("\"secret_id\":\"" + secretId + "\"") || body.contains("\"jwt\":\"pod-token\"");
            valid = "token-" + tokens.incrementAndGet();
            answer(exchange, known ? 200 : 400, "{\"auth\": {\"client_token\": \"" + valid + "\", " + granted + "}}");
        } else if (!token.equals(valid)) {
            answer(exchange, 403, "{\"errors\": [\"permission denied\"]}");
        } else if (path.equals("auth/token/renew-self")) {
            answer(exchange, 200, "{\"auth\": {\"client_token\": \"" + valid + "\", " + granted + "}}");
        } else if (path.equals("auth/token/lookup-self")) {
            answer(exchange, 200, "{\"data\": {\"renewable\": true, \"ttl\": " + lasts + "}}");
        } else {
            String fields = secrets.get(path.replaceFirst("/data/", "/"));
            answer(
                    exchange,
                    fields == null ? 404 : 200,
                    "{\"data\": {\"data\": " + fields + ", \"metadata\": {\"version\": 1}}}");
        }
    }

    private static void answer(HttpExchange exchange, int code, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        http.stop(0);
    }
}

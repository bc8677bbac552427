package io.tidegate.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// An MCP server of 2026-07-28 that wants tokens, and the authorization server that gives them: it agrees to everything
/// at once, and is as strict as the specifications allow about what comes after. It keeps what it was sent.
public final class OauthPeer implements AutoCloseable {
    /// One request: where, with which `Authorization`, and its form or query.
    record Asked(String path, String authorization, Map<String, String> form) {}

    /// What a code was given for.
    private record Code(Map<String, String> query) {}

    private final HttpServer server;
    final List<Asked> asked = new CopyOnWriteArrayList<>();
    final List<JsonValue> called = new CopyOnWriteArrayList<>();

    /// The `Authorization` of every tools/call.
    final List<String> shown = new CopyOnWriteArrayList<>();

    final Set<String> good = ConcurrentHashMap.newKeySet();
    final Map<String, String> subjects = new ConcurrentHashMap<>();
    final Set<String> refreshable = ConcurrentHashMap.newKeySet();
    private final Map<String, Code> codes = new ConcurrentHashMap<>();
    private final AtomicInteger names = new AtomicInteger();

    volatile Map<String, String> resource = new LinkedHashMap<>();
    volatile Map<String, String> metadata = new LinkedHashMap<>();

    /// Members of the answers of the token endpoint beside the token; with a comma before each.
    volatile String tokenMembers = ", \"expires_in\": 3600";
    volatile boolean gives = true;

    /// Whether it says which authorization server it trusts (RFC 9728); servers of 2025-03-26 do not.
    volatile boolean describes = true;

    volatile boolean refreshes = true;
    volatile Optional<String> iss = Optional.of("");
    volatile Function<Map<String, String>, Optional<String>> tokenAnswer = _ -> Optional.empty();
    volatile String needed = "";

    /// The text of access tokens, for those that are to say something; by the form they are asked for with.
    private volatile Optional<Function<Map<String, String>, String>> written = Optional.empty();

    /// What authorization codes and refresh tokens begin with.
    private volatile String codesBegin = "code-";

    private volatile String refreshTokensBegin = "refresh-";

    /// The keys of what it signs.
    volatile String keys = "{\"keys\": []}";

    private OauthPeer(HttpServer server) {
        this.server = server;
    }

    public static OauthPeer start() throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        OauthPeer peer = new OauthPeer(http);
        String site = peer.site();
        peer.resource.put("resource", quoted(site + "/mcp"));
        peer.resource.put("authorization_servers", "[" + quoted(site) + "]");
        peer.metadata.put("issuer", quoted(site));
        peer.metadata.put("authorization_endpoint", quoted(site + "/authorize"));
        peer.metadata.put("token_endpoint", quoted(site + "/token"));
        peer.metadata.put("registration_endpoint", quoted(site + "/register"));
        peer.metadata.put("revocation_endpoint", quoted(site + "/revoke"));
        peer.metadata.put("code_challenge_methods_supported", "[\"S256\"]");
        peer.metadata.put("authorization_response_iss_parameter_supported", "true");
        peer.metadata.put("token_endpoint_auth_methods_supported", "[\"client_secret_basic\"]");
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", peer::handle);
        http.start();
        return peer;
    }

    /// From now on access tokens read so; by the form that they are asked for with.
    public void writes(Function<Map<String, String>, String> tokens) {
        written = Optional.of(tokens);
    }

    /// From now on authorization codes and refresh tokens begin so, and tokens last for that many seconds.
    public void gives(String code, String refreshToken, int seconds) {
        codesBegin = code;
        refreshTokensBegin = refreshToken;
        tokenMembers = ", \"expires_in\": " + seconds;
    }

    /// What the token endpoint answers from now on, where it is not the usual.
    public void answers(Function<Map<String, String>, Optional<String>> answers) {
        tokenAnswer = answers;
    }

    /// What its metadata says of that from now on.
    public void describes(String name, String json) {
        metadata.put(name, json);
    }

    /// What it publishes as the keys of what it signs.
    public void publishes(String jwks) {
        keys = jwks;
    }

    /// What its token endpoint was asked, and what its tools were shown.
    public List<String> heard() {
        List<String> heard = new ArrayList<>(shown);
        asked("/token").forEach(each -> heard.add(each.authorization() + each.form()));
        return heard;
    }

    static String quoted(String text) {
        return "\"" + text + "\"";
    }

    public String site() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public URI url() {
        return URI.create(site() + "/mcp");
    }

    /// This server in a configuration, where tokens for it are got in exchange for callers'; the secret is in a file.
    String exchanging() {
        return """
                servers:
                  crm:
                    url: "%s"
                    authorization:
                      { grant: token-exchange, issuer: "%s", client-id: tidegate, client-secret: "${file:secret}", audience: crm }
                """.formatted(url(), site());
    }

    List<Asked> asked(String path) {
        return asked.stream().filter(each -> each.path().equals(path)).toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            String text = new String(body, StandardCharsets.UTF_8);
            Map<String, String> form = form(
                    exchange.getRequestMethod().equals("GET")
                            ? exchange.getRequestURI().getRawQuery()
                            : text);
            String authorization = Optional.ofNullable(
                            exchange.getRequestHeaders().getFirst("Authorization"))
                    .orElse("");
            asked.add(new Asked(path, authorization, form));
            switch (path) {
                case "/mcp" -> mcp(exchange, text, authorization);
                case "/.well-known/oauth-protected-resource/mcp" ->
                    answer(exchange, describes ? 200 : 404, object(resource));
                case "/.well-known/oauth-authorization-server" -> answer(exchange, 200, object(metadata));
                case "/authorize" -> authorize(exchange, form);
                case "/token" -> token(exchange, form);
                case "/keys" -> answer(exchange, 200, keys);
                case "/register" ->
                    answer(exchange, 201, "{\"client_id\": \"registered\", \"client_secret\": \"of-registered\"}");
                case "/revoke" -> {
                    good.remove(form.getOrDefault("token", ""));
                    refreshable.remove(form.getOrDefault("token", ""));
                    answer(exchange, 200, "{}");
                }
                default -> answer(exchange, 404, "{}");
            }
        }
    }

    private void mcp(HttpExchange exchange, String text, String authorization) throws IOException {
        String token = authorization.startsWith("Bearer ") ? authorization.substring(7) : "";
        JsonValue message = JsonDocument.of(text).root();
        String method = message.string("method").orElse("");
        if (method.equals("tools/call")) {
            shown.add(authorization);
        }
        if (!good.contains(token)) {
            exchange.getResponseHeaders()
                    .set(
                            "WWW-Authenticate",
                            "Bearer error=\"invalid_token\""
                                    + (describes
                                            ? ", resource_metadata=\"" + site()
                                                    + "/.well-known/oauth-protected-resource/mcp\""
                                            : ""));
            answer(exchange, 401, "{}");
            return;
        }
        String missing = needed;
        if (method.equals("tools/call")
                && !missing.isEmpty()
                && !subjects.getOrDefault(token, "").contains(missing)) {
            exchange.getResponseHeaders()
                    .set("WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"" + missing + "\"");
            answer(exchange, 403, "{}");
            return;
        }
        String result =
                switch (method) {
                    case "server/discover" ->
                        "{\"supportedVersions\": [\"2026-07-28\"], \"resultType\": \"complete\","
                                + " \"capabilities\": {\"tools\": {}, \"resources\": {}}, \"serverInfo\": {\"name\": \"p\","
                                + " \"version\": \"1\"}}";
                    case "tools/list" ->
                        "{\"resultType\": \"complete\", \"tools\": [" + ModernServer.tool("read") + ", "
                                + ModernServer.tool("write") + "]}";
                    case "resources/list" ->
                        "{\"resultType\": \"complete\", \"resources\": [{\"uri\": \"a://of-one\","
                                + " \"name\": \"private of one\"}]}";
                    case "tools/call" -> {
                        called.add(message.get("params").orElseThrow());
                        yield "{\"resultType\": \"complete\", \"content\": [{\"type\": \"text\", \"text\": \"for "
                                + subjects.getOrDefault(token, "nobody") + "\"}]}";
                    }
                    default -> "{\"resultType\": \"complete\"}";
                };
        String id = message.get("id").map(JsonValue::json).orElse("null");
        answer(exchange, 200, "{\"jsonrpc\": \"2.0\", \"id\": " + id + ", \"result\": " + result + "}");
    }

    private void authorize(HttpExchange exchange, Map<String, String> query) throws IOException {
        String code = codesBegin + names.incrementAndGet();
        codes.put(code, new Code(query));
        String back = query.getOrDefault("redirect_uri", "") + "?code=" + code + "&state="
                + URLEncoder.encode(query.getOrDefault("state", ""), StandardCharsets.UTF_8);
        Optional<String> named = iss;
        if (named.isPresent()) {
            back += "&iss=" + URLEncoder.encode(named.get().isEmpty() ? site() : named.get(), StandardCharsets.UTF_8);
        }
        exchange.getResponseHeaders().set("Location", back);
        exchange.sendResponseHeaders(303, -1);
    }

    private void token(HttpExchange exchange, Map<String, String> form) throws IOException {
        Optional<String> special = tokenAnswer.apply(form);
        if (special.isPresent()) {
            answer(exchange, 200, special.get());
            return;
        }
        Optional<String> whose = gives ? whose(form) : Optional.empty();
        if (whose.isEmpty()) {
            answer(exchange, 400, "{\"error\": \"invalid_grant\", \"error_description\": \"no\"}");
            return;
        }
        String number = "access-" + names.incrementAndGet();
        String token = written.map(write -> write.apply(form)).orElse(number);
        good.add(token);
        subjects.put(token, whose.get());
        String more = "";
        if (refreshes && !form.getOrDefault("grant_type", "").matches("client_credentials|.*jwt-bearer")) {
            String refresh = refreshTokensBegin + names.incrementAndGet();
            refreshable.add(refresh);
            subjects.put(refresh, whose.get());
            more = ", \"refresh_token\": " + quoted(refresh);
        }
        answer(
                exchange,
                200,
                "{\"access_token\": " + quoted(token) + ", \"token_type\": \"Bearer\"" + tokenMembers + more + "}");
    }

    private Optional<String> whose(Map<String, String> form) {
        return switch (form.getOrDefault("grant_type", "")) {
            case "client_credentials" -> Optional.of("the service");
            case "urn:ietf:params:oauth:grant-type:jwt-bearer" ->
                Optional.of("who is asserted by " + form.getOrDefault("assertion", "nothing"));
            case "urn:ietf:params:oauth:grant-type:token-exchange" ->
                Optional.of("the caller of "
                        + form.getOrDefault("subject_token", "").length());
            case "refresh_token" -> {
                String used = form.getOrDefault("refresh_token", "");
                yield refreshable.remove(used) ? Optional.ofNullable(subjects.get(used)) : Optional.empty();
            }
            case "authorization_code" -> {
                Map<String, String> query = Optional.ofNullable(codes.remove(form.getOrDefault("code", "")))
                        .map(Code::query)
                        .orElse(Map.of());
                boolean right =
                        challenge(form.getOrDefault("code_verifier", "")).equals(query.get("code_challenge"))
                                && form.getOrDefault("redirect_uri", "").equals(query.get("redirect_uri"))
                                && form.getOrDefault("resource", "").equals(query.get("resource"));
                yield right ? Optional.of("a user with " + query.getOrDefault("scope", "nothing")) : Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    private static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (java.security.NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static String object(Map<String, String> members) {
        List<String> all = new ArrayList<>();
        members.forEach((name, json) -> all.add(quoted(name) + ": " + json));
        return "{" + String.join(", ", all) + "}";
    }

    private static Map<String, String> form(String text) {
        Map<String, String> form = new LinkedHashMap<>();
        for (String pair : text == null || text.startsWith("{") ? new String[0] : text.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            if (parts.length == 2) {
                form.put(
                        URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                        URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return form;
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

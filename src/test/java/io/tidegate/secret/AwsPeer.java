package io.tidegate.secret;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Stands in for AWS Secrets Manager, the token service and a container's endpoint. Unlike moto, which
/// `AwsEndToEndTest` asks, it can misbehave when told. It checks each signature by itself, and shares no code with what
/// signs.
public final class AwsPeer implements AutoCloseable {
    private static final Pattern AUTHORIZATION = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=([^/]+)/([0-9]{8})/([^/]+)/([^/]+)/aws4_request, SignedHeaders=([^,]+),"
                    + " Signature=([0-9a-f]{64})");

    private final HttpServer http;
    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final Map<String, String> keys = new ConcurrentHashMap<>(Map.of("AKIDEXAMPLE", "planted-aws-key"));
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile Optional<Answering> answering = Optional.empty();

    /// What it does instead of answering.
    public interface Answering {
        void answer(HttpExchange exchange) throws IOException;
    }

    private AwsPeer(HttpServer http) {
        this.http = http;
    }

    public static AwsPeer start() throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AwsPeer peer = new AwsPeer(http);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", peer::handle);
        http.start();
        return peer;
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/");
    }

    public void put(String name, String secretString) {
        secrets.put(name, secretString);
    }

    public void remove(String name) {
        secrets.remove(name);
    }

    /// From now on.
    public void does(Answering next) {
        answering = Optional.of(next);
    }

    public void answersAgain() {
        answering = Optional.empty();
    }

    /// Keys that it takes from now on, besides the first.
    public void takes(String id, String secret) {
        keys.put(id, secret);
    }

    public void takesNoMore(String id) {
        keys.remove(id);
    }

    /// What it was asked: who signed, and what.
    public List<String> asked() {
        return asked;
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String text = new String(body, StandardCharsets.UTF_8);
        if (answering.isPresent()) {
            asked.add("while it misbehaves");
            answering.get().answer(exchange);
        } else if (exchange.getRequestURI().getPath().equals("/container")) {
            boolean known = "token-of-pod".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            asked.add("container");
            answer(exchange, known ? 200 : 403, """
                    {"AccessKeyId": "ASIACONTAINER", "SecretAccessKey": "planted-container", "Token": "planted-session",
                     "Expiration": "2126-01-01T00:00:00Z"}""");
        } else if (text.startsWith("Action=AssumeRoleWithWebIdentity")) {
            asked.add("assume");
            answer(
                    exchange,
                    text.contains("WebIdentityToken=token-of-pod&") || text.endsWith("token-of-pod") ? 200 : 403,
                    """
                    <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                      <AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIAWEB</AccessKeyId>
                        <SecretAccessKey>planted-web</SecretAccessKey><SessionToken>planted-session</SessionToken>
                        <Expiration>2126-01-01T00:00:00Z</Expiration></Credentials>
                      </AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>""");
        } else {
            secret(exchange, body, text);
        }
    }

    private void secret(HttpExchange exchange, byte[] body, String text) throws IOException {
        Matcher authorization = AUTHORIZATION.matcher(
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        boolean readable = authorization.matches();
        String id = readable ? authorization.group(1) : "nobody";
        asked.add(id + " " + exchange.getRequestHeaders().getFirst("X-Amz-Target") + " " + text);
        if (!readable || !keys.containsKey(id)) {
            error(exchange, "UnrecognizedClientException");
        } else if (!authorization.group(6).equals(signature(exchange, body, authorization))) {
            error(exchange, "InvalidSignatureException");
        } else {
            String name = text.replaceFirst(".*\"SecretId\":\"([^\"]*)\".*", "$1");
            String found = secrets.get(name);
            if (found == null) {
                error(exchange, "com.amazonaws.secretsmanager#ResourceNotFoundException");
            } else {
                answer(
                        exchange,
                        200,
                        "{\"Name\": \"" + name + "\", \"SecretString\": \""
                                + found.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}");
            }
        }
    }

    private String signature(HttpExchange exchange, byte[] body, Matcher authorization) {
        StringBuilder canonical = new StringBuilder(exchange.getRequestMethod() + "\n/\n\n");
        for (String name : authorization.group(5).split(";", -1)) {
            canonical
                    .append(name)
                    .append(':')
                    .append(exchange.getRequestHeaders().getFirst(name))
                    .append('\n');
        }
        canonical.append('\n').append(authorization.group(5)).append('\n').append(hex(sha256(body)));
        String scope =
                authorization.group(2) + "/" + authorization.group(3) + "/" + authorization.group(4) + "/aws4_request";
        String toSign = "AWS4-HMAC-SHA256\n" + exchange.getRequestHeaders().getFirst("X-Amz-Date") + "\n" + scope + "\n"
                + hex(sha256(canonical.toString().getBytes(StandardCharsets.UTF_8)));
        byte[] key = ("AWS4" + keys.get(authorization.group(1))).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/", -1)) {
            key = hmac(key, part);
        }
        return hex(hmac(key, toSign));
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static void error(HttpExchange exchange, String type) throws IOException {
        answer(exchange, 400, "{\"__type\": \"" + type + "\", \"Message\": \"planted-message\"}");
    }

    public static void answer(HttpExchange exchange, int code, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        http.stop(0);
    }
}

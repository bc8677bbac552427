package io.tidegate.cli;

import com.nimbusds.jose.JWSAlgorithm;
import io.tidegate.audit.RecordKind;
import io.tidegate.cli.RawRequest.Answer;
import io.tidegate.identity.TestProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// A whole gateway that gives out tokens itself, for identity assertions of the enterprise's issuer.
abstract class TokenEndpointFixture extends ProviderFixture {
    static final String SITE = "http://localhost:8420"; // nobody need reach it: tokens and metadata name it
    static final String JAG = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    static final String SECRET = "correct horse battery staple";

    @Override
    String identity(int port) {
        return "public-url: " + SITE + "\n" + tokenEndpoint(port, "editor", "other");
    }

    /// @param clients with that secret
    String tokenEndpoint(int port, String... clients) {
        return giving(port, TestProvider.ISSUER, clients);
    }

    String giving(int port, String issuer, String... clients) {
        try {
            Files.writeString(folder.resolve("client.secret"), SECRET);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        StringBuilder all = new StringBuilder();
        for (String client : clients) {
            all.append("          %s: { secret: \"${file:client.secret}\", scopes: [crm:read] }\n".formatted(client));
        }
        return """
                identity:
                  token-endpoint:
                    issuers: [ { issuer: "%s", jwks: "http://127.0.0.1:%d/keys" } ]
                    clients:
                """.formatted(issuer, port) + all + more(port);
    }

    /// More clients.
    String more(int port) {
        return "";
    }

    /// The claims of a good assertion.
    Map<String, Object> assertion() {
        Map<String, Object> claims = new LinkedHashMap<>();
        long now = clock.instant().getEpochSecond();
        claims.put("iss", TestProvider.ISSUER);
        claims.put("sub", "alice");
        claims.put("aud", SITE);
        claims.put("client_id", "editor");
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("resource", SITE + "/mcp");
        claims.put("scope", "crm:read crm:write");
        claims.put("groups", List.of("support"));
        claims.put("iat", now);
        claims.put("exp", now + 300);
        return claims;
    }

    Map<String, Object> assertion(String name, Object value) {
        Map<String, Object> claims = assertion();
        claims.put(name, value);
        return claims;
    }

    static String typed(String type, Map<String, Object> claims) {
        return TestProvider.signed(
                "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":\"" + type + "\"}",
                TestProvider.json(claims),
                JWSAlgorithm.RS256,
                TestProvider.RSA);
    }

    static String jag(Map<String, Object> claims) {
        return typed("oauth-id-jag+jwt", claims);
    }

    static RawRequest form(Map<String, String> fields) {
        String body = fields.entrySet().stream()
                .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
        return new RawRequest("POST", "/oauth/token", List.of("Content-Type: application/x-www-form-urlencoded"), body);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static RawRequest by(RawRequest request, String client, String secret) {
        String pair = encoded(client) + ":" + encoded(secret);
        return request.with(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII)));
    }

    /// The exchange of this assertion, by the client that it is for.
    static RawRequest exchange(String assertion) {
        return by(form(Map.of("grant_type", JAG, "assertion", assertion)), "editor", SECRET);
    }

    /// What came of it, where it was good.
    JsonNode given(RawRequest request) throws IOException {
        Answer answer = send(request);
        if (answer.status() != 200) {
            throw new AssertionError(answer.head() + "\n" + answer.body());
        }
        return MAPPER.readTree(answer.body());
    }

    String token(Map<String, Object> claims) throws IOException {
        return given(exchange(jag(claims))).path("access_token").asString();
    }

    /// The last record of that kind.
    JsonNode last(RecordKind kind) throws IOException {
        return MAPPER.readTree(started.records(kind).getLast());
    }
}

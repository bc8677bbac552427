package io.tidegate.secret;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs a request as AWS wants it: Signature Version 4, `AWS4-HMAC-SHA256` (AWS IAM User Guide, Create a signed AWS
/// API
/// request). For addresses whose path and query need no encoding, which all that Tidegate asks have.
record AwsSignature(String region, String service) {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /// Who signs.
    ///
    /// @param session the token that comes with keys for a time
    record Keys(String id, Secret secret, Optional<Secret> session) {}

    /// What is signed.
    ///
    /// @param headers that are sent and signed, besides those that signing adds
    record Request(String method, URI address, Map<String, String> headers, byte[] body) {}

    /// All headers to send but `Host`, which is signed too.
    SortedMap<String, String> sign(Request request, Keys keys, Instant now) {
        String time = TIME.format(now);
        SortedMap<String, String> headers = new TreeMap<>();
        request.headers().forEach((name, value) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), value.strip()));
        headers.put("host", request.address().getRawAuthority());
        headers.put("x-amz-date", time);
        keys.session().ifPresent(token -> headers.put("x-amz-security-token", token.reveal(Purpose.SECRETS_MANAGER)));
        String signed = String.join(";", headers.keySet());
        String scope = time.substring(0, 8) + "/" + region + "/" + service + "/aws4_request";
        String toSign = String.join("\n", ALGORITHM, time, scope, hash(canonical(request, headers, signed)));
        String signature = HexFormat.of().formatHex(mac(key(keys, time.substring(0, 8)), toSign));
        headers.put(
                "authorization",
                ALGORITHM + " Credential=" + keys.id() + "/" + scope + ", SignedHeaders=" + signed + ", Signature="
                        + signature);
        headers.remove("host");
        return headers;
    }

    private static byte[] canonical(Request request, SortedMap<String, String> headers, String signed) {
        String path = request.address().getRawPath();
        String query = Optional.ofNullable(request.address().getRawQuery()).orElse("");
        String lines = headers.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue().replaceAll(" +", " ") + "\n")
                .collect(Collectors.joining());
        return String.join(
                        "\n",
                        request.method(),
                        path == null || path.isEmpty() ? "/" : path,
                        Arrays.stream(query.split("&", -1)).sorted().collect(Collectors.joining("&")),
                        lines,
                        signed,
                        hash(request.body()))
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] key(Keys keys, String day) {
        byte[] secret = ("AWS4" + keys.secret().reveal(Purpose.SECRETS_MANAGER)).getBytes(StandardCharsets.UTF_8);
        return mac(mac(mac(mac(secret, day), region), service), "aws4_request");
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", impossible);
        }
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}

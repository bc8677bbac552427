package io.tidegate.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Are requests signed as AWS does in its published test suite for Signature Version 4?
class AwsSignatureTest {
    private static final Instant THEN = Instant.parse("2015-08-30T12:36:00Z");
    private static final AwsSignature SIGNATURE = new AwsSignature("us-east-1", "service");
    private static final Secret SECRET = Secret.of("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

    private static String signed(String method, String query, Map<String, String> headers, String body) {
        var request = new AwsSignature.Request(
                method,
                URI.create("https://example.amazonaws.com/" + query),
                headers,
                body.getBytes(StandardCharsets.UTF_8));
        return SIGNATURE
                .sign(request, new AwsSignature.Keys("AKIDEXAMPLE", SECRET, Optional.empty()), THEN)
                .getOrDefault("authorization", "");
    }

    private static String expected(String headers, String signature) {
        return "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders="
                + headers + ", Signature=" + signature;
    }

    @ParameterizedTest
    @CsvSource({
        // get-vanilla, post-vanilla, get-vanilla-query-order-key-case
        "GET, '', 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "POST, '', 5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        "GET, ?Param2=value2&Param1=value1, b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
    })
    void signsAsPublished(String method, String query, String signature) {
        assertThat(signed(method, query, Map.of(), "")).isEqualTo(expected("host;x-amz-date", signature));
    }

    /// post-x-www-form-urlencoded
    @Test
    void signsTheBodyAndItsType() {
        assertThat(signed("POST", "", Map.of("Content-Type", "application/x-www-form-urlencoded"), "Param1=value1"))
                .isEqualTo(expected(
                        "content-type;host;x-amz-date",
                        "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"));
    }

    /// get-header-value-trim
    @Test
    void signsValuesWithoutSpacesThatSayNothing() {
        assertThat(signed("GET", "", Map.of("My-Header1", " value1", "My-Header2", " \"a   b   c\""), ""))
                .isEqualTo(expected(
                        "host;my-header1;my-header2;x-amz-date",
                        "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"));
    }
}

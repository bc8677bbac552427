package io.tidegate.detect;

import static io.tidegate.detect.Samples.base64;
import static io.tidegate.detect.Samples.hex;
import static io.tidegate.detect.Samples.random;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Is what ordinary work is full of left alone: digests, revisions, numbers, placeholders, parts of programs? And is a
/// login found in the files and commands that hold one?
class LookAlikesTest {
    private static final String UUID = "7d1f0c52-94ab-4e3c-8b6a-0f2d5e7c9a13";

    private static List<Finding> secrets(String text) {
        return Samples.scan(text).stream()
                .filter(finding -> finding.type().family() == DataType.Family.SECRET)
                .toList();
    }

    static Stream<String> ordinary() {
        return Stream.of(
                "commit " + hex(40) + "\nAuthor: Ada",
                "index 3f9a1c7..5b2d804 100644",
                "image: nginx@sha256:" + hex(64),
                "\"integrity\": \"sha512-" + random(62) + random(24) + "==\"",
                "  resolved \"https://r.example/lodash/-/lodash-4.17.21.tgz#" + hex(40) + "\"",
                "github.com/x/y v1.2.3 h1:" + random(43) + "=",
                "checksum = \"" + hex(64) + "\"",
                "md5: " + hex(32) + "  archive.tar.gz",
                "ETag: \"" + hex(32) + "\"",
                "request-id: " + UUID,
                "\"id\": \"" + UUID + "\", \"parent\": null",
                "trace_id=" + hex(32) + " span_id=" + hex(16),
                "datadog.trace_id: " + hex(32),
                "heroku_app_id = " + UUID,
                "hubspot_form_id: \"" + UUID + "\"",
                "https://cdn.example/algolia/" + hex(32) + ".js",
                "data:image/png;base64,iVBORw0KGgo" + random(62) + random(62),
                "version 1.2.3-beta.4+build.20240101",
                "linear-gradient(90deg, #3f9a1c 0%, #7e5b2d 100%)",
                "The meeting with Okta and Asana is on Tuesday: bring the contract.",
                "twitter: @someone, facebook: someone.else, linkedin: in/someone",
                "squarespace and netlify are hosts; fastly is a cache.",
                "sk-fading-circle sk-cube-grid sk-chasing-dots",
                "the auth: basic or digest, as the server asks",
                "Authorization: Basic <base64 of user:password>",
                "Authorization: Basic " + base64("user:password"),
                "curl -u $USER:$PASSWORD https://h.example",
                "curl -u user:password https://h.example",
                "curl -x proxy -U \"$vars->{user}:$vars->{pass}\" https://h.example",
                "/* Basic Operators */ and Basic Functions of it",
                "https://user:password@h.example/ or http://username:pass@h.example",
                "passwords stand in `host:5432:database:user:password`, a line each",
                "password = utf8_to_utf16_dup(v);",
                "sort -u names.txt && tail -u",
                "machine learning login page password policy",
                "postgres at db:5432:ready",
                "otpauth://totp/Example:ada?issuer=Example",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" + random(43) + "\",\"y\":\"" + random(42) + "\"}",
                "test_convertsUtf8ToLatin1WhenAsked",
                "live_updates_are_enabled_for_all_users",
                "api-gateway-" + UUID.substring(0, 8),
                "pk_live_" + random(24) + " is what the page shows",
                "s.AcceptanceTimeoutSeconds = 30",
                "re_initialised the cs_counter and ck_editor",
                "key-value-store-with-replicas",
                "https://maker.example/trigger/with/key",
                "$1$2 is what the expression puts there",
                "public_key = " + random(43),
                "secret_name: my-service-secret-2024",
                "sumOfExposures = " + random(62) + "Q2;",
                "oktaGroupId: 00" + hex(18),
                "re_validate_internationalization(text)",
                "rnd_generateRandomNumberSequence()",
                ">sp|P1 AKLTVNQRSPEDGHIKLMFWYACDEFGHIKLMNPQRSTVWYAKLT",
                "EAAKLTVNQRSPEDGHIKLMFWYACDEFGHIKLMNPQRSTVWY".repeat(4),
                "algolia_cache_key = " + hex(32),
                "snyk author: " + UUID);
    }

    @ParameterizedTest
    @MethodSource("ordinary")
    void leavesOrdinaryTextAlone(String text) {
        assertThat(secrets(text)).isEmpty();
        assertThat(secrets("{\"text\": \"" + text.replace("\"", "\\\"") + "\"}"))
                .isEmpty();
    }

    /// @param kind what is found
    /// @param secret what it covers
    record Login(String kind, String text, String secret) {}

    static Stream<Login> logins() {
        String password = random(14);
        String basic = base64("deploy:" + password);
        return Stream.of(
                new Login("basic-login", "Authorization: Basic " + basic, basic),
                new Login("basic-login", "curl -H 'authorization: basic " + basic + "' https://h.example", basic),
                new Login("registry-login", "{\"auths\":{\"r.example\":{\"auth\":\"" + basic + "\"}}}", basic),
                new Login("registry-login", "//r.example/:_auth=" + basic, basic),
                new Login(
                        "command-line-login",
                        "curl -sS -u deploy:" + password + " https://h.example",
                        "deploy:" + password),
                new Login("command-line-login", "curl --user 'deploy:" + password + "' -X POST", "deploy:" + password),
                new Login("netrc-password", "machine h.example login ada password " + password, password),
                new Login("netrc-password", "machine h.example\n  login ada\n  password " + password + "\n", password),
                new Login("pgpass-password", "db.internal:5432:orders:app:" + password, password),
                new Login("totp-secret", "otpauth://totp/A:ada?secret=JBSWY3DPEHPK3PXQ&issuer=A", "JBSWY3DPEHPK3PXQ"));
    }

    @ParameterizedTest
    @MethodSource("logins")
    void findsLogins(Login login) {
        assertThat(secrets(login.text())).as(login.text()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(login.kind());
            assertThat(login.text().substring(finding.start(), finding.end())).isEqualTo(login.secret());
        });
    }

    static Stream<String> assigned() {
        return Stream.of(
                "Server=db.internal;Database=x;User Id=app;Password=" + random(12) + ";Encrypt=true",
                "jdbc:postgresql://db.internal/x?user=app&password=" + random(12) + "&ssl=true",
                "amqp://app:" + random(12) + "@queue.internal:5672/v",
                "mongodb+srv://app:" + random(12) + "@cluster.example/x",
                "redis://:" + random(16) + "@cache.internal:6379/0",
                "//r.example/:_authToken=" + UUID,
                "aws_session_token = " + random(62) + random(62),
                "\"SecretAccessKey\": \"" + random(40) + "\"",
                "Authorization: Token " + hex(40),
                "X-Api-Key: " + hex(32),
                "-H \"Token: 3fea6af1349166ea\"",
                "mysqldump --password " + random(14) + " orders",
                "run --api-token " + hex(32) + " now");
    }

    @ParameterizedTest
    @MethodSource("assigned")
    void findsSecretsUnderTellingNames(String text) {
        assertThat(secrets(text)).as(text.toLowerCase(Locale.ROOT)).hasSize(1);
    }

    @Test
    void findsThePrivateMembersOfAKey() {
        String key = "{\"d\":\"" + random(43) + "\",\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" + random(42) + "\"}";
        for (String text : List.of(key, key.replace("\"", "\\\""))) {
            assertThat(secrets("the key " + text)).singleElement().satisfies(finding -> {
                assertThat(finding.kind()).isEqualTo("json-web-key");
                assertThat(("the key " + text).substring(finding.start(), finding.end()))
                        .isEqualTo(random(43));
            });
        }
    }

    @Test
    void findsAKeyWhoseMembersAreLookedAtOneByOne() {
        assertThat(Samples.SCANNER.scan(random(43), "d"))
                .isEqualTo(new Examination.Complete(
                        List.of(new Finding(DataType.PRIVATE_KEY, "json-web-key", 0, 43, Confidence.LIKELY)), 43));
        assertThat(Samples.SCANNER.scan(random(42), "d"))
                .isInstanceOfSatisfying(Examination.Complete.class, complete -> assertThat(complete.findings())
                        .isEmpty());
        assertThat(Samples.SCANNER.scan(random(43), "x"))
                .isInstanceOfSatisfying(Examination.Complete.class, complete -> assertThat(complete.findings())
                        .isEmpty());
    }
}

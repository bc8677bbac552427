package io.tidegate.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.secret.SecretRef.FromEnvironment;
import io.tidegate.secret.SecretRef.FromFile;
import io.tidegate.secret.SecretRef.Parsed;
import io.tidegate.secret.SecretSource.Fetched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
    @TempDir
    Path folder;

    @Test
    void showsNothingOfItself() {
        Secret secret = Secret.of("hunter2");
        assertThat(secret).hasToString("Secret(hidden)");
        assertThat(secret.reveal(Purpose.UPSTREAM_CREDENTIAL)).isEqualTo("hunter2");
        assertThat(secret).isNotEqualTo(Secret.of("hunter2"));
        assertThat(new Setting.Hidden(new FromEnvironment("X"), secret).toString())
                .doesNotContain("hunter2");
    }

    @Test
    void readsBothForms() {
        assertThat(SecretRef.parse("${env:GITHUB_TOKEN}"))
                .isEqualTo(new Parsed.Reference(new FromEnvironment("GITHUB_TOKEN")));
        assertThat(SecretRef.parse("${file:.tidegate/secrets/a}"))
                .isEqualTo(new Parsed.Reference(new FromFile(Path.of(".tidegate/secrets/a"))));
        assertThat(SecretRef.parse("plain")).isEqualTo(new Parsed.Literal("plain"));
        assertThat(SecretRef.parse("hunter2")).hasToString("Literal(hidden)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${env:}",
                "${env:A B}",
                "${env:1A}",
                "${file:}",
                "${file: }",
                "${keychain:crm}",
                "${X}",
                "${",
                "${}",
                "Bearer ${env:A}",
                "${env:A}${env:B}",
                "${env:A} ",
                "${env:${env:A}}",
                "${file:a{b}",
                "${env:A}}",
                "${file:a\nb}"
            })
    void refusesWhatIsNoWholeReference(String text) {
        assertThat(SecretRef.parse(text)).isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void fetchesFromTheEnvironment() {
        SecretSource source = new SecretSource(Map.of("A", "1", "EMPTY", ""), folder);
        assertThat(source.fetch(new FromEnvironment("A"))).isInstanceOf(Fetched.Found.class);
        assertThat(source.fetch(new FromEnvironment("B")))
                .isEqualTo(new Fetched.Missing("the environment has no variable `B`"));
        assertThat(source.fetch(new FromEnvironment("EMPTY"))).isInstanceOf(Fetched.Missing.class);
    }

    @Test
    void trimsOneNewlineOfAFileAndNoMore() throws IOException {
        assertThat(fetched("secret\n")).isEqualTo("secret");
        assertThat(fetched("secret\r\n")).isEqualTo("secret");
        assertThat(fetched("secret\n\n")).isEqualTo("secret\n");
        assertThat(fetched(" secret ")).isEqualTo(" secret ");
    }

    private String fetched(String content) throws IOException {
        Files.writeString(folder.resolve("s"), content);
        return switch (new SecretSource(Map.of(), folder).fetch(new FromFile(Path.of("s")))) {
            case Fetched.Found(Secret secret) -> secret.reveal(Purpose.UPSTREAM_HEADER);
            case Fetched.Missing(String why, boolean _) -> why;
        };
    }

    @Test
    void saysWhatIsWrongWithAFileAndNothingOfItsContent() throws IOException {
        SecretSource source = new SecretSource(Map.of(), folder);
        assertThat(source.fetch(new FromFile(Path.of("none"))))
                .isEqualTo(new Fetched.Missing("the file `none` does not exist"));
        assertThat(source.fetch(new FromFile(Path.of("."))))
                .isEqualTo(new Fetched.Missing("the file `.` is no ordinary file"));
        Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xff, 1});
        assertThat(source.fetch(new FromFile(Path.of("bytes"))))
                .isEqualTo(new Fetched.Missing("the file `bytes` is no UTF-8 text"));
        Files.writeString(folder.resolve("long"), "x".repeat(SecretSource.BYTES_MAX + 1));
        assertThat(source.fetch(new FromFile(Path.of("long"))))
                .isEqualTo(new Fetched.Missing("the file `long` is longer than 64 KiB"));
        Files.writeString(folder.resolve("empty"), "\n");
        assertThat(source.fetch(new FromFile(Path.of("empty"))))
                .isEqualTo(new Fetched.Missing("the file `empty` is empty"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GITHUB_TOKEN",
                "apiKey",
                "api-key",
                "X-API-Key",
                "Authorization",
                "PASSWORD",
                "DB_PASSWORD",
                "PGPASSWORD",
                "APITOKEN",
                "clientSecret",
                "access_token",
                "Cookie",
                "--auth-token",
                "OPENAI_API_KEY",
                "SENTRY_DSN"
            })
    void seesNamesOfSecrets(String name) {
        assertThat(SecretLook.ofName(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PATH",
                "HOME",
                "Accept",
                "X-Tenant",
                "LOG_LEVEL",
                "AWS_ACCESS_KEY_ID",
                "KEY_FILE",
                "TOKEN_URL",
                "MAX_TOKENS",
                "AUTHOR",
                "MONKEY",
                "",
                "_"
            })
    void leavesOtherNames(String name) {
        assertThat(SecretLook.ofName(name)).isFalse();
    }

    @Test
    void seesShapesOfTokens() {
        assertThat(SecretLook.ofValue("ghp_" + "a1".repeat(18))).isTrue();
        assertThat(SecretLook.ofValue("--token=ghp_" + "a1".repeat(18))).isTrue();
        assertThat(SecretLook.ofValue("sk-ant-api03-" + "x".repeat(30))).isTrue();
        assertThat(SecretLook.ofValue("postgresql://app:s3cret@db.internal/crm"))
                .isTrue();
        assertThat(SecretLook.ofValue("https://example.com/a:b@c")).isFalse();
        assertThat(SecretLook.ofValue("@modelcontextprotocol/server-filesystem"))
                .isFalse();
        assertThat(SecretLook.ofValue("task-sk-list")).isFalse();
    }
}

package io.tidegate.detect;

import static io.tidegate.detect.Samples.base64;
import static io.tidegate.detect.Samples.found;
import static io.tidegate.detect.Samples.hex;
import static io.tidegate.detect.Samples.kinds;
import static io.tidegate.detect.Samples.pem;
import static io.tidegate.detect.Samples.random;
import static io.tidegate.detect.Samples.scan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataScannerTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "john.doe@example.com",
                "john+tag@mail.example.co.uk",
                "o'neil@example.ie",
                "a@xn--d1acufc.xn--p1ai",
                "jürgen@münchen.de",
                "用户@例子.公司",
                "john%40example.com",
                "john&#64;example.com",
                "john\\u0040example.com",
                "john＠example．com",
                "jo\u200Bhn@exa\u00ADmple.com",
                "\"john doe\"@example.com",
                "admin@server.internal"
            })
    void findsEmail(String email) {
        assertThat(found("write to " + email + ", please")).containsExactly("email:" + email);
        assertThat(found("{\"to\": \"<" + email + ">\"}")).containsExactly("email:" + email);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "info@presidio.",
                "logo@2x.png",
                "lodash@4.17.21",
                "@Override",
                "a @ b.com",
                "user@host",
                "x@y.z",
                "git@github.com:org/repo",
                "postgres://reader@db.example.com/customers/schema",
                "(ssh://deploy@host.example.com:22)",
                "an***@example.com",
                "pkg@1.0.0-beta.rc",
                ".@example.com",
                "@@@@"
            })
    void passesWhatIsNoEmail(String text) {
        assertThat(found(text)).isEmpty();
    }

    @Test
    void onlySchemesThatNameLoginsHideAnAddress() {
        assertThat(found("mailto://ada@example.com")).containsExactly("email:ada@example.com");
        assertThat(found("notssh://ada@example.com")).containsExactly("email:ada@example.com");
        assertThat(found("ssh://host/ada@example.com")).containsExactly("email:ada@example.com");
    }

    @Test
    void emailAfterEscapedLineBreakStartsAtItsOwnLetters() {
        assertThat(found("line\\njohn@example.com")).containsExactly("email:john@example.com");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111111111111111",
                "4111 1111 1111 1111",
                "4111-1111-1111-1111",
                "4111.1111.1111.1111",
                "4111\u00A01111\u00A01111\u00A01111",
                "4111–1111–1111–1111",
                "4111 - 1111 - 1111 - 1111",
                "４１１１１１１１１１１１１１１１",
                "٤١١١١١١١١١١١١١١١",
                "4111\u200B1111\u200B1111\u200B1111",
                "41 11 11 11 11 11 11 11",
                "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
                "378282246310005",
                "3782 822463 10005",
                "30569309025904",
                "6011000990139424",
                "3528000700000000",
                "5019717010103742",
                "2223003122003222",
                "6200000000000005",
                "122000000000003",
                "4222222222222",
                "6759649826438453"
            })
    void findsPaymentCard(String card) {
        assertThat(found("card: " + card + ".")).containsExactly("payment-card:" + card);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111111111111112",
                "0.4111111111111111",
                "1748503543012",
                "4012-8888-8888-1882",
                "a4111111111111111f",
                "+4111111111111111",
                "1700000000000000000",
                "0000000000000000",
                "192.168.100.123",
                "41111111111111111111111111",
                "1234 5678 9012 3456",
                "4444444444444444444"
            })
    void passesWhatIsNoPaymentCard(String text) {
        assertThat(found("number " + text)).noneMatch(one -> one.startsWith("payment-card"));
    }

    @Test
    void findsCardBetweenOtherNumbers() {
        assertThat(found("2024-01-01 4111 1111 1111 1111 12/29 123"))
                .containsExactly("payment-card:4111 1111 1111 1111");
        assertThat(found("卡号4111111111111111。")).containsExactly("payment-card:4111111111111111");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GB82WEST12345698765432", "GB82 WEST 1234 5698 7654 32", "DE89370400440532013000",
                        "de89 3704 0044 0532 0130 00",
                "FR1420041010050500013M02606", "NO9386011117947", "DE89-3704-0044-0532-0130-00",
                        "MT84MALT011000012345MTLCAST001S"
            })
    void findsIban(String iban) {
        assertThat(found("pay to " + iban + " today")).containsExactly("iban:" + iban);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GB83WEST12345698765432",
                "GB82WEST1234569876543",
                "XX82WEST12345698765432",
                "xGB82WEST12345698765432"
            })
    void passesWhatIsNoIban(String text) {
        assertThat(found(text)).isEmpty();
    }

    @Test
    void findsTokensOfKnownMakers() {
        assertFound("AKIA" + "Q7RT2LMX6VBZ4KDW");
        assertFound("ghp_" + random(36));
        assertFound("github_pat_" + random(22) + "_" + random(59));
        assertFound("glpat-" + random(20));
        assertFound("xoxb-" + "274938162450-918273640519-" + random(24));
        assertFound("sk_live_" + random(24));
        assertFound("AIza" + random(35));
        assertFound("sk-proj-" + random(48));
        assertFound("sk-ant-api03-" + random(90));
        assertFound("npm_" + random(36));
        assertFound("pypi-AgE" + random(60));
        assertFound("SG." + random(22) + "." + random(43));
        assertFound("SK" + hex(32));
        assertFound("tg_" + random(49));
        assertFound("abc8Q~" + random(34));
        assertFound("AccountKey=" + random(60) + "==");
        assertFound("hooks.slack.com/services/T024ABCDE/B72BBLABC/" + random(24));
    }

    private static void assertFound(String token) {
        assertThat(found("value " + token + " end")).containsExactly("credential:" + token);
        assertThat(found("{\\\"k\\\":\\\"" + token + "\\\"}")).containsExactly("credential:" + token);
    }

    @Test
    void rightChecksumMakesGithubTokenCertain() {
        String body = random(30);
        java.util.zip.CRC32 checksum = new java.util.zip.CRC32();
        checksum.update(body.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        String digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        StringBuilder end = new StringBuilder();
        for (long rest = checksum.getValue(); end.length() < 6; rest /= 62) {
            end.insert(0, digits.charAt((int) (rest % 62)));
        }
        assertThat(scan("ghp_" + body + end))
                .singleElement()
                .extracting(Finding::confidence)
                .isEqualTo(Confidence.CERTAIN);
        assertThat(scan("ghp_" + random(36)))
                .singleElement()
                .extracting(Finding::confidence)
                .isEqualTo(Confidence.LIKELY);
    }

    @Test
    void findsJsonWebToken() {
        String token = (base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + base64("{\"sub\":\"42\",\"n\":12}") + "."
                        + random(43))
                .replace("=", "");
        assertThat(found("got " + token)).containsExactly("credential:" + token);
        assertThat(kinds("Authorization: Bearer " + token)).containsExactly("json-web-token");
        assertThat(found("eyJhbGciOi.eyJzdWIi and eyJhbGciOiJIUzI1NiJ9 alone")).isEmpty();
    }

    @Test
    void findsPasswordInUrlAndKeepsHost() {
        assertThat(found("postgres://app:s3cr3tPw@db.internal:5432/x")).containsExactly("credential:app:s3cr3tPw");
        assertThat(found("https://user@localhost/ http://localhost:8080/a@b https://u:${PW}@h.example"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password: hunter2xyz",
                "\"password\": \"Tr0ub4dor&3\"",
                "DB_PASSWORD=s3cr3t!pw",
                "<password>Gh7kQ2mz</password>",
                "pwd='a1b2c3d4'",
                "password=\\\"Sup3rS3cret\\\"",
                "Server=x;Password=q7Rt2LmX;"
            })
    void findsAssignedPassword(String text) {
        assertThat(scan(text)).singleElement().extracting(Finding::kind).isEqualTo("assigned-secret");
    }

    @Test
    void findsAssignedKey() {
        assertThat(found("api_key = \"" + random(32) + "\"")).containsExactly("credential:" + random(32));
        assertThat(found("Authorization: Bearer " + random(40))).containsExactly("credential:" + random(40));
        assertThat(found("aws_secret_access_key=" + random(40))).containsExactly("credential:" + random(40));
        assertThat(kinds("AKIA" + "Q7RT2LMX6VBZ4KDW," + random(40)))
                .containsExactly("aws-access-key-id", "aws-secret-access-key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password: string",
                "\"password\": {\"type\": \"string\"}",
                "Forgot your password? Click here.",
                "password=${DB_PASSWORD}",
                "password: <your password>",
                "password = os.environ['X']",
                "password=********",
                "password=[credential removed]",
                "api_key: YOUR_API_KEY_HERE_12345",
                "next_page_token: \"CAUQAA1234567890abcdef\"",
                "max_tokens: 4096",
                "token_type: bearer",
                "The secret: never give up",
                "AKIAIOSFODNN7EXAMPLE",
                "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                "sk-fading-circle-animation-delay",
                "secretName: my-app-tls-2024",
                "password_hash: bcrypt",
                "def login(user, password):",
                "task-list-1234567890-abcdefghijk"
            })
    void passesWhatIsNoCredential(String text) {
        assertThat(found(text)).isEmpty();
    }

    @Test
    void findsPrivateKeys() {
        for (String label :
                Samples.all("PRIVATE KEY", "RSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "PGP PRIVATE KEY BLOCK")) {
            String key = pem(label);
            assertThat(found("before\n" + key + "\nafter")).containsExactly("private-key:" + key);
            String escaped = key.replace("\n", "\\n");
            assertThat(found("{\"key\":\"" + escaped + "\"}")).containsExactly("private-key:" + escaped);
        }
    }

    @Test
    void findsCutPrivateKey() {
        String cut = "-----BEGIN PRIVATE KEY-----\n" + random(62) + "\n" + random(40);
        assertThat(found(cut)).containsExactly("private-key:" + cut);
    }

    @Test
    void passesPublicKeysAndMentions() {
        assertThat(found(pem("PUBLIC KEY") + pem("CERTIFICATE"))).isEmpty();
        assertThat(found("a file that starts with -----BEGIN PRIVATE KEY----- is a key"))
                .isEmpty();
    }

    @Test
    void findsInsideBase64CoveringWholeRun() {
        String run = base64("contact: john.doe@example.com, card 4111111111111111");
        assertThat(found("blob " + run + " end")).containsExactly("payment-card:" + run);
        String twice = base64(run);
        assertThat(kinds(twice)).containsExactly("encoded-encoded-visa");
        assertThat(kinds(base64(twice))).isEmpty(); // a third layer is not opened
    }

    @Test
    void findsInsideWrappedAndGluedBase64() {
        String run = base64("please write to john.doe@example.com about the invoice of last month, thank you");
        String wrapped = run.substring(0, 76) + "\r\n" + run.substring(76);
        assertThat(found(wrapped)).containsExactly("email:" + wrapped);
        assertThat(kinds("x/" + run)).containsExactly("encoded-email");
    }

    @Test
    void overlappingFindingsBecomeOne() {
        String text = "password=john.doe99@corp.com";
        assertThat(scan(text)).singleElement().satisfies(f -> {
            assertThat(f.type()).isEqualTo(DataType.CREDENTIAL);
            assertThat(text.substring(f.start(), f.end())).isEqualTo("john.doe99@corp.com");
        });
    }

    @Test
    void findsWhatIsGluedToOtherFindings() {
        assertThat(kinds("AKIA" + "Q7RT2LMX6VBZ4KDW" + "ghp_" + random(36))).contains("github-token");
        String run = base64("write to john.doe@example.com for it");
        assertThat(Samples.mask("ghp_" + random(36) + "/" + run)).isEqualTo("[credential removed][email removed]");
    }

    @Test
    void secretFoundAheadHidesNothingBeforeIt() {
        String text = "AKIA" + "Q7RT2LMX6VBZ4KDW john@corp.com ghp_" + random(36) + " " + random(40);
        assertThat(kinds(text)).containsExactly("aws-access-key-id", "email", "github-token", "aws-secret-access-key");
    }

    @Test
    void looksOnlyForChosenTypes() {
        DataScanner emails = new DataScanner(EnumSet.of(DataType.EMAIL));
        Examination seen = emails.scan("a.b@example.com 4111111111111111 " + pem("PRIVATE KEY"));
        assertThat(seen).isInstanceOfSatisfying(Examination.Complete.class, complete -> assertThat(complete.findings())
                .extracting(Finding::type)
                .containsExactly(DataType.EMAIL));
        assertThatThrownBy(() -> new DataScanner(Set.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesTooManyFindings() {
        Examination seen = Samples.SCANNER.scan("a@b.com ".repeat(Budget.FINDINGS_MAX + 1));
        assertThat(seen).isEqualTo(new Examination.TooMuchToExamine(Examination.Limit.FINDINGS));
        assertThat(Samples.SCANNER.scan("a@b.com ".repeat(1_000))).isInstanceOf(Examination.Complete.class);
    }

    @Test
    void refusesTooLongText() {
        assertThat(Samples.SCANNER.scan("a".repeat(DataScanner.TEXT_LENGTH_MAX + 1)))
                .isEqualTo(new Examination.TooMuchToExamine(Examination.Limit.LENGTH));
    }

    @Test
    void everyTypeHasItsOwnId() {
        for (DataType type : DataType.values()) {
            assertThat(DataType.of(type.id())).contains(type);
            assertThat(type.id()).matches("[a-z-]+");
        }
        assertThat(DataType.of("shoe-size")).isEmpty();
    }
}

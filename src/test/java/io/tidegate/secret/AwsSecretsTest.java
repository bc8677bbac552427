package io.tidegate.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.secret.AwsSettings.Login;
import io.tidegate.secret.SecretSource.Fetched;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Are secrets of AWS Secrets Manager there, whoever we are there, and what comes of it when it misbehaves?
@Timeout(60)
class AwsSecretsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Login.Keys KEYS =
            new Login.Keys("AKIDEXAMPLE", Secret.of("planted-aws-key"), Optional.empty());

    @TempDir
    private Path folder = Path.of("");

    private final AtomicLong now = new AtomicLong();
    private final SecretManagers managers = new SecretManagers(now::get, InstantSource.system(), true);
    private final CountDownLatch over = new CountDownLatch(1);
    private AwsPeer aws;

    @BeforeEach
    void start() throws Exception {
        aws = AwsPeer.start();
        aws.put("team/crm", "{\"token\": \"first\", \"port\": 5432}");
        aws.put("plain", "as it is");
    }

    @AfterEach
    void stop() {
        over.countDown();
        managers.close();
        aws.close();
    }

    private void use(Login login) throws Exception {
        managers.use(List.of(
                new AwsSettings("eu-west-1", aws.address(), Optional.empty(), login, MINUTE, Duration.ofHours(1))));
        managers.settle(true);
    }

    private String value(String name, String field) {
        Optional<String> part = field.isEmpty() ? Optional.empty() : Optional.of(field);
        return switch (managers.fetch(new SecretRef.FromAws(name, part))) {
            case Fetched.Found(Secret secret) -> secret.reveal(Purpose.UPSTREAM_CREDENTIAL);
            case Fetched.Missing(String why, boolean withdrawn) -> (withdrawn ? "withdrawn: " : "missing: ") + why;
        };
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void areReadWholeAndByField() throws Exception {
        use(KEYS);
        assertThat(value("team/crm", "token")).isEqualTo("first");
        assertThat(value("team/crm", "token")).isEqualTo("first");
        assertThat(value("plain", "")).isEqualTo("as it is");
        assertThat(aws.asked())
                .as("each once, signed by our key")
                .containsExactly(
                        "AKIDEXAMPLE secretsmanager.GetSecretValue {\"SecretId\":\"team/crm\"}",
                        "AKIDEXAMPLE secretsmanager.GetSecretValue {\"SecretId\":\"plain\"}");
        assertThat(value("team/crm", "port")).startsWith("withdrawn").contains("has no text `port`");
        assertThat(value("plain", "token"))
                .startsWith("withdrawn")
                .contains("is no JSON")
                .doesNotContain("as it is");
        assertThat(value("nothing", "")).startsWith("withdrawn").contains("has no secret `nothing`");
    }

    @Test
    void areSeenWhenChangedAndTakenBack() throws Exception {
        use(KEYS);
        assertThat(value("plain", "")).isEqualTo("as it is");
        aws.put("plain", "as it became");
        assertThat(managers.changed()).isFalse();
        pass(MINUTE);
        assertThat(managers.changed()).isTrue();
        assertThat(value("plain", "")).isEqualTo("as it became");
        aws.remove("plain");
        managers.expire();
        assertThat(value("plain", "")).startsWith("withdrawn");
    }

    @Test
    void areReadInARoleByTheTokenOfAPod() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "token-of-pod\n");
        aws.takes("ASIAWEB", "planted-web");
        use(new Login.WebIdentity(aws.address(), "arn:aws:iam::123456789012:role/gateway", "tidegate", token));
        assertThat(value("plain", "")).isEqualTo("as it is");
        assertThat(value("team/crm", "token")).isEqualTo("first");
        assertThat(aws.asked())
                .filteredOn("assume"::equals)
                .as("keys for a time, used again")
                .hasSize(1);
        Files.writeString(token, "another\n");
        use(new Login.WebIdentity(aws.address(), "arn:aws:iam::123456789012:role/other", "tidegate", token));
        assertThat(value("plain", "")).contains("does not let us in").doesNotContain("planted");
    }

    @Test
    void areReadWithTheKeysOfAContainer() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "token-of-pod");
        aws.takes("ASIACONTAINER", "planted-container");
        use(new Login.Container(aws.address().resolve("/container"), Optional.empty(), Optional.of(token)));
        assertThat(value("plain", "")).isEqualTo("as it is");
        assertThat(aws.asked().getLast()).startsWith("ASIACONTAINER");
    }

    @Test
    void areNotReadByAKeyThatIsNotKnown() throws Exception {
        use(new Login.Keys("AKIDOTHER", Secret.of("planted"), Optional.empty()));
        assertThat(value("plain", "")).startsWith("withdrawn").contains("does not know our key");
        use(new Login.Keys("AKIDEXAMPLE", Secret.of("planted-wrong"), Optional.empty()));
        assertThat(value("plain", ""))
                .as("a clock may be wrong")
                .startsWith("missing")
                .doesNotContain("planted");
        use(new Login.Nothing("nothing proves who we are"));
        assertThat(value("plain", "")).startsWith("missing").contains("nothing proves who we are");
    }

    /// Whatever it says, a secret that is in use stays as it was until its time is over, and nothing is held up.
    @Test
    void outliveNonsense() throws Exception {
        use(KEYS);
        assertThat(value("plain", "")).isEqualTo("as it is");
        List<AwsPeer.Answering> nonsense = List.of(
                exchange -> AwsPeer.answer(exchange, 200, "<html>"),
                exchange -> AwsPeer.answer(exchange, 200, "[]"),
                exchange -> AwsPeer.answer(exchange, 400, "\u0000{"),
                exchange -> AwsPeer.answer(exchange, 400, "[[[["),
                exchange -> AwsPeer.answer(exchange, 500, "{\"__type\": \"InternalServiceError\"}"),
                exchange -> AwsPeer.answer(exchange, 400, "{\"__type\": \"ThrottlingException\"}"),
                exchange -> AwsPeer.answer(exchange, 302, ""),
                exchange -> AwsPeer.answer(exchange, 200, "x".repeat(1 << 20)),
                exchange -> exchange.close());
        for (AwsPeer.Answering each : nonsense) {
            aws.does(each);
            pass(MINUTE);
            assertThat(managers.changed()).isFalse();
            assertThat(value("plain", "")).isEqualTo("as it is");
        }
        pass(Duration.ofHours(1));
        assertThat(managers.changed()).as("it may be used no longer").isTrue();
        assertThat(value("plain", "")).startsWith("withdrawn").contains("for too long");
        aws.answersAgain();
        pass(MINUTE);
        assertThat(managers.changed()).isTrue();
        assertThat(value("plain", "")).isEqualTo("as it is");
    }

    @Test
    void holdNobodyUpWhileItIsSlow() throws Exception {
        use(KEYS);
        aws.does(exchange -> {
            try {
                over.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        long began = System.nanoTime();
        for (int secret = 0; secret < 20; secret++) {
            assertThat(value("slow-" + secret, "")).startsWith("missing");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
        assertThat(aws.asked()).as("who is silent is not asked for each").hasSize(1);
    }

    @Test
    void areNamedAsAwsNamesThem() {
        assertThat(SecretRef.parse(
                        "${aws-sm:arn:aws:secretsmanager:eu-west-1:123456789012:secret:team/crm-AbCdEf#token}"))
                .isEqualTo(new SecretRef.Parsed.Reference(new SecretRef.FromAws(
                        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:team/crm-AbCdEf", Optional.of("token"))));
        for (String wrong :
                List.of("${aws-sm:}", "${aws-sm:a b}", "${aws-sm:a#}", "${aws-sm:a#b#c}", "${aws-sm:a\"b}")) {
            assertThat(SecretRef.parse(wrong)).as(wrong).isInstanceOf(SecretRef.Parsed.Malformed.class);
        }
    }
}

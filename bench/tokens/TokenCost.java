import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.tidegate.bench.Machine;
import io.tidegate.identity.Algorithm;
import io.tidegate.identity.Authenticator;
import io.tidegate.identity.IssuerSettings;
import io.tidegate.identity.NamePatterns;
import io.tidegate.identity.OidcTokens;
import io.tidegate.identity.Outcome;
import io.tidegate.identity.Presented;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// What does it cost to know who calls with an access token (ES256): one that was seen before, and the first of a user?
/// The product's own classes, from the header to the principal; no sockets. Run by `bench/tokens/run`.
public final class TokenCost {
    private static final String ISSUER = "https://login.example.com";
    private static final String ENDPOINT = "https://gateway.example.com/mcp";
    private static final int USERS = 9_000; // fewer than are remembered
    private static final int ROUNDS = 7;
    private static final int CALLS = 1_000_000;

    private final ECKey key;
    private final List<String> tokens;

    private TokenCost() throws Exception {
        key = new ECKeyGenerator(Curve.P_256).keyID("k").generate();
        tokens = IntStream.range(0, USERS).parallel().mapToObj(this::token).toList();
    }

    private String token(int user) {
        try {
            long now = Instant.now().getEpochSecond();
            String claims = """
                    {"iss":"%s","aud":["account","%s"],"sub":"6f0c1d9e-0000-4000-8000-%012d","azp":"editor","iat":%d,
                     "exp":%d,"jti":"%d","scope":"openid crm:read crm:write","preferred_username":"user-%d",
                     "email":"user-%d@example.com","groups":["support","staff","emea"],
                     "realm_access":{"roles":["auditor","offline_access"]}}""".formatted(ISSUER, ENDPOINT, user, now, now + 3_600, user, user, user);
            JWSObject signed = new JWSObject(
                    new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k").build(), new Payload(claims));
            signed.sign(new ECDSASigner(key));
            return signed.serialize();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    /// As after a start: nothing is known yet but the keys.
    private Authenticator fresh() {
        IssuerSettings settings = new IssuerSettings(
                ISSUER,
                Set.of(),
                Optional.of(URI.create(ISSUER + "/keys")),
                Set.of(Algorithm.ES256),
                IssuerSettings.ClaimNames.USUAL,
                Duration.ofSeconds(60),
                Set.of(),
                Optional.empty(),
                IssuerSettings.Proofs.TAKEN,
                IssuerSettings.Proofs.TAKEN,
                IssuerSettings.Proofs.TAKEN,
                NamePatterns.NONE);
        byte[] keys = ("{\"keys\":[" + key.toPublicJWK().toJSONString() + "]}").getBytes(StandardCharsets.UTF_8);
        OidcTokens known = new OidcTokens(
                List.of(settings),
                new OidcTokens.Sources((_, _) -> keys, (_, _, _, _) -> {
                    throw new IllegalStateException("nobody is asked");
                }),
                new OidcTokens.Surroundings(InstantSource.system(), System::nanoTime, new Random(1), Runnable::run));
        return new Authenticator(Optional.empty(), Optional.of(known), Authenticator.AnonymousAccess.REFUSED);
    }

    private static void know(Authenticator authenticator, String token) {
        Presented shown =
                new Presented(List.of("Bearer " + token), Presented.Reach.NETWORK, ENDPOINT);
        if (!(authenticator.authenticate(shown) instanceof Outcome.Authenticated)) {
            throw new IllegalStateException("a good token was refused");
        }
    }

    /// What something took a call: by the clock, and of processor time, which other work on the machine disturbs less.
    private record Took(double clockNanos, double processorNanos) {
        String words() {
            return "%.2f us by the clock, %.2f us of processor time".formatted(clockNanos / 1e3, processorNanos / 1e3);
        }
    }

    /// Each token for the first time.
    private Took first() {
        Authenticator authenticator = fresh();
        return took(USERS, call -> know(authenticator, tokens.get(call)));
    }

    /// Tokens that were seen before, of a thousand users in turn.
    private Took again() {
        Authenticator authenticator = fresh();
        List<String> few = tokens.subList(0, 1_000);
        few.forEach(token -> know(authenticator, token));
        return took(CALLS, call -> know(authenticator, few.get(call % few.size())));
    }

    private static Took took(int calls, IntConsumer each) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long clock = System.nanoTime();
        long processor = threads.getCurrentThreadCpuTime();
        for (int call = 0; call < calls; call++) {
            each.accept(call);
        }
        double spent = threads.getCurrentThreadCpuTime() - processor;
        return new Took((double) (System.nanoTime() - clock) / calls, spent / calls);
    }

    public static void main(String[] arguments) throws Exception {
        TokenCost cost = new TokenCost();
        Machine.tell();
        System.out.printf("a token has %d bytes%n", cost.tokens.getFirst().length());
        for (int round = 1; round <= ROUNDS; round++) {
            Took again = cost.again();
            Took first = cost.first();
            System.out.printf("round %d: seen before %s%n", round, again.words());
            System.out.printf(
                    "round %d: first call  %s: %.0f/s on one core%n", round, first.words(), 1e9 / first.processorNanos());
        }
    }
}

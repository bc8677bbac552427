package io.tidegate.oauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.crypto.Aead;
import io.tidegate.crypto.Digest;
import io.tidegate.crypto.SealBroken;
import io.tidegate.oauth.OauthFailed.Fault;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// The way of a browser to an authorization server and back with a code (OAuth 2.1, authorization code with PKCE).
///
/// What comes back must bring a `state` that was sealed for the same browser, once, within ten minutes. The code goes
/// to the authorization server that the browser was sent to, and to no other (RFC 9700, section 4.4; RFC 9207). All of
/// this is kept by one process.
///
/// @param <T> what a trip is about; each is equal to itself alone
public final class RoundTrips<T> {
    static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final int MOST = 10_000;
    private static final int SECRET_BYTES = 32;
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final String purpose;
    private final String callback;
    private final Aead aead;
    private final Surroundings around;
    private final Cache<String, Trip<T>> pending;
    private final Cache<T, String> latest;

    /// @param purpose unlike that of all other trips, so that no answer serves for two
    /// @param callback the path that browsers come back to
    RoundTrips(String purpose, String callback, Aead aead, Surroundings around) {
        this.purpose = purpose;
        this.callback = callback;
        this.aead = aead;
        this.around = around;
        this.pending = cache(around.clock());
        this.latest = cache(around.clock());
    }

    static <K, V> Cache<K, V> cache(InstantSource clock) {
        return Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(LIFETIME)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .<K, V>build();
    }

    /// One that was begun.
    record Trip<T>(T about, Consents.Request request, String verifier, URI callback) {}

    /// The beginning of one.
    ///
    /// @param where the browser is to go
    /// @param state what it will bring back
    /// @param browser a new secret, for that browser to keep: whatever somebody put into it before is of no use
    public record Start(URI where, String state, String browser) {}

    /// What came back to the callback: its parameters, each once.
    public record Response(Map<String, String> parameters) {
        /// Empty where there is none.
        public String state() {
            return find("state").orElse("");
        }

        Optional<String> find(String name) {
            return Optional.ofNullable(parameters.get(name)).filter(text -> !text.isEmpty());
        }
    }

    /// An earlier trip about the same is of no use any more.
    ///
    /// @param more parameters beside the usual ones
    Start begin(T about, Consents.Request request, Map<String, String> more) {
        String verifier = random();
        String name = random();
        String browser = random();
        String state = aead.sealText(name, associated(browser));
        URI back = URI.create(around.site().get() + callback);
        pending.put(name, new Trip<>(about, request, verifier, back));
        Optional.ofNullable(latest.asMap().put(about, name)).ifPresent(pending::invalidate); // one is enough
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", request.party().client().id());
        query.put("redirect_uri", back.toString());
        query.put("state", state);
        query.put("code_challenge", challenge(verifier));
        query.put("code_challenge_method", "S256");
        request.resource().ifPresent(resource -> query.put("resource", resource));
        request.party().dpop().ifPresent(key -> query.put("dpop_jkt", key.thumbprint())); // RFC 9449, section 10
        if (!request.scopes().isEmpty()) {
            query.put("scope", String.join(" ", request.scopes()));
        }
        query.putAll(more);
        return new Start(with(request.page(), query), state, browser);
    }

    /// The trip that this is the end of. Nobody can end it a second time.
    ///
    /// @throws OauthFailed if that browser began none
    Trip<T> taken(Response response, String browser) throws OauthFailed {
        String name;
        try {
            name = aead.openText(response.state(), associated(browser));
        } catch (SealBroken _) {
            throw foreign();
        }
        Trip<T> mine = pending.asMap().remove(name);
        if (mine == null) {
            throw foreign();
        }
        return mine;
    }

    /// What the authorization server gives for what came back.
    Tokens tokens(Trip<T> mine, Response response) throws OauthFailed {
        Consents.Request request = mine.request();
        requireIssuer(response, request.party().issuer());
        Optional<String> error = response.find("error");
        if (error.isPresent()) {
            String code = error.filter(Party::isCode).orElse("an error");
            throw new OauthFailed(Fault.CALLER, "the authorization server answered with `" + code + "`", code);
        }
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put(
                "code",
                response.find("code")
                        .orElseThrow(() -> new OauthFailed(Fault.AUTHORIZATION_SERVER, "the answer has no `code`")));
        form.put("redirect_uri", mine.callback().toString());
        form.put("code_verifier", mine.verifier());
        request.resource().ifPresent(resource -> form.put("resource", resource));
        Tokens tokens = request.party().tokens(form, Set.of(), Tokens.Type.BEARER);
        return tokens.scopes().isEmpty() ? tokens.with(request.scopes()) : tokens;
    }

    private static OauthFailed foreign() {
        return new OauthFailed(
                Fault.CALLER, "this answer belongs to nothing that this browser began, or came too late");
    }

    /// RFC 9207, section 2.4: letter by letter, whether it was announced or not, in errors too.
    private static void requireIssuer(Response response, IssuerMetadata issuer) throws OauthFailed {
        Optional<String> named = response.find("iss");
        boolean right = named.isPresent()
                ? named.get().equals(issuer.issuer())
                : !issuer.able().issuerInResponse();
        if (!right) {
            throw new OauthFailed(
                    Fault.AUTHORIZATION_SERVER, "the answer is not of the authorization server that was asked");
        }
    }

    private String random() {
        byte[] bytes = new byte[SECRET_BYTES];
        around.random().nextBytes(bytes);
        return TEXT.encodeToString(bytes);
    }

    /// RFC 7636, section 4.2.
    private static String challenge(String verifier) {
        return TEXT.encodeToString(
                Digest.of(verifier.getBytes(StandardCharsets.US_ASCII)).bytes());
    }

    private byte[] associated(String browser) {
        return (purpose + "\n" + browser).getBytes(StandardCharsets.UTF_8);
    }

    private static URI with(URI page, Map<String, String> query) {
        StringBuilder url = new StringBuilder(page.toString());
        String separator = page.getRawQuery() == null ? "?" : "&";
        for (Map.Entry<String, String> each : query.entrySet()) {
            url.append(separator)
                    .append(each.getKey())
                    .append('=')
                    .append(URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8));
            separator = "&";
        }
        return URI.create(url.toString());
    }
}

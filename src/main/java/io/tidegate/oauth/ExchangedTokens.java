package io.tidegate.oauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.config.Authorization;
import io.tidegate.crypto.Digest;
import io.tidegate.oauth.OauthFailed.Fault;
import io.tidegate.secret.Purpose;
import io.tidegate.secret.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A token for each caller, in exchange for the token that the caller showed to Tidegate (RFC 8693), or by an identity
/// assertion that was got in exchange for it. The caller's own goes to the configured authorization server or identity
/// provider and to nobody else.
///
/// What Tidegate asks for itself, such as what the server offers, it asks with a token of its own.
public final class ExchangedTokens implements TokenSource {
    private static final int CALLERS_MAX = 10_000;
    static final String GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
    static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

    private final Discovery discovery;
    private final Optional<String> audience;
    private final OwnTokens own;
    private final Flights<Kept> flights = new Flights<>();
    private final Cache<String, Kept> kept = Caffeine.newBuilder()
            .maximumSize(CALLERS_MAX)
            .executor(Runnable::run)
            .build();

    /// @param of the digest of the caller's own token
    private record Kept(Digest of, Held held) {}

    public ExchangedTokens(String server, URI url, Authorization how, Surroundings around) {
        this.discovery = new Discovery(server, url, how, around);
        this.audience = how.audience();
        this.own = new OwnTokens(discovery);
    }

    @Override
    public Optional<Shown> token(Bearer who) throws OauthFailed {
        return switch (who) {
            case Bearer.Itself _ -> own.token(who);
            case Bearer.Caller caller ->
                Optional.of(discovery.shown(of(caller).held().tokens()));
        };
    }

    private Kept of(Bearer.Caller caller) throws OauthFailed {
        Optional<Digest> shown = caller.shown().map(ExchangedTokens::digest);
        Kept now = kept.getIfPresent(caller.key());
        if (now != null
                && shown.map(now.of()::equals).orElse(caller.kept())
                && now.held().isGood(discovery.now())) {
            return now;
        }
        if (shown.isEmpty()) {
            throw new OauthFailed(
                    Fault.CALLER, "tokens for this server are got in exchange for the caller's own, and there is none");
        }
        return flights.join(caller.key() + "\n" + shown.get().hex(), () -> {
            Kept fresh = new Kept(shown.get(), exchanged(caller.shown().orElseThrow()));
            kept.put(caller.key(), fresh);
            return fresh;
        });
    }

    private Held exchanged(Secret shown) throws OauthFailed {
        Discovery.Terms terms = discovery.terms();
        Set<String> scopes = discovery.scopes(terms.resource());
        Optional<Assertions> assertions = discovery.assertions();
        Map<String, String> form =
                assertions.isPresent() ? asserted(assertions.get().of(shown, terms, scopes)) : exchange(shown);
        form.put("resource", terms.resource().resource());
        Tokens tokens = discovery.party(terms).tokens(form, scopes, Tokens.Type.BEARER);
        if (tokens.access().isSame(shown)) {
            throw new OauthFailed(
                    Fault.AUTHORIZATION_SERVER,
                    terms.issuer().issuer() + " gave the caller's own token back, which is never sent on");
        }
        return Held.of(tokens, scopes, discovery.now());
    }

    private static Map<String, String> asserted(Secret assertion) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", Party.JWT_BEARER);
        form.put("assertion", assertion.reveal(Purpose.OAUTH_TOKEN));
        return form;
    }

    private Map<String, String> exchange(Secret shown) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", GRANT);
        form.put("subject_token", shown.reveal(Purpose.OAUTH_TOKEN));
        form.put("subject_token_type", ACCESS_TOKEN);
        form.put("requested_token_type", ACCESS_TOKEN);
        audience.ifPresent(name -> form.put("audience", name));
        return form;
    }

    private static Digest digest(Secret token) {
        return Digest.of(token.reveal(Purpose.OAUTH_TOKEN).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean refused(Bearer who, Optional<Secret> shown, Refused answer) {
        return switch (who) {
            case Bearer.Itself _ -> own.refused(who, shown, answer);
            case Bearer.Caller caller -> refused(caller, shown, answer);
        };
    }

    private boolean refused(Bearer.Caller caller, Optional<Secret> shown, Refused answer) {
        if (discovery.wantsNonce(answer)) {
            return true;
        }
        if (answer.status() == 403 || shown.isEmpty() || caller.shown().isEmpty()) {
            return false;
        }
        discovery.challenged(answer.challenge());
        Kept now = kept.getIfPresent(caller.key());
        if (now != null && now.held().tokens().access().isSame(shown.get())) {
            kept.invalidate(caller.key());
        }
        return true;
    }

    @Override
    public String issuer() throws OauthFailed {
        return discovery.terms().issuer().issuer();
    }

    @Override
    public boolean isPersonal() {
        return true;
    }
}

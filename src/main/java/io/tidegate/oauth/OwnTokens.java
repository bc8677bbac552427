package io.tidegate.oauth;

import io.tidegate.config.Authorization;
import io.tidegate.secret.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Tokens of Tidegate's own, by client credentials (RFC 6749, section 4.4; MCP extension
/// `io.modelcontextprotocol/oauth-client-credentials`) or by a token of the workload that it is (RFC 7523, section 2.1;
/// MCP extension `io.modelcontextprotocol/auth/wif`): one for all callers of a server.
public final class OwnTokens implements TokenSource {
    /// A server that refuses even what is new gets no newer one at once.
    private static final Duration NEW = Duration.ofSeconds(1);

    private final Discovery discovery;
    private final Flights<Held> flights = new Flights<>();
    private volatile Optional<Held> held = Optional.empty();
    private volatile Set<String> wider = Set.of();

    public OwnTokens(String server, URI url, Authorization how, Surroundings around) {
        this(new Discovery(server, url, how, around));
    }

    OwnTokens(Discovery discovery) {
        this.discovery = discovery;
    }

    @Override
    public Optional<Shown> token(Bearer who) throws OauthFailed {
        Optional<Held> now = held;
        if (now.filter(each -> each.isGood(discovery.now())).isPresent()) {
            return Optional.of(discovery.shown(now.get().tokens()));
        }
        boolean knocks = who instanceof Bearer.Itself && !discovery.isChallenged();
        return knocks ? Optional.empty() : Optional.of(discovery.shown(fetched().tokens()));
    }

    private Held fetched() throws OauthFailed {
        return flights.join("", () -> {
            Discovery.Terms terms = discovery.terms();
            Set<String> scopes = discovery.scopes(terms.resource());
            scopes.addAll(wider);
            Map<String, String> form = discovery.ownGrant();
            form.put("resource", terms.resource().resource());
            try {
                Tokens tokens = discovery.party(terms).tokens(form, scopes, Tokens.Type.BEARER);
                Held fresh = Held.of(tokens, scopes, discovery.now());
                held = Optional.of(fresh);
                return fresh;
            } catch (OauthFailed failure) {
                discovery.failed(failure, terms.issuer());
                throw failure;
            }
        });
    }

    @Override
    public boolean refused(Bearer who, Optional<Secret> shown, Refused answer) {
        if (discovery.wantsNonce(answer)) {
            return true;
        }
        Optional<ServerChallenge> challenge = answer.challenge();
        Optional<Held> now = held;
        if (answer.status() == 403
                && challenge.filter(ServerChallenge::wantsScopes).isEmpty()) {
            return false;
        }
        discovery.challenged(challenge);
        if (shown.isEmpty() || now.isEmpty() || !now.get().tokens().access().isSame(shown.get())) {
            return true; // there is another one by now, or there was none
        }
        if (answer.status() == 403) {
            Set<String> wanted = new LinkedHashSet<>(challenge.orElseThrow().scopes());
            if (now.get().asked().containsAll(wanted)) {
                return false; // it was asked for all of that
            }
            wanted.addAll(now.get().asked());
            wider = wanted;
        } else if (discovery.now().isBefore(now.get().made().plus(NEW))) {
            return false;
        }
        held = Optional.empty();
        return true;
    }

    @Override
    public String issuer() throws OauthFailed {
        return discovery.terms().issuer().issuer();
    }

    @Override
    public boolean isPersonal() {
        return false;
    }
}

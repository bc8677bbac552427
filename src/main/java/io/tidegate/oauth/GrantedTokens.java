package io.tidegate.oauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.config.Authorization;
import io.tidegate.oauth.Grants.Grant;
import io.tidegate.oauth.OauthFailed.Fault;
import io.tidegate.secret.Purpose;
import io.tidegate.secret.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A token for each user, who agreed to it in a browser (OAuth 2.1, authorization code with PKCE). It is renewed with
/// its refresh token, once for all calls that wait, and forgotten when the authorization server says that it is over.
///
/// What Tidegate asks for itself, such as what the server offers, it asks with the grant that was made or renewed last.
public final class GrantedTokens implements TokenSource {
    private static final Logger LOG = LoggerFactory.getLogger(GrantedTokens.class);
    private static final Duration WANTED_FOR = Duration.ofMinutes(10);
    private static final int WANTED_MAX = 10_000;
    private static final String OFFLINE = "offline_access";

    private final String server;
    private final Discovery discovery;
    private final Grants grants;
    private final Consents consents;
    private final Flights<Held> flights = new Flights<>();
    private final Cache<String, Set<String>> wider = byOwner();
    private final Cache<String, String> voids = byOwner(); // why there is no grant any more
    private volatile Runnable granted = () -> {};

    public GrantedTokens(String server, URI url, Authorization how, Surroundings around, Consents consents) {
        this.server = server;
        this.discovery = new Discovery(server, url, how, around);
        this.grants = consents.grants();
        this.consents = consents;
    }

    private static <T> Cache<String, T> byOwner() {
        return Caffeine.newBuilder()
                .maximumSize(WANTED_MAX)
                .expireAfterWrite(WANTED_FOR)
                .executor(Runnable::run)
                .build();
    }

    String server() {
        return server;
    }

    /// Where tokens go that users agree to.
    URI url() {
        return discovery.web().server();
    }

    /// From now on `next` is told when somebody has agreed.
    public void onGranted(Runnable next) {
        granted = next;
    }

    @Override
    public Optional<Shown> token(Bearer who) throws OauthFailed {
        return switch (who) {
            case Bearer.Itself _ -> readers();
            case Bearer.Caller caller -> Optional.of(of(caller.owner()));
        };
    }

    private Shown of(Owner owner) throws OauthFailed {
        Grant grant = grants.find(owner, server).filter(this::isForHere).orElseThrow(() -> missing(owner));
        Set<String> wanted = wider.getIfPresent(owner.key());
        if (wanted != null && !grant.held().asked().containsAll(wanted)) {
            throw consent();
        }
        return usable(grant);
    }

    /// INVARIANT: a token goes to the address that its user agreed to, whatever has the server's name now.
    private boolean isForHere(Grant grant) {
        return grant.at().equals(url().toString());
    }

    private Shown usable(Grant grant) throws OauthFailed {
        if (grant.held().isGood(discovery.now())) {
            return shown(grant.tokens());
        }
        boolean over = grant.tokens().endsBefore(discovery.now());
        if (grant.tokens().refresh().isEmpty()) {
            if (over) {
                throw consent();
            }
            return shown(grant.tokens());
        }
        try {
            return shown(renewed(grant).tokens());
        } catch (OauthFailed failure) {
            if (over || failure.fault() == Fault.CONSENT) {
                throw failure;
            }
            return shown(grant.tokens()); // it serves a little longer, and so do we
        }
    }

    private Shown shown(Tokens tokens) {
        return discovery.shown(tokens);
    }

    /// The grant that the gateway's own questions are asked with.
    private Optional<Shown> readers() throws OauthFailed {
        for (Grant grant : grants.at(server).stream().filter(this::isForHere).toList()) {
            try {
                return Optional.of(usable(grant));
            } catch (OauthFailed failure) {
                LOG.info("server {}: the grant of a user can't be used: {}", server, failure.getMessage());
            }
        }
        if (discovery.isChallenged()) {
            throw new OauthFailed(Fault.CONSENT, "no user has signed in to it yet");
        }
        return Optional.empty();
    }

    private OauthFailed consent() {
        return new OauthFailed(Fault.CONSENT, "the user has not signed in to it, or not for all of this");
    }

    /// Nobody here ended it: an auditor reads why, since a refresh token that was stolen and used shows in no other way
    /// (RFC 9700, section 4.14.2).
    private OauthFailed voided(Grant grant, String why) throws OauthFailed {
        boolean _ = grants.end(grant.listed().id(), ended -> {
            consents.record("grant-void", ended.listed(), why);
            voids.put(ended.owner().key(), why);
        });
        return over(why);
    }

    private OauthFailed missing(Owner owner) {
        return Optional.ofNullable(voids.getIfPresent(owner.key()))
                .map(GrantedTokens::over)
                .orElseGet(this::consent);
    }

    private static OauthFailed over(String why) {
        return new OauthFailed(Fault.CONSENT, "what the user agreed to is over: " + why);
    }

    private Held renewed(Grant before) throws OauthFailed {
        String id = before.listed().id();
        return flights.join(id, () -> {
            Grant grant = grants.find(id).orElseThrow(this::consent);
            if (!grant.tokens().access().isSame(before.tokens().access())) {
                return grant.held(); // somebody else was faster
            }
            Secret refresh = grant.tokens().refresh().orElseThrow(this::consent);
            Discovery.Terms terms = discovery.terms();
            if (!terms.issuer().issuer().equals(grant.listed().issuer())) {
                // A token of one authorization server is never shown to another.
                throw voided(grant, "the server is of another authorization server now");
            }
            return renewed(grant, refresh, terms);
        });
    }

    private Held renewed(Grant grant, Secret refresh, Discovery.Terms terms) throws OauthFailed {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", refresh.reveal(Purpose.OAUTH_TOKEN));
        form.put("resource", terms.resource().resource());
        try {
            Party party = discovery.party(terms);
            Tokens fresh = party.tokens(form, Set.of(), Tokens.Type.BEARER);
            Set<String> scopes = fresh.scopes().isEmpty() ? grant.tokens().scopes() : fresh.scopes();
            Tokens kept = fresh.with(scopes).orRefreshedBy(refresh);
            Held held = Held.of(kept, grant.held().asked(), discovery.now());
            if (!grants.renew(grant, held)) {
                party.revoke(kept.refresh().orElse(kept.access()), "refresh_token");
                throw consent(); // withdrawn while it was renewed
            }
            return held;
        } catch (OauthFailed failure) {
            discovery.failed(failure, terms.issuer());
            if (failure.isOver()) {
                throw voided(grant, String.valueOf(failure.getMessage()));
            }
            throw failure;
        }
    }

    @Override
    public boolean refused(Bearer who, Optional<Secret> shown, Refused answer) {
        if (discovery.wantsNonce(answer)) {
            return true;
        }
        Optional<ServerChallenge> challenge = answer.challenge();
        boolean scopes = answer.status() == 403
                && challenge.filter(ServerChallenge::wantsScopes).isPresent();
        if (answer.status() == 403 && !scopes) {
            return false;
        }
        Optional<Grant> grant = shown.flatMap(token -> grant(who, token));
        if (!scopes) {
            discovery.challenged(challenge);
            return shown.isEmpty() || grant.isEmpty() || isReplaced(grant.get());
        }
        return grant.isPresent() && wants(grant.get(), challenge.orElseThrow().scopes());
    }

    private Optional<Grant> grant(Bearer who, Secret shown) {
        List<Grant> all =
                switch (who) {
                    case Bearer.Itself _ -> grants.at(server);
                    case Bearer.Caller caller ->
                        grants.find(caller.owner(), server).stream().toList();
                };
        return all.stream().filter(each -> each.tokens().access().isSame(shown)).findFirst();
    }

    /// A token that was refused is renewed, or is of no use any more.
    private boolean isReplaced(Grant grant) {
        try {
            if (grant.tokens().refresh().isEmpty()) {
                throw voided(grant, "the server refused its token, which can't be renewed");
            }
            Held _ = renewed(grant);
            return true;
        } catch (OauthFailed failure) {
            LOG.info("server {}: a grant can't be renewed: {}", server, failure.getMessage());
            return failure.fault() == Fault.CONSENT;
        }
    }

    /// Notes that more is needed than was asked for; false where all of it was.
    private boolean wants(Grant grant, Set<String> scopes) {
        if (grant.held().asked().containsAll(scopes)) {
            return false;
        }
        Set<String> union = new LinkedHashSet<>(grant.held().asked());
        union.addAll(scopes);
        wider.put(grant.owner().key(), union);
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

    /// Where this user can agree; the page is of use once, for ten minutes.
    public Consents.Visit consent(Owner owner) {
        return consents.visit(owner, this);
    }

    /// The page on which this user was sent last.
    public Optional<Consents.Visit> underWay(Owner owner) {
        return consents.latest(owner, server);
    }

    /// Whether this user has agreed, to all that is known to be needed.
    public boolean isGranted(Owner owner) {
        try {
            Shown _ = of(owner);
            return true;
        } catch (OauthFailed missing) {
            return false;
        }
    }

    /// What the user is asked for, and by whom.
    Consents.Request request(Owner owner) throws OauthFailed {
        Discovery.Terms terms = discovery.terms();
        URI page = terms.issuer().authorization(discovery.web());
        Set<String> wanted = wider.getIfPresent(owner.key());
        Set<String> scopes = wanted == null ? discovery.scopes(terms.resource()) : new LinkedHashSet<>(wanted);
        if (terms.issuer().able().scopes().contains(OFFLINE)) {
            scopes.add(OFFLINE);
        }
        return new Consents.Request(
                discovery.party(terms), page, Optional.of(terms.resource().resource()), scopes);
    }

    void keep(Owner owner, Consents.Request request, Tokens tokens) {
        Held held = Held.of(tokens, request.scopes(), discovery.now());
        voids.invalidate(owner.key());
        Grant _ = grants.put(
                new Grants.Place(owner, server, request.party().issuer().issuer(), url().toString()), held);
        granted.run();
    }

    /// Forgets a user's grant, and says so to who gave it. Returns whether there was one.
    public boolean withdraw(Owner owner) throws OauthFailed {
        Optional<Grant> grant = grants.find(owner, server);
        if (grant.isEmpty()) {
            return false;
        }
        boolean was = grants.end(
                grant.get().listed().id(), ended -> consents.record("grant-withdrawn", ended.listed(), "by the user"));
        tell(grant.get(), was);
        return was;
    }

    /// The same, of any user's, by its id.
    public boolean withdraw(String id) throws OauthFailed {
        Optional<Grant> grant =
                grants.find(id).filter(each -> each.listed().server().equals(server));
        boolean was = grant.isPresent() && grants.remove(id);
        if (grant.isPresent()) {
            tell(grant.get(), was);
        }
        return was;
    }

    /// It is gone here whatever the authorization server says.
    ///
    /// @param was whether it was there until now
    private void tell(Grant grant, boolean was) throws OauthFailed {
        Discovery.Terms terms = discovery.terms();
        if (was && terms.issuer().issuer().equals(grant.listed().issuer())) {
            Party party = discovery.party(terms);
            if (grant.tokens().refresh().isPresent()) {
                party.revoke(grant.tokens().refresh().get(), "refresh_token");
            }
            party.revoke(grant.tokens().access(), "access_token");
        }
    }
}

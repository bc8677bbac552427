package io.tidegate.oauth;

import com.github.benmanes.caffeine.cache.Cache;
import io.tidegate.crypto.Aead;
import io.tidegate.crypto.SealBroken;
import io.tidegate.oauth.OauthFailed.Fault;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Which users are on their way to agree to something, and where do they stand? From a call that lacks a grant to a
/// page of Tidegate's, from there to the authorization server, and back.
///
/// A visit has an id that nobody can guess, is for one user and one server, and begins once. What comes back must bring
/// a `state` that was sealed for the same browser, once, within ten minutes. The code goes to the authorization server
/// that the browser was sent to, and to no other (RFC 9700, section 4.4; RFC 9207). All of this is kept by one process.
public final class Consents {
    /// Where pages about consent are.
    public static final String PATH = "/consent/";

    private static final int SECRET_BYTES = 32;
    private static final int ID_BYTES = 18;
    private static final int TRIES_MAX = 20;
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final Grants grants;
    private final Aead aead;
    private final Surroundings around;
    private final Ledger ledger;
    private final Cache<String, Visit> visits;
    private final Cache<String, Visit> latest;
    private final RoundTrips<Visit> trips;

    /// Records what changed; what can't be recorded is not done.
    public interface Ledger {
        void changed(String what, String detail) throws OauthFailed;
    }

    public Consents(Grants grants, Aead aead, Surroundings around, Ledger ledger) {
        this.grants = grants;
        this.aead = aead;
        this.around = around;
        this.ledger = ledger;
        this.visits = RoundTrips.cache(around.clock());
        this.latest = RoundTrips.cache(around.clock());
        this.trips = new RoundTrips<>("consent state", Introductions.CALLBACK, aead, around);
    }

    Grants grants() {
        return grants;
    }

    /// One user's visit to one server's consent.
    public static final class Visit {
        private final String id;
        private final Owner owner;
        private final GrantedTokens at;
        private final URI page;
        private final CountDownLatch over = new CountDownLatch(1);
        private final AtomicInteger tries = new AtomicInteger();

        private Visit(String id, Owner owner, GrantedTokens at, URI page) {
            this.id = id;
            this.owner = owner;
            this.at = at;
            this.page = page;
        }

        public String id() {
            return id;
        }

        public Owner owner() {
            return owner;
        }

        /// What the browser is to open.
        public URI page() {
            return page;
        }

        public String server() {
            return at.server();
        }

        public String host() {
            return at.url().getRawAuthority();
        }

        /// Counts who signs in on the way; nobody does so without end.
        void tried() throws OauthFailed {
            if (tries.incrementAndGet() > TRIES_MAX) {
                throw new OauthFailed(Fault.CALLER, "this page was tried too often: wait ten minutes, and call again");
            }
        }

        /// Waits until the user has agreed, or has not.
        public void await(Duration most) {
            try {
                boolean _ = over.await(Math.max(0, most.toMillis()), TimeUnit.MILLISECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }

        /// @throws OauthFailed if nobody can be asked just now
        public Request request() throws OauthFailed {
            return at.request(owner);
        }
    }

    /// What an authorization server is asked for.
    ///
    /// @param page where the user agrees
    /// @param resource that tokens are for (RFC 8707); empty where the authorization server knows by itself
    public record Request(Party party, URI page, Optional<String> resource, Set<String> scopes) {
        public Request {
            scopes = new LinkedHashSet<>(scopes);
        }

        public String issuer() {
            return party.issuer().issuer();
        }
    }

    Visit visit(Owner owner, GrantedTokens at) {
        String place = owner.key() + "\n" + at.server();
        Visit known = latest.getIfPresent(place);
        if (known != null && known.at == at && visits.getIfPresent(known.id) == known) {
            return known; // many calls of one user are one page
        }
        String id = random(ID_BYTES);
        Visit visit = new Visit(id, owner, at, URI.create(around.site().get() + PATH + id));
        visits.put(id, visit);
        latest.put(place, visit);
        return visit;
    }

    /// The visit that a user was sent on last.
    public Optional<Visit> latest(Owner owner, String server) {
        return Optional.ofNullable(latest.getIfPresent(owner.key() + "\n" + server));
    }

    /// The visit with that id, which was not begun yet.
    public Optional<Visit> find(String id) {
        return Optional.ofNullable(visits.getIfPresent(id));
    }

    /// Begins the visit, which can be done once: where the browser is to go.
    ///
    /// @throws OauthFailed if the visit was begun before, or the authorization server can't be used
    public RoundTrips.Start begin(Visit visit) throws OauthFailed {
        Request request = visit.request();
        if (!visits.asMap().remove(visit.id, visit)) {
            throw new OauthFailed(Fault.CALLER, "this page was used before");
        }
        Map<String, String> query = new LinkedHashMap<>();
        if (request.scopes().contains("offline_access")) {
            query.put("prompt", "consent"); // OpenID Connect Core 1.0, section 11
        }
        return trips.begin(visit, request, query);
    }

    /// A secret for a browser that has none.
    public String newBrowser() {
        return random(SECRET_BYTES);
    }

    /// What makes a form one of this visit's, in that browser.
    public String formToken(Visit visit, String browser) {
        return aead.sealText(visit.id, form(browser));
    }

    public boolean isForm(Visit visit, String browser, String token) {
        try {
            return aead.openText(token, form(browser)).equals(visit.id);
        } catch (SealBroken _) {
            return false;
        }
    }

    private static byte[] form(String browser) {
        return ("consent form\n" + browser).getBytes(StandardCharsets.UTF_8);
    }

    /// The user does not want to: the page is of no use any more.
    public void refuse(Visit visit) {
        visits.invalidate(visit.id);
        visit.over.countDown();
    }

    /// Takes what came back; afterwards the user's calls may go on.
    ///
    /// @return the visit that is over now
    /// @throws OauthFailed with whose fault it is; then nothing was kept
    public Visit finish(RoundTrips.Response response, String browser) throws OauthFailed {
        RoundTrips.Trip<Visit> mine = trips.taken(response, browser);
        Visit visit = mine.about();
        try {
            Tokens tokens = trips.tokens(mine, response);
            ledger.changed(
                    "grant-made",
                    visit.owner().name() + " at " + visit.server() + " by "
                            + mine.request().issuer());
            visit.at.keep(visit.owner(), mine.request(), tokens);
            return visit;
        } finally {
            visit.over.countDown();
        }
    }

    void record(String what, Grants.Listed grant, String why) throws OauthFailed {
        ledger.changed(what, grant.id() + " of " + grant.user() + " at " + grant.server() + ": " + why);
    }

    private String random(int count) {
        byte[] bytes = new byte[count];
        around.random().nextBytes(bytes);
        return TEXT.encodeToString(bytes);
    }
}

package io.tidegate.front;

import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpExchange;
import io.tidegate.identity.Algorithm;
import io.tidegate.identity.Authentication;
import io.tidegate.identity.DpopNonces;
import io.tidegate.identity.Principal;
import io.tidegate.identity.Why;
import io.tidegate.json.JsonWriter;
import java.net.URI;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What a client that isn't let in is told about getting in: `WWW-Authenticate` (RFC 6750) and the protected-resource
/// metadata that it points to (RFC 9728), for each endpoint its own.
public final class Challenge {
    static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";
    private static final String HEADER = "WWW-Authenticate";
    private static final List<String> ALGORITHMS =
            Arrays.stream(Algorithm.values()).map(Algorithm::jose).toList();

    /// RFC 9449, sections 7.1 and 9.
    private static final Map<Why, String> ABOUT_PROOFS =
            Map.of(Why.PROOF_MISSING, "invalid_token", Why.NONCE_NEEDED, "use_dpop_nonce");

    private final Terms terms;
    private final Neighbours neighbours;
    private final Set<String> callers;

    /// Which tokens must come with a proof of their key (RFC 9449)?
    public enum Proofs {
        /// Only those that are bound to one.
        WHERE_BOUND,
        /// All of some issuers.
        SOME,
        ALWAYS
    }

    /// On what terms tokens are taken.
    ///
    /// @param issuers of tokens; empty where none are accepted
    /// @param scopes that a token of each issuer must have to get in
    /// @param more scopes that some calls need beside
    /// @param proofs whether tokens must be bound to a key
    /// @param certificates whether tokens that are bound to a client certificate can be shown (RFC 8705)
    /// @param nonces for proofs, where some need one
    /// @param site where clients reach the gateway; without it, the host that they name, if we answer to it
    /// @param shared the same for whoever has only a path of the site
    public record Terms(
            List<String> issuers,
            Map<String, Set<String>> scopes,
            Set<String> more,
            Proofs proofs,
            boolean certificates,
            Optional<DpopNonces> nonces,
            Optional<URI> site,
            Optional<URI> shared) {
        public Terms {
            issuers = List.copyOf(issuers);
            scopes = Map.copyOf(scopes);
            more = Set.copyOf(more);
        }

        /// Whoever is not known yet may go to any issuer, and one refuses scopes that only another has (RFC 6749,
        /// section 4.1.2.1: `invalid_scope`).
        private Set<String> anybodys() {
            Set<Set<String>> all = new HashSet<>(scopes.values());
            return all.size() == 1 ? all.iterator().next() : Set.of();
        }

        private Set<String> everywhere() {
            Iterator<Set<String>> each = scopes.values().iterator();
            Set<String> everywhere = each.hasNext() ? new TreeSet<>(each.next()) : new TreeSet<>();
            each.forEachRemaining(everywhere::retainAll);
            return everywhere;
        }
    }

    public Challenge(Terms terms, Neighbours neighbours) {
        this(terms, neighbours, Set.of());
    }

    private Challenge(Terms terms, Neighbours neighbours, Set<String> callers) {
        this.terms = terms;
        this.neighbours = neighbours;
        this.callers = callers;
    }

    /// The same for a caller who is known: one who needs more scopes gets them where the token came from, and must ask
    /// for those again that it needed to get in.
    Challenge to(Principal caller) {
        return new Challenge(
                terms,
                neighbours,
                switch (caller.authentication()) {
                    case Authentication.OidcToken token -> terms.scopes().getOrDefault(token.issuer(), Set.of());
                    case Authentication.Anonymous _,
                            Authentication.ApiKey _,
                            Authentication.Certificate _,
                            Authentication.SystemUser _ -> Set.of();
                });
    }

    /// These headers, and where a refusal is about who asks, how to get in.
    Headers with(Headers headers, HttpExchange exchange, Refusal refusal) {
        Reason reason = refusal.reason();
        if (reason == Reason.NOT_AUTHENTICATED) {
            return challenges(headers, exchange, new Trouble("", ""), terms.anybodys());
        }
        if (reason == Reason.CREDENTIAL_REJECTED) {
            return rejected(headers, exchange, refusal);
        }
        if (reason == Reason.INSUFFICIENT_SCOPE) {
            Set<String> all = new TreeSet<>(callers);
            all.addAll(refusal.scopes());
            return challenges(headers, exchange, new Trouble("insufficient_scope", ""), all);
        }
        return headers; // it is about something else
    }

    /// What is wrong with what was shown; nothing, where nothing was (RFC 6750, section 3.1).
    ///
    /// @param description ASCII without quotes and backslashes
    private record Trouble(String error, String description) {}

    private Headers rejected(Headers headers, HttpExchange exchange, Refusal refusal) {
        Optional<Why> why = Why.named(refusal.detail());
        if (why.filter(Why::isAboutProof).isEmpty()) {
            return challenges(headers, exchange, new Trouble("invalid_token", refusal.told()), terms.anybodys());
        }
        String error = ABOUT_PROOFS.getOrDefault(why.get(), "invalid_dpop_proof");
        return nonce(headers).and(HEADER, dpop(exchange, new Trouble(error, refusal.told()), terms.anybodys()));
    }

    /// Clients that know one scheme only look at the first.
    private Headers challenges(Headers headers, HttpExchange exchange, Trouble trouble, Set<String> scopes) {
        String bearer = challenge("Bearer", exchange, trouble, scopes);
        return switch (terms.proofs()) {
            case WHERE_BOUND -> headers.and(HEADER, bearer);
            case SOME -> nonce(headers).and(HEADER, bearer).and(HEADER, dpop(exchange, trouble, scopes));
            case ALWAYS -> nonce(headers).and(HEADER, dpop(exchange, trouble, scopes));
        };
    }

    /// With the nonce for the next proof, so that a client need not be told again (RFC 9449, section 9).
    private Headers nonce(Headers headers) {
        return terms.nonces()
                .map(nonces -> headers.and("DPoP-Nonce", nonces.next()))
                .orElse(headers);
    }

    private String dpop(HttpExchange exchange, Trouble trouble, Set<String> scopes) {
        return challenge("DPoP", exchange, trouble, scopes) + ", algs=\"" + String.join(" ", ALGORITHMS) + '"';
    }

    private String challenge(String scheme, HttpExchange exchange, Trouble trouble, Set<String> scopes) {
        StringBuilder header = new StringBuilder(scheme).append(" realm=\"tidegate\"");
        if (!trouble.error().isEmpty()) {
            member(header, "error", trouble.error());
        }
        if (!trouble.description().isEmpty()) {
            member(header, "error_description", trouble.description());
        }
        if (!terms.issuers().isEmpty()) {
            if (!scopes.isEmpty()) {
                member(header, "scope", String.join(" ", new TreeSet<>(scopes)));
            }
            member(header, "resource_metadata", site(exchange) + WELL_KNOWN + exchange.mount() + path(exchange));
        }
        return header.toString();
    }

    private static void member(StringBuilder header, String name, String value) {
        header.append(", ").append(name).append("=\"").append(value).append('"');
    }

    /// The metadata of an endpoint, for those who look where no token is accepted: none.
    Optional<byte[]> metadata(HttpExchange exchange, String path) {
        if (terms.issuers().isEmpty()) {
            return Optional.empty();
        }
        JsonWriter out = new JsonWriter().object().member("resource", site(exchange) + exchange.mount() + path);
        texts(out, "authorization_servers", terms.issuers());
        Set<String> scopes = terms.everywhere(); // clients that are told none ask for all of these
        scopes.addAll(terms.more());
        if (!scopes.isEmpty()) {
            texts(out, "scopes_supported", scopes);
        }
        if (terms.proofs() != Proofs.ALWAYS) {
            texts(out, "bearer_methods_supported", List.of("header"));
        }
        texts(out, "dpop_signing_alg_values_supported", ALGORITHMS);
        if (terms.certificates()) {
            out.member("tls_client_certificate_bound_access_tokens", true);
        }
        if (terms.proofs() == Proofs.ALWAYS) {
            out.member("dpop_bound_access_tokens_required", true);
        }
        return Optional.of(out.endObject().bytes());
    }

    private static void texts(JsonWriter out, String name, Collection<String> texts) {
        out.name(name).array();
        texts.forEach(out::text);
        out.endArray();
    }

    /// The URL of the endpoint that was called, which tokens are given out for (RFC 8707).
    String endpoint(HttpExchange exchange) {
        return site(exchange) + exchange.mount() + path(exchange);
    }

    private static String path(HttpExchange exchange) {
        return Endpoint.profile(exchange.path()).map(Endpoint::path).orElse(Endpoint.ROOT);
    }

    private String site(HttpExchange exchange) {
        Optional<URI> site = terms.site().or(() -> exchange.mount().isEmpty() ? Optional.empty() : terms.shared());
        if (site.isPresent()) {
            return site.get().toString();
        }
        return (exchange.secure() ? "https://" : "http://") + neighbours.meant(exchange);
    }
}

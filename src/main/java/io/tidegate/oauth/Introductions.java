package io.tidegate.oauth;

import io.tidegate.config.Authorization;
import io.tidegate.config.Authorization.Client;
import io.tidegate.config.Authorization.Proof;
import io.tidegate.config.Authorization.Where;
import io.tidegate.crypto.Aead;
import io.tidegate.crypto.SealBroken;
import io.tidegate.http.Headers;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.json.MalformedJson;
import io.tidegate.oauth.OauthFailed.Fault;
import io.tidegate.secret.Purpose;
import io.tidegate.secret.Secret;
import io.tidegate.store.Store;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// As which client is Tidegate known to an authorization server? As the operator registered it; else by the address of
/// a document about it; else it registers itself (RFC 7591), once for each server and issuer.
public final class Introductions {
    /// Where a document about Tidegate as a client is served.
    public static final String DOCUMENT = "/consent/client.json";

    /// Where users come back to.
    public static final String CALLBACK = "/consent/callback";

    private final Supplier<Store> store;
    private final Aead aead;
    private final InstantSource clock;

    public Introductions(Supplier<Store> store, Aead aead, InstantSource clock) {
        this.store = store;
        this.aead = aead;
        this.clock = clock;
    }

    /// @param site where browsers reach Tidegate
    Client of(String server, Authorization how, Web web, IssuerMetadata issuer, URI site) throws OauthFailed {
        boolean documents = issuer.able().documents();
        Optional<Client> given = how.client();
        if (given.isPresent()) {
            boolean document =
                    given.get().id().startsWith("https://") && given.get().proof() instanceof Proof.Nothing;
            if (!document || documents || how.issuer().isPresent()) {
                return given.get();
            }
        }
        if (documents && "https".equals(site.getScheme())) {
            return new Client(site + DOCUMENT, new Proof.Nothing());
        }
        return registered(server, web, issuer, site + CALLBACK);
    }

    /// What authorization servers read about Tidegate (OAuth Client ID Metadata Document).
    public static byte[] document(URI site) {
        return described(site + CALLBACK, "none", "web", Optional.of(site + DOCUMENT));
    }

    private static byte[] described(String callback, String method, String kind, Optional<String> id) {
        JsonWriter out = new JsonWriter().object();
        id.ifPresent(name -> out.member("client_id", name));
        out.member("client_name", "Tidegate")
                .name("redirect_uris")
                .array()
                .text(callback)
                .endArray();
        out.name("grant_types")
                .array()
                .text("authorization_code")
                .text("refresh_token")
                .endArray();
        out.name("response_types").array().text("code").endArray();
        return out.member("token_endpoint_auth_method", method)
                .member("application_type", kind)
                .endObject()
                .bytes();
    }

    private Client registered(String server, Web web, IssuerMetadata issuer, String callback) throws OauthFailed {
        Optional<Client> known = kept(server, issuer.issuer(), callback);
        if (known.isPresent()) {
            return known.get();
        }
        URI endpoint = issuer.endpoints()
                .registration()
                .orElseThrow(() -> new OauthFailed(
                        Fault.CONFIGURATION,
                        issuer.issuer() + " lets no client register itself: register Tidegate there with the redirect"
                                + " URI " + callback + ", and write `client-id` and `issuer`"));
        String kind = callback.startsWith("https://") ? "web" : "native";
        Web.Reply reply = web.post(
                endpoint,
                Headers.of("Accept", "application/json", "Content-Type", "application/json"),
                described(callback, method(issuer.methods()), kind, Optional.empty()));
        if (reply.status() / 100 != 2 || reply.json().isEmpty()) {
            throw new OauthFailed(
                    Fault.AUTHORIZATION_SERVER,
                    issuer.issuer() + " does not register Tidegate: status " + reply.status());
        }
        Client client = Party.registered(reply.json().get(), issuer.methods());
        keep(server, issuer.issuer(), callback, client);
        return client;
    }

    /// PKCE protects a client without a secret; one with a secret is better still.
    private static String method(Set<String> methods) {
        if (methods.isEmpty() || methods.contains("client_secret_basic")) {
            return "client_secret_basic";
        }
        return methods.contains("client_secret_post") ? "client_secret_post" : "none";
    }

    private Optional<Client> kept(String server, String issuer, String callback) {
        Optional<byte[]> sealed = store.get()
                .read(session -> session.queryOne(
                        "SELECT sealed FROM oauth_clients WHERE server = ? AND issuer = ? AND redirect = ?",
                        row -> row.bytes("sealed"),
                        server,
                        issuer,
                        callback));
        if (sealed.isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonValue client = JsonDocument.parse(
                            aead.open(sealed.get(), associated(server, issuer)), JsonLimits.DEFAULT)
                    .root();
            Optional<String> secret = client.string("secret");
            Where where = Where.valueOf(client.string("where").orElseThrow());
            return Optional.of(new Client(
                    client.string("id").orElseThrow(),
                    secret.<Proof>map(text -> new Proof.Password(Secret.of(text), where))
                            .orElseGet(Proof.Nothing::new)));
        } catch (SealBroken | MalformedJson _) {
            return Optional.empty(); // the keys are others now: it registers anew
        }
    }

    private void keep(String server, String issuer, String callback, Client client) {
        JsonWriter out = new JsonWriter().object().member("id", client.id());
        switch (client.proof()) {
            case Proof.Nothing _ -> out.member("where", Where.AUTO.name());
            case Proof.Password(Secret secret, Where where) ->
                out.member("where", where.name()).member("secret", secret.reveal(Purpose.OAUTH_GRANT));
            case Proof.Key _ -> throw new IllegalStateException("no key is registered");
        }
        byte[] sealed = aead.seal(out.endObject().bytes(), associated(server, issuer));
        store.get()
                .write(session -> session.execute(
                        "INSERT OR REPLACE INTO oauth_clients (server, issuer, redirect, made, sealed) VALUES (?, ?, ?, ?, ?)",
                        server,
                        issuer,
                        callback,
                        clock.millis(),
                        sealed));
    }

    /// Forgets a registration that the authorization server does not know any more.
    void forget(String server, String issuer) {
        store.get()
                .write(session ->
                        session.execute("DELETE FROM oauth_clients WHERE server = ? AND issuer = ?", server, issuer));
    }

    private static byte[] associated(String server, String issuer) {
        return ("client\n" + server + "\n" + issuer).getBytes(StandardCharsets.UTF_8);
    }
}

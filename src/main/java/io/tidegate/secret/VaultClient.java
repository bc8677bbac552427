package io.tidegate.secret;

import io.tidegate.http.ClientRequest;
import io.tidegate.http.ClientResponse;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpClient;
import io.tidegate.http.HttpFailure;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.json.MalformedJson;
import io.tidegate.secret.VaultSettings.Login;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/// Reads secrets of the engine KV, version 2, over Vault's HTTP API, and keeps itself let in: a token is renewed when a
/// third of its time is left, or got anew. For one thread at a time.
final class VaultClient implements Keeper {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int BYTES_MAX = 1 << 20;

    /// A token that is said to last longer is looked at again then.
    private static final Duration LASTS_MAX = Duration.ofDays(365);

    private final VaultSettings settings;
    private final HttpClient http;
    private final LongSupplier nanos;
    private Optional<Entry> entry = Optional.empty();

    /// What lets us in.
    ///
    /// @param renewAt when it has to be renewed, if it ends
    private record Entry(Secret token, boolean renewable, Optional<Long> renewAt) {}

    /// It did not do what was asked.
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;
        private static final Set<Integer> FINAL = Set.of(400, 401, 403, 404, 405);

        private final int status;

        Refusal(int status) {
            super("Vault answers " + status, null, false, false);
            this.status = status;
        }

        /// Whether that is its word on what was asked. Anything else may be otherwise later: it is sealed, a standby
        /// that
        /// leads elsewhere, busy, or broken.
        boolean isFinal() {
            return FINAL.contains(status);
        }
    }

    VaultClient(VaultSettings settings, HttpClient http, LongSupplier nanos) {
        this.settings = settings;
        this.http = http;
        this.nanos = nanos;
    }

    @Override
    public VaultSettings settings() {
        return settings;
    }

    @Override
    public Found read(SecretRef.Managed wanted) {
        if (!(wanted instanceof SecretRef.FromVault reference)) {
            throw new IllegalArgumentException("not a secret of Vault");
        }
        try {
            return field(ask("GET", reference.mount() + "/data/" + reference.path(), Optional.empty()), reference);
        } catch (Refusal refusal) {
            return refusal.isFinal()
                    ? new Found.None(reason(refusal.status, reference))
                    : new Found.Silent("Vault does not answer as it should: " + refusal.status);
        } catch (IOException | MalformedJson unreachable) {
            return new Found.Silent("Vault can't be asked: " + unreachable.getMessage());
        }
    }

    private static String reason(int status, SecretRef.FromVault reference) {
        String what = "`" + reference.mount() + "/" + reference.path() + "`";
        return switch (status) {
            case 404 -> "Vault has no secret " + what;
            case 403, 401 -> "Vault does not let us read " + what + ": check the login and its policy";
            default -> "Vault refuses to tell " + what + " (" + status + ")";
        };
    }

    private static Found field(JsonDocument answer, SecretRef.FromVault reference) {
        Optional<JsonValue> field = answer.root()
                .get("data")
                .filter(data -> data.is(JsonKind.OBJECT))
                .flatMap(data -> data.get("data"))
                .filter(data -> data.is(JsonKind.OBJECT))
                .flatMap(data -> data.get(reference.field()))
                .filter(value -> value.is(JsonKind.STRING));
        return field.<Found>map(value -> new Found.Here(Secret.of(value.text())))
                .orElseGet(() -> new Found.None("the secret `" + reference.mount() + "/" + reference.path()
                        + "` in Vault has no text `" + reference.field() + "`"));
    }

    /// A login that has ended is made anew, once.
    private JsonDocument ask(String method, String path, Optional<byte[]> body)
            throws Refusal, IOException, MalformedJson {
        boolean fresh = enter();
        try {
            return send(method, path, body, entry);
        } catch (Refusal refusal) {
            boolean ended = refusal.status == 403 && !fresh && !(settings.login() instanceof Login.Token);
            if (!ended) {
                throw refusal;
            }
            entry = Optional.of(login());
            return send(method, path, body, entry);
        }
    }

    /// Returns whether the login was made just now.
    private boolean enter() throws Refusal, IOException, MalformedJson {
        if (entry.isEmpty()) {
            entry = Optional.of(login());
            return true;
        }
        Entry now = entry.get();
        if (now.renewAt().filter(at -> nanos.getAsLong() - at >= 0).isEmpty()) {
            return false;
        }
        try {
            entry = Optional.of(
                    now.renewable()
                            ? granted(send("POST", "auth/token/renew-self", Optional.of(new byte[] {'{', '}'}), entry))
                            : login());
        } catch (Refusal refusal) {
            if (!refusal.isFinal() || settings.login() instanceof Login.Token) {
                throw refusal;
            }
            entry = Optional.of(login());
        }
        return true;
    }

    private Entry login() throws Refusal, IOException, MalformedJson {
        return switch (settings.login()) {
            case Login.Token(Secret token) -> looked(token);
            case Login.AppRole(String mount, String role, Secret secret) ->
                granted(send(
                        "POST",
                        "auth/" + mount + "/login",
                        Optional.of(new JsonWriter()
                                .object()
                                .member("role_id", role)
                                .member("secret_id", secret.reveal(Purpose.SECRETS_MANAGER))
                                .endObject()
                                .bytes()),
                        Optional.empty()));
            case Login.Kubernetes(String mount, String role, var token) ->
                granted(send(
                        "POST",
                        "auth/" + mount + "/login",
                        Optional.of(new JsonWriter()
                                .object()
                                .member("role", role)
                                .member("jwt", Files.readString(token).strip())
                                .endObject()
                                .bytes()),
                        Optional.empty()));
        };
    }

    /// What is known of a token that was given to us.
    private Entry looked(Secret token) throws Refusal, IOException, MalformedJson {
        Entry given = new Entry(token, false, Optional.empty());
        JsonValue root = send("GET", "auth/token/lookup-self", Optional.empty(), Optional.of(given))
                .root();
        return entry(token, root.get("data"), "ttl");
    }

    private Entry granted(JsonDocument answer) throws IOException {
        Optional<JsonValue> auth = answer.root().get("auth").filter(found -> found.is(JsonKind.OBJECT));
        String token = auth.flatMap(found -> found.string("client_token"))
                .filter(text -> !text.isEmpty() && text.chars().allMatch(letter -> letter > ' ' && letter < 127))
                .orElseThrow(() -> new IOException("it let us in without a usable token"));
        return entry(Secret.of(token), auth, "lease_duration");
    }

    private Entry entry(Secret token, Optional<JsonValue> said, String seconds) {
        Optional<JsonValue> object = said.filter(found -> found.is(JsonKind.OBJECT));
        long lasts = object.flatMap(found -> found.get(seconds))
                .filter(value -> value.is(JsonKind.NUMBER))
                .map(value -> (long) Math.min(Double.parseDouble(value.json()), (double) LASTS_MAX.toSeconds()))
                .orElse(0L);
        boolean renewable = object.flatMap(found -> found.get("renewable"))
                .filter(value -> value.is(JsonKind.TRUE))
                .isPresent();
        Optional<Long> renewAt = lasts <= 0
                ? Optional.empty()
                : Optional.of(nanos.getAsLong() + Duration.ofSeconds(lasts).toNanos() / 3 * 2);
        return new Entry(token, renewable, renewAt);
    }

    private JsonDocument send(String method, String path, Optional<byte[]> body, Optional<Entry> as)
            throws Refusal, HttpFailure, MalformedJson {
        Headers headers = Headers.of("Accept", "application/json", "X-Vault-Request", "true");
        if (settings.namespace().isPresent()) {
            headers = headers.and("X-Vault-Namespace", settings.namespace().get());
        }
        if (as.isPresent()) {
            headers = headers.and("X-Vault-Token", as.get().token().reveal(Purpose.SECRETS_MANAGER));
        }
        if (body.isPresent()) {
            headers = headers.and("Content-Type", "application/json");
        }
        String base = settings.address().toString().replaceAll("/+$", "");
        ClientRequest request = new ClientRequest(
                method, URI.create(base + "/v1/" + path), headers, body.orElse(new byte[0]), ClientRequest.Repeat.SAFE);
        try (ClientResponse response = http.send(request, DEADLINE)) {
            if (response.status() != 200) {
                throw new Refusal(response.status());
            }
            JsonDocument answer = JsonDocument.parse(response.body(BYTES_MAX), JsonLimits.EXAMINED);
            if (!answer.root().is(JsonKind.OBJECT)) {
                throw new MalformedJson("an answer of Vault is an object", 0);
            }
            return answer;
        }
    }
}

package io.tidegate.secret;

import io.tidegate.http.ClientRequest;
import io.tidegate.http.ClientResponse;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpClient;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.json.MalformedJson;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads secrets of AWS Secrets Manager: `GetSecretValue` (AWS Secrets Manager API Reference), signed with Signature
/// Version 4. Only secrets that are text. For one thread at a time.
final class AwsClient implements Keeper {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int BYTES_MAX = 256 << 10; // a secret has 64 KiB at most
    private static final String TYPE = "application/x-amz-json-1.1";

    /// What it says of a secret that we do not get. Anything else may be otherwise later.
    private static final Map<String, String> FINAL = Map.of(
            "ResourceNotFoundException", "has no secret",
            "AccessDeniedException", "does not let us read",
            "InvalidParameterException", "takes this for no secret's name:",
            "InvalidRequestException", "says that nobody may have now",
            "DecryptionFailure", "can't decrypt",
            "UnrecognizedClientException", "does not know our key, asked for",
            "InvalidClientTokenId", "does not know our key, asked for");

    private static final Set<String> ENDED = Set.of("ExpiredTokenException", "ExpiredToken");

    private final AwsSettings settings;
    private final HttpClient http;
    private final InstantSource clock;
    private final AwsLogin login;
    private final AwsSignature signature;

    /// It did not do what was asked.
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final String type;

        Refusal(int status, String type) {
            super("AWS answers " + status, null, false, false);
            this.status = status;
            this.type = type;
        }
    }

    AwsClient(AwsSettings settings, HttpClient http, InstantSource clock) {
        this.settings = settings;
        this.http = http;
        this.clock = clock;
        this.login = new AwsLogin(settings.login(), http, clock);
        this.signature = new AwsSignature(settings.region(), "secretsmanager");
    }

    @Override
    public AwsSettings settings() {
        return settings;
    }

    @Override
    public Found read(SecretRef.Managed reference) {
        if (!(reference instanceof SecretRef.FromAws wanted)) {
            throw new IllegalArgumentException("not a secret of AWS");
        }
        try {
            return found(asked(wanted), wanted);
        } catch (Refusal refusal) {
            String said = FINAL.get(refusal.type);
            return said == null
                    ? new Found.Silent("AWS Secrets Manager does not answer as it should: " + refusal.status)
                    : new Found.None("AWS Secrets Manager " + said + " `" + wanted.name() + "`");
        } catch (AwsLogin.Refused refused) {
            return new Found.None(String.valueOf(refused.getMessage()));
        } catch (IOException | MalformedJson unreachable) {
            return new Found.Silent("AWS Secrets Manager can't be asked: " + unreachable.getMessage());
        }
    }

    /// Keys for a time that have ended are fetched anew, once.
    private JsonValue asked(SecretRef.FromAws wanted) throws Refusal, AwsLogin.Refused, IOException, MalformedJson {
        try {
            return ask(wanted);
        } catch (Refusal refusal) {
            if (!ENDED.contains(refusal.type) || !login.forget()) {
                throw refusal;
            }
            return ask(wanted);
        }
    }

    private JsonValue ask(SecretRef.FromAws wanted) throws Refusal, AwsLogin.Refused, IOException, MalformedJson {
        byte[] body = new JsonWriter()
                .object()
                .member("SecretId", wanted.name())
                .endObject()
                .bytes();
        URI address = settings.endpoint().resolve("/");
        Map<String, String> own = Map.of("Content-Type", TYPE, "X-Amz-Target", "secretsmanager.GetSecretValue");
        Headers headers = Headers.none();
        for (Map.Entry<String, String> header : signature
                .sign(new AwsSignature.Request("POST", address, own, body), login.keys(), clock.instant())
                .entrySet()) {
            headers = headers.and(header.getKey(), header.getValue());
        }
        ClientRequest request = new ClientRequest("POST", address, headers, body, ClientRequest.Repeat.SAFE);
        try (ClientResponse response = http.send(request, DEADLINE)) {
            byte[] answer = response.body(BYTES_MAX);
            if (response.status() != 200) {
                throw new Refusal(response.status(), type(answer));
            }
            return object(answer);
        }
    }

    private static JsonValue object(byte[] answer) throws MalformedJson {
        JsonValue root = JsonDocument.parse(answer, JsonLimits.EXAMINED).root();
        if (!root.is(JsonKind.OBJECT)) {
            throw new MalformedJson("an answer of AWS is an object", 0);
        }
        return root;
    }

    /// The error's name, which may have a namespace before it.
    private static String type(byte[] answer) {
        try {
            String type = object(answer).string("__type").orElse("");
            return type.substring(type.indexOf('#') + 1);
        } catch (MalformedJson nonsense) {
            return "";
        }
    }

    private static Found found(JsonValue answer, SecretRef.FromAws wanted) {
        Optional<String> text = answer.string("SecretString");
        String named = "the secret `" + wanted.name() + "` of AWS Secrets Manager ";
        if (text.isEmpty()) {
            return new Found.None(named + "is no text");
        }
        if (wanted.field().isEmpty()) {
            return new Found.Here(Secret.of(text.get()));
        }
        String field = wanted.field().get();
        try {
            JsonValue secret = JsonDocument.parse(text.get().getBytes(StandardCharsets.UTF_8), JsonLimits.EXAMINED)
                    .root();
            Optional<String> value = secret.is(JsonKind.OBJECT) ? secret.string(field) : Optional.empty();
            return value.<Found>map(found -> new Found.Here(Secret.of(found)))
                    .orElseGet(() -> new Found.None(named + "has no text `" + field + "`"));
        } catch (MalformedJson _) {
            return new Found.None(named + "is no JSON, so it has no `" + field + "`");
        }
    }
}

package io.tidegate.secret;

import io.tidegate.http.ClientRequest;
import io.tidegate.http.ClientResponse;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpClient;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.MalformedJson;
import io.tidegate.secret.AwsSettings.Login;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// With which keys does AWS know us now? Those that were given, or those for a time, which are fetched anew before they
/// end. For one thread at a time.
final class AwsLogin {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration BEFORE_THE_END = Duration.ofMinutes(5);
    private static final int BYTES_MAX = 256 << 10;

    private final Login login;
    private final HttpClient http;
    private final InstantSource clock;
    private Optional<Entry> entry = Optional.empty();

    private record Entry(AwsSignature.Keys keys, Instant until) {}

    /// It does not let us in.
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String why) {
            super(why, null, false, false);
        }
    }

    AwsLogin(Login login, HttpClient http, InstantSource clock) {
        this.login = login;
        this.http = http;
        this.clock = clock;
    }

    /// Forgets keys for a time. Returns whether others can be had.
    boolean forget() {
        entry = Optional.empty();
        return !(login instanceof Login.Keys);
    }

    AwsSignature.Keys keys() throws IOException, MalformedJson, Refused {
        return switch (login) {
            case Login.Keys(String id, Secret secret, Optional<Secret> session) ->
                new AwsSignature.Keys(id, secret, session);
            case Login.WebIdentity web -> fresh(() -> assumed(web));
            case Login.Container container -> fresh(() -> fetched(container));
            case Login.Nothing(String why) -> throw new IOException(why);
        };
    }

    private interface Asking {
        Entry ask() throws IOException, MalformedJson, Refused;
    }

    private AwsSignature.Keys fresh(Asking asking) throws IOException, MalformedJson, Refused {
        Instant now = clock.instant();
        if (entry.filter(known -> now.plus(BEFORE_THE_END).isBefore(known.until()))
                .isEmpty()) {
            try {
                entry = Optional.of(asking.ask());
            } catch (IOException | MalformedJson silent) {
                if (entry.filter(known -> now.isBefore(known.until())).isEmpty()) {
                    throw silent;
                }
            }
        }
        return entry.orElseThrow().keys();
    }

    /// `AssumeRoleWithWebIdentity` (AWS Security Token Service API Reference).
    private Entry assumed(Login.WebIdentity web) throws IOException, Refused {
        String form = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=" + encoded(web.role())
                + "&RoleSessionName=" + encoded(web.session()) + "&WebIdentityToken="
                + encoded(text(web.token()));
        Headers headers = Headers.of("Content-Type", "application/x-www-form-urlencoded", "Accept", "text/xml");
        byte[] answer = send("POST", web.sts(), headers, form.getBytes(StandardCharsets.UTF_8), "the token service");
        Map<String, String> found = new HashMap<>();
        try {
            XMLStreamReader xml = reader(answer);
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT
                        && xml.getLocalName().matches("AccessKeyId|SecretAccessKey|SessionToken|Expiration")) {
                    String name = xml.getLocalName();
                    found.put(name, xml.getElementText());
                }
            }
        } catch (XMLStreamException malformed) {
            throw new IOException("AWS's token service answers with what is no XML");
        }
        return entry(found::get, "SessionToken");
    }

    /// Without DTDs: an answer refers to nothing outside itself.
    private static XMLStreamReader reader(byte[] xml) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory.createXMLStreamReader(new ByteArrayInputStream(xml));
    }

    private Entry fetched(Login.Container container) throws IOException, MalformedJson, Refused {
        Headers headers = Headers.of("Accept", "application/json");
        if (container.authorizationFile().isPresent()) {
            headers = headers.and(
                    "Authorization", text(container.authorizationFile().get()));
        } else if (container.authorization().isPresent()) {
            headers =
                    headers.and("Authorization", container.authorization().get().reveal(Purpose.SECRETS_MANAGER));
        }
        byte[] answer = send("GET", container.address(), headers, new byte[0], "the container's endpoint");
        JsonValue root = JsonDocument.parse(answer, JsonLimits.EXAMINED).root();
        if (!root.is(JsonKind.OBJECT)) {
            throw new IOException("the container's endpoint answers with something else than keys");
        }
        return entry(name -> root.string(name).orElse(null), "Token");
    }

    private interface Members {
        @org.jspecify.annotations.Nullable String get(String name);
    }

    private static Entry entry(Members members, String token) throws IOException {
        String id = members.get("AccessKeyId");
        String secret = members.get("SecretAccessKey");
        String session = members.get(token);
        String until = members.get("Expiration");
        if (id == null || secret == null || session == null || until == null || !isPlain(id) || !isPlain(session)) {
            throw new IOException("AWS let us in without usable keys");
        }
        try {
            return new Entry(
                    new AwsSignature.Keys(id, Secret.of(secret), Optional.of(Secret.of(session))),
                    Instant.parse(until));
        } catch (DateTimeException _) {
            throw new IOException("AWS let us in without usable keys");
        }
    }

    private static boolean isPlain(String text) {
        return !text.isEmpty() && text.chars().allMatch(letter -> letter > ' ' && letter < 127);
    }

    private byte[] send(String method, URI address, Headers headers, byte[] body, String who)
            throws IOException, Refused {
        ClientRequest request = new ClientRequest(method, address, headers, body, ClientRequest.Repeat.SAFE);
        try (ClientResponse response = http.send(request, DEADLINE)) {
            int status = response.status();
            if (status == 400 || status == 401 || status == 403 || status == 404) {
                throw new Refused(who + " of AWS does not let us in (" + status + ")");
            }
            if (status != 200) {
                throw new IOException(who + " of AWS answers " + status);
            }
            return response.body(BYTES_MAX);
        }
    }

    private static String text(Path file) throws IOException {
        if (Files.size(file) > BYTES_MAX) {
            throw new IOException("`" + file + "` is too large for a token");
        }
        String text = Files.readString(file).strip();
        if (!isPlain(text)) {
            throw new IOException("`" + file + "` holds no token");
        }
        return text;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Who wants the grant of somebody else, or tokens that are for others, gets nothing; and it is recorded.
class ConsentAttacksTest extends GrantsFixture {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String NOT_BEGUN = "this browser began nothing that this is the answer to";
    private static final String BELONGS = "this answer belongs to nothing that this browser began";

    private long codesSpent() {
        return peer.asked("/token").stream()
                .filter(asked -> asked.form().containsValue("authorization_code"))
                .count();
    }

    /// Something that somebody does in a browser.
    private interface Attempt {
        HttpResponse<String> make() throws Exception;
    }

    /// It is refused, recorded once, and explained: on the page and, no less, to the operator.
    private void refused(String why, Attempt attempt) throws Exception {
        int before = running().refused().size();
        HttpResponse<String> answer = attempt.make();
        assertThat(answer.statusCode()).as(answer.body()).isIn(400, 403, 502);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        recorded(before, why);
        assertThat(call("tidegate_sign_in", alice)).contains("needs the user to sign in");
    }

    /// One record more, with that reason and where it came from, and without what was sent.
    private void recorded(int before, String why) throws Exception {
        List<String> all = running().refused();
        assertThat(all).hasSize(before + 1);
        JsonNode record = MAPPER.readTree(all.getLast());
        assertThat(record.path("reason").asString()).isEqualTo("consent-needed");
        assertThat(record.path("detail").asString()).contains(why);
        assertThat(record.path("source").asString()).contains("127.0.0.1");
        assertThat(all.getLast()).doesNotContain("code-", "forged", "evil.example.com", alice, bob);
    }

    @Test
    void pagesCanBeNeitherFramedNorScriptedNorKept() throws Exception {
        gateway();
        HttpResponse<String> page = browser.get(page("tidegate_sign_in", alice));
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "frame-ancestors 'none'");
        assertThat(page.headers().firstValue("X-Frame-Options")).contains("DENY");
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(page.headers().firstValue("Set-Cookie").orElse("")).contains("HttpOnly", "SameSite=Lax");
        assertThat(page.body()).contains("alice", "crm", peer.site()).doesNotContain("<script");
    }

    @Test
    void onlyTheUserWhoCalledCanAgree() throws Exception {
        gateway();
        URI page = page("tidegate_sign_in", alice);
        for (String key : List.of(bob, "", "tg_nonsense")) {
            refused(
                    "this is no API key of the user who is asked",
                    () -> browser.post(page, Browser.form(browser.get(page), key)));
        }
        assertThat(peer.asked("/authorize")).isEmpty();
    }

    @Test
    void aFormOfAnotherSiteOrBrowserDoesNothing() throws Exception {
        gateway();
        URI page = page("tidegate_sign_in", alice);
        String form = Browser.form(browser.get(page), alice);
        String foreign = "this form comes from another site";
        refused(foreign, () -> browser.post(page, form, "Origin", "https://evil.example.com"));
        refused(foreign, () -> browser.post(page, form, "Sec-Fetch-Site", "cross-site"));
        String made = "this form was not made for this browser";
        refused(made, () -> browser.post(page, form.replaceFirst("form=[^&]+", "form=x")));
        try (Browser other = new Browser()) {
            refused("this browser did not get the page", () -> other.post(page, form)); // no cookie
            HttpResponse<String> _ = other.get(page);
            refused(made, () -> other.post(page, form)); // another's form
        }
        assertThat(peer.asked("/authorize")).isEmpty();
    }

    @Test
    void aPageIsOfUseOnce() throws Exception {
        gateway();
        URI page = page("tidegate_sign_in", alice);
        String form = Browser.form(browser.get(page), alice);
        URI first = Browser.location(browser.post(page, form));
        assertThat(first.toString()).startsWith(peer.site() + "/authorize?");
        String used = "this page was used before, or is too old";
        refused(used, () -> browser.post(page, form));
        refused(used, () -> browser.get(page));
        refused(used, () -> browser.get(URI.create(page + "x")));
    }

    @Test
    void anAnswerIsTakenOnceAndOnlyFromTheBrowserThatBegan() throws Exception {
        gateway();
        URI callback = browser.toCallback(page("tidegate_sign_in", alice), alice);
        try (Browser other = new Browser()) {
            refused(NOT_BEGUN, () -> other.get(callback)); // cross-site request forgery: no cookie
            HttpResponse<String> _ = other.get(page("tidegate_sign_in", bob));
            refused(NOT_BEGUN, () -> other.get(callback)); // another browser's
        }
        refused(NOT_BEGUN, () -> browser.get(with(callback, "state=forged")));
        refused(NOT_BEGUN, () -> browser.get(with(callback, "")));
        refused("the answer says something twice", () -> browser.get(URI.create(callback + "&code=other")));
        assertThat(codesSpent()).isZero();
        assertThat(browser.get(callback).statusCode()).isEqualTo(200);
        int before = running().refused().size();
        assertThat(browser.get(callback).statusCode()).isEqualTo(400); // a replay
        recorded(before, BELONGS);
        assertThat(codesSpent()).isEqualTo(1);
    }

    /// With another `state`.
    private static URI with(URI callback, String state) {
        return URI.create(callback.toString().replaceFirst("state=[^&]+", state));
    }

    /// Whoever brings a victim's browser to end what the attacker began would have the victim's calls run as the
    /// attacker; whoever fixes the secrets of a browser beforehand would end what the victim began.
    @Test
    void nobodyEndsWhatAnotherBegan() throws Exception {
        gateway();
        URI attackers = browser.toCallback(page("tidegate_sign_in", bob), bob);
        try (Browser victim = new Browser();
                Browser forger = new Browser()) {
            victim.takes(browser, secret -> secret); // the attacker put them there
            URI page = page("tidegate_sign_in", alice);
            URI own = victim.toCallback(page, alice);
            refused(NOT_BEGUN, () -> browser.get(own));
            forger.takes(victim, secret -> new StringBuilder(secret).reverse().toString());
            refused(BELONGS, () -> forger.get(own));
            try (Browser other = new Browser()) {
                HttpResponse<String> _ = other.get(page);
                refused(NOT_BEGUN, () -> other.get(attackers));
            }
            assertThat(codesSpent()).isZero();
            assertThat(victim.get(own).body()).contains("can use crm for alice");
        }
    }

    @Test
    void anAnswerIsTakenForTenMinutes() throws Exception {
        gateway();
        URI page = page("tidegate_sign_in", alice);
        URI callback = browser.toCallback(page, alice);
        clock.add(Duration.ofMinutes(11).toSeconds());
        refused(BELONGS, () -> browser.get(callback));
        assertThat(codesSpent()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"https://evil.example.com", "/", "none"})
    void anAnswerOfAnotherIssuerIsNotTaken(String iss) throws Exception {
        peer.iss = switch (iss) {
            case "none" -> Optional.empty();
            case "/" -> Optional.of(peer.site() + "/");
            default -> Optional.of(iss);
        };
        gateway();
        refused(
                "the answer is not of the authorization server that was asked",
                () -> browser.get(browser.toCallback(page("tidegate_sign_in", alice), alice)));
        assertThat(codesSpent()).isZero();
    }

    @Test
    void anErrorOfTheAuthorizationServerGrantsNothing() throws Exception {
        gateway();
        URI callback = browser.toCallback(page("tidegate_sign_in", alice), alice);
        refused(
                "the authorization server answered with `an error`",
                () -> browser.get(
                        URI.create(callback.toString().replaceFirst("code=[^&]+", "error=access_denied%3Cscript%3E"))));
        assertThat(codesSpent()).isZero();
    }

    private void nowhere(String why) throws Exception {
        gateway();
        URI page = page("tidegate_sign_in", alice);
        int before = running().refused().size();
        HttpResponse<String> shown = browser.get(page);
        assertThat(shown.statusCode()).as(shown.body()).isIn(400, 500, 502);
        assertThat(shown.headers().firstValue("Location")).isEmpty();
        recorded(before, why);
        assertThat(peer.asked("/authorize")).isEmpty();
        assertThat(peer.asked("/token")).isEmpty();
    }

    @Test
    void metadataOfAnotherResourceIsRefused() throws Exception {
        peer.resource.put("resource", "\"https://mail.example.com/mcp\"");
        nowhere("about another resource");
    }

    @Test
    void metadataOfAnotherIssuerIsRefused() throws Exception {
        peer.metadata.put("issuer", "\"https://login.example.com\"");
        nowhere("about another issuer");
    }

    @ParameterizedTest
    @CsvSource({
        "https://10.1.2.3",
        "https://169.254.169.254",
        "http://192.168.0.1",
        "https://[fd00:ec2::254]",
        "file:///etc"
    })
    void metadataThatPointsIntoOtherNetworksIsNotFollowed(String issuer) throws Exception {
        peer.resource.put("authorization_servers", "[\"" + issuer + "\"]");
        gateway();
        assertThat(browser.get(page("tidegate_sign_in", alice)).statusCode()).isEqualTo(502);
        assertThat(running().refused().toString())
                .containsAnyOf("nothing is fetched from", "neither an https address", "no usable address");
    }

    @ParameterizedTest
    @CsvSource({"javascript:alert(1)", "http://evil.example.com/authorize", "https://user@evil.example.com/"})
    void nobodyIsSentToAnUnsafePage(String page) throws Exception {
        peer.metadata.put("authorization_endpoint", OauthPeer.quoted(page));
        nowhere("no safe `authorization_endpoint`");
    }

    @Test
    void nobodyIsSentWherePkceIsNotDone() throws Exception {
        peer.metadata.remove("code_challenge_methods_supported");
        nowhere("does not say that it does PKCE");
    }

    @Test
    void hugeMetadataIsNotRead() throws Exception {
        peer.resource.put("more", OauthPeer.quoted("x".repeat(300 << 10)));
        nowhere("sent more than 262144 bytes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense|without a usable",
                "{}|without a usable",
                "{\"access_token\": \"a b\", \"token_type\": \"Bearer\"}|without a usable",
                "{\"access_token\": \"abc\", \"token_type\": \"mac\"}|of another type"
            })
    void nonsenseOfATokenEndpointIsNoToken(String answer, String why) throws Exception {
        peer.tokenAnswer = _ -> Optional.of(answer);
        gateway();
        HttpResponse<String> back = browser.get(browser.toCallback(page("tidegate_sign_in", alice), alice));
        assertThat(back.statusCode()).isEqualTo(502);
        assertThat(back.body()).doesNotContain("abc");
        assertThat(running().records(RecordKind.REFUSED).toString()).containsAnyOf(why, "gives no token: status 200");
    }

    @Test
    void aSecretGoesOnlyToTheIssuerThatTheOperatorNamed() throws Exception {
        try (OauthPeer other = OauthPeer.start()) {
            peer.resource.put("authorization_servers", "[\"" + other.site() + "\"]");
            java.nio.file.Files.writeString(folder.resolve("secret"), "of-tidegate");
            gateway(("{ grant: authorization-code, issuer: \"%s\", client-id: tidegate, client-secret:"
                            + " \"${file:secret}\" }")
                    .formatted(peer.site()));
            assertThat(browser.get(page("tidegate_sign_in", alice)).statusCode())
                    .isEqualTo(502);
            assertThat(other.asked).isEmpty();
        }
    }
}

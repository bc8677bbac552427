package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who wants the grant of somebody else, or tokens that are for others, gets nothing; and it is recorded.
class ConsentAttacksTest extends GrantsFixture {
    private long codesSpent() {
        return peer.asked("/token").stream()
                .filter(asked -> asked.form().containsValue("authorization_code"))
                .count();
    }

    private void refused(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isIn(400, 403, 502);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(call("tidegate_sign_in", alice)).contains("needs the user to sign in");
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
        refused(browser.post(page, Browser.form(browser.get(page), bob)));
        refused(browser.post(page, Browser.form(browser.get(page), "")));
        refused(browser.post(page, Browser.form(browser.get(page), "tg_nonsense")));
        assertThat(peer.asked("/authorize")).isEmpty();
        assertThat(running().refused().toString()).contains("no API key of the user");
    }

    @Test
    void aFormOfAnotherSiteOrBrowserDoesNothing() throws Exception {
        gateway();
        URI page = page("tidegate_sign_in", alice);
        String form = Browser.form(browser.get(page), alice);
        refused(browser.post(page, form, "Origin", "https://evil.example.com"));
        refused(browser.post(page, form, "Sec-Fetch-Site", "cross-site"));
        refused(browser.post(page, form.replaceFirst("form=[^&]+", "form=x")));
        try (Browser other = new Browser()) {
            refused(other.post(page, form)); // no cookie
            HttpResponse<String> _ = other.get(page);
            refused(other.post(page, form)); // another's form
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
        refused(browser.post(page, form));
        refused(browser.get(page));
        refused(browser.get(URI.create(page + "x")));
    }

    @Test
    void anAnswerIsTakenOnceAndOnlyFromTheBrowserThatBegan() throws Exception {
        gateway();
        URI callback = browser.toCallback(page("tidegate_sign_in", alice), alice);
        try (Browser other = new Browser()) {
            refused(other.get(callback)); // cross-site request forgery: no cookie
            HttpResponse<String> _ = other.get(page("tidegate_sign_in", bob));
            refused(other.get(callback)); // another browser's
        }
        refused(browser.get(URI.create(callback.toString().replaceFirst("state=[^&]+", "state=forged"))));
        refused(browser.get(URI.create(callback.toString().replaceFirst("state=[^&]+", ""))));
        refused(browser.get(URI.create(callback + "&code=other")));
        assertThat(codesSpent()).isZero();
        assertThat(browser.get(callback).statusCode()).isEqualTo(200);
        assertThat(browser.get(callback).statusCode()).isEqualTo(400); // a replay
        assertThat(codesSpent()).isEqualTo(1);
    }

    @Test
    void anAnswerIsTakenForTenMinutes() throws Exception {
        gateway();
        URI page = page("tidegate_sign_in", alice);
        URI callback = browser.toCallback(page, alice);
        clock.add(Duration.ofMinutes(11).toSeconds());
        refused(browser.get(callback));
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
        refused(browser.get(browser.toCallback(page("tidegate_sign_in", alice), alice)));
        assertThat(codesSpent()).isZero();
        assertThat(running().refused().toString()).contains("not of the authorization server that was asked");
    }

    @Test
    void anErrorOfTheAuthorizationServerGrantsNothing() throws Exception {
        gateway();
        URI callback = browser.toCallback(page("tidegate_sign_in", alice), alice);
        refused(browser.get(
                URI.create(callback.toString().replaceFirst("code=[^&]+", "error=access_denied%3Cscript%3E"))));
        assertThat(codesSpent()).isZero();
    }

    private void nowhere(String why) throws Exception {
        gateway();
        HttpResponse<String> page = browser.get(page("tidegate_sign_in", alice));
        assertThat(page.statusCode()).as(page.body()).isIn(400, 500, 502);
        assertThat(peer.asked("/authorize")).isEmpty();
        assertThat(peer.asked("/token")).isEmpty();
        assertThat(running().refused().toString()).contains(why);
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

package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.identity.TestProvider;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Do users who come with tokens show who they are on the page where they agree, by signing in where their tokens come
/// from; and does nobody agree for another?
class TokenUsersGrantsTest extends GrantsFixture {
    private final OauthPeer issuer;
    private volatile String inBrowser = "ada";

    TokenUsersGrantsTest() throws IOException {
        this.issuer = OauthPeer.start();
        issuer.keys = new TestProvider().keys();
        issuer.writes(_ -> token(inBrowser));
    }

    @AfterEach
    void closeIssuer() {
        issuer.close();
    }

    private void gatewayWithSignIn() throws Exception {
        gateway(
                "{ grant: authorization-code }",
                "api-keys: allowed, issuers: [{ issuer: \"%s\", jwks: \"%s/keys\", sign-in: { client-id: pages } }]"
                        .formatted(issuer.site(), issuer.site()));
    }

    /// The operator is told once, and why.
    private void refused(String why, HttpResponse<String> answer, int before) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 599);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(running().refused()).hasSize(before + 1);
        assertThat(running().refused().getLast())
                .contains("\"reason\":\"consent-needed\"", why)
                .doesNotContain("code-");
    }

    private String site() {
        return "http://127.0.0.1:" + running().gateway().address().getPort();
    }

    private String token(String user) {
        Map<String, Object> claims = TestProvider.claims();
        claims.put("iss", issuer.site());
        claims.put("sub", user);
        claims.put("aud", List.of(site() + "/mcp"));
        claims.put("iat", clock.instant().getEpochSecond());
        claims.put("exp", clock.instant().getEpochSecond() + 300);
        return TestProvider.rs256(claims);
    }

    /// From the page to the issuer of the user's tokens, and back: the last answer.
    private HttpResponse<String> signedIn(URI page) throws Exception {
        URI there = Browser.location(browser.post(page, Browser.form(browser.get(page), "")));
        assertThat(there.toString()).startsWith(issuer.site() + "/authorize?");
        return browser.get(Browser.location(browser.get(there)));
    }

    @Test
    void agreeOnceTheySignedIn() throws Exception {
        gatewayWithSignIn();
        String ada = token("ada");
        URI page = page("tidegate_sign_in", ada);
        assertThat(browser.get(page).body()).contains("ada", "Where you sign in first", issuer.site());
        HttpResponse<String> on = signedIn(page);
        URI consent = Browser.location(on);
        assertThat(consent.toString()).startsWith(peer.site() + "/authorize?");
        assertThat(browser.get(Browser.location(browser.get(consent))).body()).contains("can use crm for ada");
        awaitTools();
        assertThat(call("read", ada)).contains("for a user with");
        OauthPeer.Asked asked = issuer.asked("/authorize").getFirst();
        assertThat(asked.form())
                .containsEntry("client_id", "pages")
                .containsEntry("scope", "openid")
                .containsEntry("resource", site() + "/mcp")
                .containsEntry("redirect_uri", site() + "/consent/signed-in")
                .containsEntry("code_challenge_method", "S256");
        assertThat(peer.shown).noneMatch(shown -> shown.contains(ada));
        assertThat(call("read", token("bob"))).contains("needs the user to sign in");
    }

    @Test
    void nobodyAgreesForAnother() throws Exception {
        gatewayWithSignIn();
        URI page = page("tidegate_sign_in", token("ada"));
        inBrowser = "bob"; // whom ada sent the page to
        HttpResponse<String> answer = signedIn(page);
        assertThat(answer.statusCode()).isBetween(400, 499);
        assertThat(answer.body()).contains("you signed in as another user");
        assertThat(peer.asked("/authorize")).isEmpty();
        assertThat(running().refused().toString()).contains("another user than the one who is asked");
        assertThat(call("tidegate_sign_in", token("ada"))).contains("needs the user to sign in");
    }

    @Test
    void aUserOfTheSameNameOfAnotherIssuerOrWithAKeyIsAnother() throws Exception {
        gatewayWithSignIn();
        URI page = page("tidegate_sign_in", running().key("ada"));
        int before = running().refused().size();
        HttpResponse<String> answer = browser.post(page, Browser.form(browser.get(page), token("ada")));
        refused("this is no API key of the user who is asked", answer, before);
        assertThat(issuer.asked("/authorize")).isEmpty();
        assertThat(peer.asked("/authorize")).isEmpty();
    }

    @Test
    void whatComesBackIsOfUseOnceAndInOneBrowser() throws Exception {
        gatewayWithSignIn();
        URI page = page("tidegate_sign_in", token("ada"));
        URI there = Browser.location(browser.post(page, Browser.form(browser.get(page), "")));
        URI back = Browser.location(browser.get(there));
        String foreign = "this browser began nothing that this is the answer to";
        int before = running().refused().size();
        try (Browser other = new Browser()) {
            refused(foreign, other.get(back), before);
            other.get(page("tidegate_sign_in", token("ada")));
            refused(foreign, other.get(back), before + 1);
        }
        URI mixed = URI.create(back.toString().replace("/consent/signed-in", "/consent/callback"));
        String belongs = "this answer belongs to nothing that this browser began";
        refused(belongs, browser.get(mixed), before + 2); // an answer to another question
        assertThat(Browser.location(browser.get(back)).toString()).startsWith(peer.site());
        refused(belongs, browser.get(back), before + 3);
    }

    @Test
    void onePageSendsNobodyOnWithoutEnd() throws Exception {
        gatewayWithSignIn();
        URI page = page("tidegate_sign_in", token("ada"));
        String form = Browser.form(browser.get(page), "");
        URI first = Browser.location(browser.get(Browser.location(browser.post(page, form))));
        assertThat(browser.get(page).statusCode()).isEqualTo(200); // another tab
        URI second = Browser.location(
                browser.get(Browser.location(browser.post(page, Browser.form(browser.get(page), "")))));
        assertThat(browser.get(first).statusCode())
                .as("the earlier one is of no use any more")
                .isBetween(400, 499);
        int sent = 2;
        while (browser.post(page, Browser.form(browser.get(page), "")).statusCode() == 303) {
            sent++;
            assertThat(sent).isLessThan(100);
        }
        assertThat(sent).isEqualTo(20);
        assertThat(issuer.asked("/.well-known/oauth-authorization-server"))
                .as("its metadata is kept")
                .hasSizeLessThan(4);
        assertThat(second).isNotNull();
    }

    @Test
    void anIssuerThatIsAnotherIsNotBelieved() throws Exception {
        gatewayWithSignIn();
        issuer.iss = Optional.of("https://evil.example.com");
        HttpResponse<String> answer = signedIn(page("tidegate_sign_in", token("ada")));
        assertThat(answer.statusCode()).isEqualTo(502);
        refused("the answer is not of the authorization server that was asked", answer, 0);
        assertThat(issuer.asked("/token")).as("no code is given to anybody").isEmpty();
    }

    @Test
    void theTokenIsHeldToTheSameRulesAsAnyOther() throws Exception {
        gatewayWithSignIn();
        issuer.writes(_ -> {
            Map<String, Object> claims = TestProvider.claims();
            claims.put("iss", issuer.site());
            claims.put("sub", "ada");
            claims.put("aud", "https://another.example.com/mcp");
            claims.put("exp", clock.instant().getEpochSecond() + 300);
            return TestProvider.rs256(claims);
        });
        HttpResponse<String> answer = signedIn(page("tidegate_sign_in", token("ada")));
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(running().refused().toString()).contains("wrong-audience");
        assertThat(peer.asked("/authorize")).isEmpty();
    }

    @Test
    void whereNobodyCanSignInThePageSaysWhoHasToAct() throws Exception {
        gateway(
                "{ grant: authorization-code }",
                "issuers: [{ issuer: \"%s\", jwks: \"%s/keys\" }]".formatted(issuer.site(), issuer.site()));
        HttpResponse<String> shown = browser.get(page("tidegate_sign_in", token("ada")));
        assertThat(shown.body()).contains("An administrator has to complete the settings");
        assertThat(running().refused().toString()).contains("write `sign-in` for that issuer");
    }
}

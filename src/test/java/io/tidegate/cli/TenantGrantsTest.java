package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.identity.TestProvider;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Do users of a tenant sign in to its servers below its path, and is what they agree to of no use to another tenant?
@Timeout(90)
class TenantGrantsTest extends TenantsFixture {
    private static final Pattern PAGE = Pattern.compile("http://[^/ ]+(/t/[a-z]+/consent/[A-Za-z0-9_-]+)");

    private final OauthPeer peer;
    private final OauthPeer issuer;
    private final Browser browser = new Browser();

    TenantGrantsTest() throws IOException {
        this.peer = OauthPeer.start();
        this.issuer = OauthPeer.start();
        issuer.keys = provider.keys();
    }

    @AfterEach
    void closePeers() {
        browser.close();
        issuer.close();
        peer.close();
    }

    @Override
    String settings(String name) {
        return """
                identity:
                  api-keys: allowed
                  issuers: [{ issuer: "%1$s", jwks: "%1$s/keys", sign-in: { client-id: pages } }]
                servers: { crm: { url: "%2$s", authorization: { grant: authorization-code } } }
                """.formatted(issuer.site(), peer.url());
    }

    private String say(String path, String tool, String key) throws IOException {
        return send(RawRequest.call(tool).to(path).as(key)).body();
    }

    private static URI page(String text) {
        Matcher page = PAGE.matcher(text);
        assertThat(page.find()).as(text).isTrue();
        return URI.create(page.group());
    }

    private String site() {
        return "http://127.0.0.1:" + started.gateway().address().getPort();
    }

    private void awaitTool(String path, String key) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> say(path, "read", key)
                .contains("for a user with"));
    }

    @Test
    void aUserAgreesForOneTenantAlone() throws Exception {
        String acme = key("acme", "alice");
        String beta = key("beta", "alice");
        URI page = page(say(ACME, "tidegate_sign_in", acme));
        assertThat(page.getPath()).startsWith("/t/acme/consent/");
        assertThat(browser.post(page, Browser.form(browser.get(page), beta)).statusCode())
                .as("a key of another tenant")
                .isBetween(400, 499);
        assertThat(browser.agree(page, acme).body()).contains("can use crm for alice");
        awaitTool(ACME, acme);
        assertThat(peer.asked("/authorize").getLast().form().get("redirect_uri"))
                .endsWith("/t/acme/consent/callback");
        assertThat(say(BETA, "tidegate_sign_in", beta)).contains("/t/beta/consent/");
        assertThat(say(BETA, "read", beta)).doesNotContain("for a user with");

        String file = folder.resolve("tidegate.yaml").toString();
        Ran of = Ran.of("grants", "list", "--config", file, "--tenant", "acme");
        assertThat(of.out()).contains("alice", "crm");
        assertThat(Ran.of("grants", "list", "--config", file, "--tenant", "beta")
                        .out())
                .doesNotContain("alice");
        assertThat(Ran.of("grants", "list", "--config", file).out()).doesNotContain("alice");
        String line = of.out()
                .lines()
                .filter(each -> each.contains("alice"))
                .findFirst()
                .orElseThrow();
        String id = line.substring(0, line.indexOf(' '));
        assertThat(Ran.of("grants", "revoke", id, "--config", file, "--tenant", "beta")
                        .code())
                .isNotZero();
        awaitTool(ACME, acme);
        assertThat(Ran.of("grants", "revoke", id, "--config", file, "--tenant", "acme")
                        .code())
                .isZero();
        Awaitility.await().until(() -> say(ACME, "read", acme).contains("needs the user to sign in"));
        Awaitility.await().until(() -> trail("acme").toString().contains("grant-ended"));
        assertThat(trail("acme").toString()).contains("grant-made");
        assertThat(trail("beta").toString() + trail("host")).doesNotContain("grant-");
    }

    /// In one browser, as somebody who works for both would.
    @Test
    void pagesOfTwoTenantsDoNotDisturbEachOther() throws Exception {
        String acme = key("acme", "alice");
        String beta = key("beta", "alice");
        URI toAcme = browser.toCallback(page(say(ACME, "tidegate_sign_in", acme)), acme);
        URI toBeta = browser.toCallback(page(say(BETA, "tidegate_sign_in", beta)), beta);
        assertThat(browser.get(URI.create(toAcme.toString().replace("/t/acme/", "/t/beta/")))
                        .statusCode())
                .as("the answer for one tenant, brought to another")
                .isBetween(400, 499);
        assertThat(browser.get(toAcme).body()).contains("can use crm for alice");
        assertThat(browser.get(toBeta).body()).contains("can use crm for alice");
    }

    private String token(String path) {
        Map<String, Object> claims = TestProvider.claims();
        claims.put("iss", issuer.site());
        claims.put("sub", "ada");
        claims.put("aud", List.of(url(path).toString(), site() + path));
        claims.put("iat", Instant.now().getEpochSecond());
        claims.put("exp", Instant.now().getEpochSecond() + 300);
        return TestProvider.rs256(claims);
    }

    @Test
    void usersOfTokensSignInBelowTheTenantsPath() throws Exception {
        String ada = token(ACME);
        issuer.writes(_ -> ada);
        URI page = page(say(ACME, "tidegate_sign_in", ada));
        URI there = Browser.location(browser.post(page, Browser.form(browser.get(page), "")));
        URI back = Browser.location(browser.get(there));
        assertThat(back.toString()).startsWith(site() + "/t/acme/consent/signed-in");
        assertThat(issuer.asked("/authorize").getLast().form())
                .containsEntry("resource", site() + "/t/acme/mcp")
                .containsEntry("redirect_uri", site() + "/t/acme/consent/signed-in");
        URI consent = Browser.location(browser.get(back));
        HttpResponse<String> done = browser.get(Browser.location(browser.get(consent)));
        assertThat(done.body()).contains("can use crm for ada");
        awaitTool(ACME, ada);
    }

    /// The issuer gives a token for another tenant's endpoint: it does not show who is here.
    @Test
    void aTokenForAnotherTenantShowsNobody() throws Exception {
        String other = token(BETA);
        issuer.writes(_ -> other);
        URI page = page(say(ACME, "tidegate_sign_in", token(ACME)));
        URI there = Browser.location(browser.post(page, Browser.form(browser.get(page), "")));
        HttpResponse<String> answer = browser.get(Browser.location(browser.get(there)));
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(trail("acme").toString()).contains("wrong-audience");
        assertThat(peer.asked("/authorize")).isEmpty();
    }
}

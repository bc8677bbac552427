package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.cli.LiveClient.Heard;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/// Does each user sign in to a server, and do calls then go on as that user?
class UserGrantsTest extends GrantsFixture {
    private static final String READ = "\"name\": \"read\", \"arguments\": {}";

    @Test
    void offersOnlyToSignInUntilSomebodyHas() throws Exception {
        gateway();
        assertThat(tools(alice).findValuesAsString("name")).containsExactly("tidegate_sign_in", "tidegate_sign_out");
        signIn(alice);
        assertThat(tools(bob).findValuesAsString("name"))
                .containsExactly("tidegate_sign_in", "tidegate_sign_out", "read", "write");
        try (LiveClient client = LiveClient.stateless(running(), bob, CAN);
                Heard heard = client.asks("1", "resources/list", "")) {
            assertThat(heard.next().toString()).doesNotContain("private of one");
        }
    }

    /// MCP 2025-03-26, Authorization, section 2.3.
    @Test
    void aServerThatNamesNobodyIsAskedItself() throws Exception {
        peer.describes = false;
        gateway();
        signIn(alice);
        assertThat(call("read", alice)).contains("for a user with");
    }

    @Test
    void aServerThatNamesNobodyAndGivesNoTokensNeedsAnIssuer() throws Exception {
        peer.describes = false;
        peer.metadata.put("issuer", "\"https://elsewhere.example\"");
        gateway();
        assertThat(browser.get(page("tidegate_sign_in", alice)).body()).contains("describes its sign-in wrongly");
        assertThat(running().refused().toString()).contains("write `issuer`");
        assertThat(peer.asked("/register")).isEmpty();
    }

    @Test
    void asksAClientOf2026AndGoesOn() throws Exception {
        gateway();
        signIn(bob);
        try (LiveClient client = LiveClient.stateless(running(), alice, CAN)) {
            JsonNode asked;
            try (Heard heard = client.asks("1", "tools/call", READ)) {
                asked = heard.next().path("result");
            }
            assertThat(asked.path("resultType").asString()).isEqualTo("input_required");
            JsonNode params =
                    asked.path("inputRequests").path("tidegate-sign-in").path("params");
            assertThat(params.path("mode").asString()).isEqualTo("url");
            assertThat(params.has("elicitationId")).isFalse();
            assertThat(peer.called).isEmpty();
            assertThat(browser.agree(URI.create(params.path("url").asString()), alice)
                            .body())
                    .contains("can use crm for alice");
            String again = READ + ", \"requestState\": "
                    + asked.path("requestState").toString()
                    + ", \"inputResponses\": {\"tidegate-sign-in\": {\"action\": \"accept\"}}";
            try (Heard heard = client.asks("2", "tools/call", again)) {
                assertThat(heard.next().toString()).contains("for a user with");
            }
        }
        assertThat(peer.called).hasSize(1);
        assertThat(peer.called.getFirst().json()).doesNotContain("inputResponses", "requestState");
        assertThat(running().changes().toString()).contains("grant-made", "alice at crm by " + peer.site());
    }

    @Test
    void asksAClientOf2025OnItsStreamAndGoesOnOnceTheUserHasAgreed() throws Exception {
        gateway();
        signIn(bob);
        try (LiveClient client = LiveClient.stateful(running(), alice, "2025-11-25", CAN);
                Heard heard = client.ask("tools/call", READ)) {
            JsonNode asked = heard.next();
            assertThat(asked.path("method").asString()).isEqualTo("elicitation/create");
            assertThat(asked.path("params").path("elicitationId").asString()).isNotEmpty();
            URI page = URI.create(asked.path("params").path("url").asString());
            int _ = client.answer(asked, "{\"action\": \"accept\"}"); // before anything is agreed to
            assertThat(browser.agree(page, alice).statusCode()).isEqualTo(200);
            assertThat(heard.next().toString()).contains("for a user with");
        }
    }

    @Test
    void tellsAClientThatCantBeAskedWhereToSignIn() throws Exception {
        gateway();
        String told = call("tidegate_sign_in", alice);
        assertThat(told).contains("\"isError\":true", "/consent/", "consent-needed");
        assertThat(call("tidegate_sign_in", alice)).contains(page(told).toString()); // many calls are one page
        assertThat(browser.agree(page(told), alice).statusCode()).isEqualTo(200);
        awaitTools();
        assertThat(call("read", alice)).contains("for a user with");
    }

    @Test
    void theUserWhoDeclinesIsNotAskedAgainInThatCall() throws Exception {
        gateway();
        try (LiveClient client = LiveClient.stateless(running(), alice, CAN)) {
            JsonNode asked;
            String call = "\"name\": \"tidegate_sign_in\", \"arguments\": {}";
            try (Heard heard = client.asks("1", "tools/call", call)) {
                asked = heard.next().path("result");
            }
            String again = call + ", \"requestState\": "
                    + asked.path("requestState").toString()
                    + ", \"inputResponses\": {\"tidegate-sign-in\": {\"action\": \"decline\"}}";
            try (Heard heard = client.asks("2", "tools/call", again)) {
                assertThat(heard.next().toString()).contains("did not want to sign in");
            }
        }
    }

    @Test
    void nobodyIsServedWithTheGrantOfAnother() throws Exception {
        gateway();
        signIn(alice);
        assertThat(call("read", alice)).contains("for a user with");
        assertThat(call("read", bob)).contains("needs the user to sign in");
        assertThat(peer.called).hasSize(1);
        String token = peer.shown.getFirst();
        signIn(bob);
        assertThat(call("read", bob)).contains("for a user with");
        assertThat(peer.shown.getLast()).isNotEqualTo(token);
        assertThat(peer.shown.toString()).doesNotContain(alice, bob);
    }

    @Test
    void anotherKeyOfTheSameUserUsesTheSameGrant() throws Exception {
        gateway();
        signIn(alice);
        assertThat(call("read", running().key("alice"))).contains("for a user with");
    }

    @Test
    void renewsATokenOnceForAllCallsThatWait() throws Exception {
        gateway();
        signIn(alice);
        int before = peer.asked("/token").size();
        clock.add(3590); // its last seconds
        List<Thread> calls = new ArrayList<>();
        for (int call = 0; call < 6; call++) {
            calls.add(Thread.ofVirtual().start(() -> {
                try {
                    call("read", alice);
                } catch (Exception failed) {
                    throw new IllegalStateException(failed);
                }
            }));
        }
        for (Thread call : calls) {
            call.join();
        }
        assertThat(peer.called).hasSize(6);
        assertThat(peer.asked("/token")).hasSize(before + 1);
        assertThat(peer.asked("/token").getLast().form())
                .containsEntry("grant_type", "refresh_token")
                .containsEntry("resource", peer.site() + "/mcp");
        peer.good.clear(); // withdrawn there: the rotated refresh token gets another
        assertThat(call("read", alice)).contains("for a user with");
        assertThat(peer.asked("/token")).hasSize(before + 2);
    }

    /// RFC 9700, section 4.14.2: of two who renew with one refresh token, one stole it, and the issuer ends the grant.
    @Test
    void aStolenRefreshTokenIsRecordedAndTheUserAskedAnew() throws Exception {
        gateway();
        signIn(alice);
        peer.good.clear();
        peer.refreshable.clear();
        String why = peer.site() + " gives no token: `invalid_grant`";
        assertThat(call("read", alice)).contains("needs the user to sign in").doesNotContain("invalid_grant");
        assertThat(peer.called).isEmpty();
        assertThat(running().records(RecordKind.SEALED, RecordKind.REFUSED).getLast())
                .contains("what the user agreed to is over: " + why);
        assertThat(running().changes().getLast())
                .contains("\"grant-void\"")
                .containsPattern("grant-[0-9a-f]+ of alice at crm: " + Pattern.quote(why));
        assertThat(call("read", alice)).contains("needs the user to sign in");
        assertThat(running().changes())
                .filteredOn(each -> each.contains("grant-void"))
                .hasSize(1);
    }

    @Test
    void aTokenThatTheServerRefusesAndNobodyCanRenewIsRecorded() throws Exception {
        peer.refreshes = false;
        gateway();
        signIn(alice);
        peer.good.clear();
        assertThat(call("read", alice)).contains("needs the user to sign in");
        assertThat(running().changes().getLast())
                .contains("\"grant-void\"", " of alice at crm: the server refused its token, which can't be renewed");
    }

    @Test
    void asksForMoreScopesWhereTheServerWantsThem() throws Exception {
        gateway("{ grant: authorization-code, scopes: [\"crm:read\"] }");
        signIn(alice);
        peer.needed = "crm:write";
        URI page = page("write", alice);
        assertThat(browser.agree(page, alice).statusCode()).isEqualTo(200);
        assertThat(call("write", alice)).contains("for a user with crm:read crm:write");
        peer.needed = "never";
        URI again = page("write", alice);
        assertThat(browser.agree(again, alice).statusCode()).isEqualTo(200);
        peer.needed = "crm:read crm:never";
        assertThat(peer.called).hasSize(1);
    }

    @Test
    void theUserWithdrawsTheGrantAndTheIssuerIsTold() throws Exception {
        gateway();
        signIn(alice);
        assertThat(call("tidegate_sign_out", bob)).contains("You were not signed in");
        assertThat(call("tidegate_sign_out", alice)).contains("You are signed out");
        assertThat(peer.asked("/revoke")).hasSize(2);
        assertThat(peer.good).isEmpty();
        assertThat(call("read", alice)).contains("needs the user to sign in");
        assertThat(running().changes().toString()).contains("grant-withdrawn");
    }

    @Test
    void anOperatorEndsAGrantAndTheIssuerIsTold() throws Exception {
        gateway();
        signIn(alice);
        Path file = folder.resolve("tidegate.yaml");
        String listed = grants("list", "--config", file.toString());
        assertThat(listed).contains("alice", "crm", peer.site()).doesNotContain("access-", "refresh-");
        Matcher id = Pattern.compile("grant-[0-9a-f]+").matcher(listed);
        assertThat(id.find()).isTrue();
        assertThat(grants("revoke", "grant-none", "--config", file.toString())).contains("there is no grant");
        try (OperatorChanges _ = OperatorChanges.start(running().gateway().foundation())) {
            assertThat(grants("revoke", id.group(), "--config", file.toString()))
                    .contains("ended " + id.group())
                    .doesNotContain("could not be told");
        }
        assertThat(running().changes().toString()).contains("grant-ended", id.group() + " of alice at crm");
        assertThat(peer.asked("/revoke")).hasSize(2);
        assertThat(call("read", alice)).contains("needs the user to sign in");
    }

    private static String grants(String... words) {
        StringWriter said = new StringWriter();
        CommandLine line = new CommandLine(
                new GrantsCommand(ConfigurationChoice::state, InstantSource.system(), new SecureRandom()));
        line.setOut(new PrintWriter(said)).setErr(new PrintWriter(said));
        int _ = line.execute(words);
        return said.toString();
    }

    @Test
    void theStoreAloneTellsNoToken() throws Exception {
        gateway();
        signIn(alice);
        end();
        String token = peer.good.iterator().next();
        try (var files = Files.walk(folder.resolve("state"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(token, "refresh-", "of-registered");
            }
        }
        Files.delete(folder.resolve("state/keys/grants.key")); // the store was copied, and its keys were not
        gateway();
        assertThat(call("tidegate_sign_in", alice)).contains("needs the user to sign in");
    }

    @Test
    void everyRecordOfACallSaysAsWhomItRan() throws Exception {
        gateway();
        signIn(alice);
        String _ = call("read", alice);
        assertThat(running().records(RecordKind.SEALED).getLast()).contains("\"as\":\"user\"");
    }
}

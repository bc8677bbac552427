package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Call;
import io.tidegate.call.CallId;
import io.tidegate.call.Caller;
import io.tidegate.call.Reason;
import io.tidegate.call.Samples;
import io.tidegate.catalog.Resource;
import io.tidegate.catalog.Tool;
import io.tidegate.config.LimitSamples;
import io.tidegate.identity.Authentication;
import io.tidegate.identity.Party;
import io.tidegate.identity.Principal;
import io.tidegate.mcp.PeerInfo;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Which rules hold for a call, and whose is it? Seen by who is refused.
final class RuledTest {
    private static final Tool READ = Samples.tool(Samples.NOTES, "read", Samples.ANY_OBJECT);
    private static final Tool EXPORT = Samples.tool(Samples.NOTES, "export_all", Samples.ANY_OBJECT);
    private static final Tool VOUCHED = Samples.tool(Samples.TRUSTED, "read", Samples.ANY_OBJECT);

    private static RateLimit control(String rules) {
        return new RateLimit(CallLimits.of(LimitSamples.of("{ rules: " + rules + " }"), () -> 0));
    }

    private static Call call(Principal principal, Tool tool) {
        Caller caller = new Caller(principal, new PeerInfo("editor", "1"), "127.0.0.1");
        return Samples.call(caller, tool, "{\"name\":\"" + tool.name() + "\"}");
    }

    private static Call call(String user, Tool tool) {
        return call(Samples.user(user), tool);
    }

    private static Principal proven(String id, Authentication authentication) {
        return new Principal(id, id, Set.of(), authentication, Optional.empty(), Principal.DEFAULT_TENANT);
    }

    private static Principal token(String id, String issuer, String client, Optional<String> actor) {
        Party party = new Party(Party.Kind.AGENT, actor);
        return proven(id, new Authentication.OidcToken(issuer, Optional.of(client), Set.of(), party));
    }

    private static void refused(RateLimit control, Call call) {
        Verdicts.refuses(control.judge(call), Reason.TOO_MANY_CALLS);
    }

    private static void passes(RateLimit control, Call call) {
        Verdicts.passes(control.judge(call));
    }

    @Test
    void aRuleForToolsHoldsForThemInsteadOfThoseAfterIt() {
        RateLimit control = control("[{ per: user, tools: 'notes__export_*', rate: 1/h }, { per: user, rate: 2/h }]");
        passes(control, call("alice", EXPORT));
        refused(control, call("alice", EXPORT));
        passes(control, call("alice", READ));
        passes(control, call("alice", READ));
        refused(control, call("alice", READ));
        passes(control, call("bob", EXPORT));
    }

    @Test
    void aRuleForGroupsGivesThemMoreAndNobodyElse() {
        RateLimit control = control("[{ per: user, groups: batch, rate: 3/h }, { per: user, rate: 1/h }]");
        for (int count = 0; count < 3; count++) {
            passes(control, call(Samples.user("robot", "batch", "others"), READ));
        }
        refused(control, call(Samples.user("robot", "batch", "others"), READ));
        passes(control, call(Samples.user("alice", "Batch", "batch2"), READ));
        refused(control, call(Samples.user("alice", "Batch", "batch2"), READ));
    }

    /// Its URI is whatever a client writes.
    @Test
    void aResourceHasNoLimitOfItsOwn() {
        RateLimit control = control("[{ per: [user, tool], rate: 1/h }]");
        passes(control, reading(new Resource(Samples.NOTES, "notes://a", "notes://a")));
        refused(control, reading(new Resource(Samples.NOTES, "notes://b", "notes://b")));
        passes(control, reading(new Resource(Samples.TRUSTED, "notes://b", "notes://b")));
        passes(control, call("alice", READ));
    }

    private static Call reading(Resource resource) {
        String params = "{\"uri\":\"" + resource.name() + "\"}";
        return new Call(
                Samples.arrival(
                        Samples.caller("alice"), CallId.next(Samples.NOON, new Random(7)), "resources/read", params),
                resource,
                Samples.content(params),
                Samples.NOON.plusSeconds(30));
    }

    @Test
    void rulesThatCountByOtherThingsHoldBesideEachOther() {
        RateLimit control = control("[{ per: tool, rate: 2/h }, { per: [user, tool], rate: 1/h }]");
        passes(control, call("alice", READ));
        refused(control, call("alice", READ));
        passes(control, call("bob", VOUCHED));
        refused(control, call("carol", READ)); // what was refused above took one of the tool's
        passes(control, call("carol", VOUCHED));
    }

    @Test
    void severalRatesOfARuleAllHold() {
        RateLimit control = control("[{ per: user, rate: [5/s, 2/d] }]");
        passes(control, call("alice", READ));
        passes(control, call("alice", READ));
        refused(control, call("alice", READ));
    }

    @Test
    void aGroupIsCountedAsOne() {
        RateLimit control = control("[{ per: group, groups: [support, sales], rate: 1/h }]");
        passes(control, call(Samples.user("alice", "support"), READ));
        refused(control, call(Samples.user("bob", "sales", "support"), READ));
        passes(control, call(Samples.user("carol", "sales"), READ));
        passes(control, call("dan", READ));
    }

    @Test
    void aServerAndATenantAreCountedAsOne() {
        RateLimit servers = control("[{ per: server, rate: 1/h }]");
        passes(servers, call("alice", READ));
        refused(servers, call("bob", EXPORT));
        passes(servers, call("bob", VOUCHED));
        RateLimit tenants = control("[{ per: tenant, rate: 1/h }]");
        passes(tenants, call("alice", READ));
        refused(tenants, call("bob", VOUCHED));
        Principal other =
                new Principal("bob", "bob", Set.of(), new Authentication.ApiKey("key-bob"), Optional.empty(), "acme");
        passes(tenants, call(other, READ));
    }

    @Test
    void aUserIsOneWithWhicheverKeyClientActorAndToken() {
        RateLimit control = control("[{ per: user, rate: 1/h }]");
        passes(control, call(proven("alice", new Authentication.ApiKey("one")), READ));
        refused(control, call(proven("alice", new Authentication.ApiKey("two")), READ));
        passes(control, call(token("alice", "https://a.example", "editor", Optional.empty()), READ));
        refused(control, call(token("alice", "https://a.example", "other", Optional.empty()), READ));
        refused(control, call(token("alice", "https://a.example", "other", Optional.of("robot")), READ));
    }

    @Test
    void usersOfTwoIssuersAreTwo() {
        RateLimit control = control("[{ per: user, rate: 1/h }]");
        passes(control, call(token("alice", "https://a.example", "editor", Optional.empty()), READ));
        passes(control, call(token("alice", "https://b.example", "editor", Optional.empty()), READ));
        passes(control, call(token("b.examplealice", "https://", "editor", Optional.empty()), READ));
    }

    @Test
    void whatAClientSaysOfItselfMakesNobodyElseOfIt() {
        RateLimit control = control("[{ per: agent, rate: 1/h }]");
        Principal alice = token("alice", "https://a.example", "editor", Optional.empty());
        passes(control, call(alice, READ));
        Caller renamed = new Caller(alice, new PeerInfo("another", "2"), "10.0.0.9");
        refused(control, Samples.call(renamed, READ, "{\"name\":\"read\"}"));
    }

    @Test
    void anAgentIsOneForAllItsUsers() {
        RateLimit control = control("[{ per: agent, rate: 1/h }]");
        passes(control, call(token("alice", "https://a.example", "editor", Optional.of("robot")), READ));
        refused(control, call(token("bob", "https://a.example", "other", Optional.of("robot")), READ));
        passes(control, call(token("bob", "https://a.example", "robot", Optional.empty()), READ));
        refused(control, call(token("carol", "https://a.example", "robot", Optional.empty()), READ));
        passes(control, call(token("carol", "https://b.example", "robot", Optional.empty()), READ));
    }

    @Test
    void whereNobodyIsNamedTheUserIsTheAgent() {
        RateLimit control = control("[{ per: agent, rate: 1/h }]");
        passes(control, call("alice", READ));
        passes(control, call("bob", READ));
        refused(control, call("alice", READ));
    }

    @Test
    void theTrailSaysWhichRuleItWas() {
        RateLimit control = control("[{ per: server, rate: 9/h }, { per: [tool, user], rate: 1/h }]");
        passes(control, call("alice", READ));
        var refusal = Verdicts.refuses(control.judge(call("alice", READ)), Reason.TOO_MANY_CALLS);
        assertThat(refusal.detail()).isEqualTo("per user and tool, rule 2");
        assertThat(refusal.told()).isEqualTo("Too many calls: the limit per user and tool is reached.");
    }
}

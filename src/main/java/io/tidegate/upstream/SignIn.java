package io.tidegate.upstream;

import io.tidegate.call.Answer;
import io.tidegate.call.Call;
import io.tidegate.call.Content;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.call.Resume;
import io.tidegate.catalog.Offers;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.mcp.Capabilities.Asked;
import io.tidegate.mcp.Definition;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.Offering;
import io.tidegate.mcp.ServerCapabilities;
import io.tidegate.mcp.ServerCapabilities.Able;
import io.tidegate.mcp.ToolDefinition;
import io.tidegate.oauth.Consents;
import io.tidegate.oauth.GrantedTokens;
import io.tidegate.oauth.OauthFailed;
import io.tidegate.oauth.Owner;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What of a call to a server where every user signs in: it goes on where the user has agreed, and else asks the user
/// to open a page (MCP, elicitation in URL mode). Two tools of Tidegate's own stand beside the server's: one to sign in
/// before anything is known of what the server offers, one to withdraw what was agreed to.
final class SignIn {
    static final String IN = "tidegate_sign_in";
    static final String OUT = "tidegate_sign_out";

    private static final String KEY = "tidegate-sign-in";
    private static final Set<String> MAY_ASK = Set.of(Method.TOOLS_CALL, Method.PROMPTS_GET, Method.RESOURCES_READ);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LINK_GETS = Duration.ofSeconds(5);
    private static final Duration RESERVE = Duration.ofSeconds(1);

    private static final List<Definition> TOOLS = List.of(
            tool(
                    IN,
                    "Sign in",
                    "Signs the user in to this server, so that its tools can be used: they are listed then."),
            tool(OUT, "Sign out", "Withdraws what the user let the gateway do at this server."));

    private final GrantedTokens tokens;
    private final InstantSource clock;
    private volatile CountDownLatch link = new CountDownLatch(1);

    SignIn(GrantedTokens tokens, InstantSource clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    /// What comes next in a call.
    interface Onward {
        Answer go(Call call) throws LinkFailed, Refused;
    }

    private static Definition tool(String name, String title, String description) {
        JsonDocument json = new JsonWriter()
                .object()
                .member("name", name)
                .member("title", title)
                .member("description", description)
                .name("inputSchema")
                .object()
                .member("type", "object")
                .member("additionalProperties", false)
                .endObject()
                .name("annotations")
                .object()
                .member("readOnlyHint", name.equals(IN))
                .member("destructiveHint", false)
                .member("idempotentHint", true)
                .member("openWorldHint", false)
                .endObject()
                .endObject()
                .document();
        return ToolDefinition.of(json.root()).orElseThrow();
    }

    /// What is offered before anything is known of the server.
    static Offers alone() {
        return new Offers(Map.of(Offering.TOOL, TOOLS), new ServerCapabilities(Set.of(Able.TOOLS)), "");
    }

    /// What a server offers, and the two beside. Its list of resources is of the user with whose grant it was read, so
    /// nobody is shown it.
    static Offers beside(Offers offers) {
        Map<Offering, List<Definition>> lists = new EnumMap<>(Offering.class);
        lists.putAll(offers.lists());
        lists.remove(Offering.RESOURCE);
        List<Definition> tools = new ArrayList<>(TOOLS);
        offers.of(Offering.TOOL).stream()
                .filter(each -> !each.name().equals(IN) && !each.name().equals(OUT))
                .forEach(tools::add);
        lists.put(Offering.TOOL, tools);
        Set<Able> able = EnumSet.of(Able.TOOLS);
        able.addAll(offers.capabilities().able());
        return new Offers(lists, new ServerCapabilities(able), offers.instructions(), offers.word());
    }

    /// @throws LinkFailed if that caller has not agreed
    void requireGranted(Asker asker) throws LinkFailed {
        if (asker.caller().filter(each -> !tokens.isGranted(each.owner())).isPresent()) {
            throw new LinkFailed(LinkFailed.Why.CONSENT, "no user has signed in to it yet");
        }
    }

    void linked() {
        link.countDown();
    }

    void unlinked() {
        link = new CountDownLatch(1);
    }

    /// The first who signs in to a server waits a moment until there is a link to it.
    void awaitLink() {
        try {
            boolean _ = link.await(LINK_GETS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    Answer around(Call call, Instant deadline, Onward onward) throws LinkFailed, Refused {
        Owner owner = Owner.of(call.caller().principal());
        Optional<JsonValue> answered = call.leg()
                .flatMap(_ -> call.params().json().root().get("inputResponses"))
                .flatMap(all -> all.get(KEY));
        if (answered.isPresent()) {
            require(answered.get());
            await(owner, deadline);
        }
        if (call.method().equals(Method.TOOLS_CALL) && call.target().name().equals(IN)) {
            return tokens.isGranted(owner)
                    ? said("You are signed in. The tools of this server are listed now.")
                    : ask(call, owner, "");
        }
        if (call.method().equals(Method.TOOLS_CALL) && call.target().name().equals(OUT)) {
            return out(owner);
        }
        try {
            return onward.go(answered.isPresent() ? call.withoutInput() : call);
        } catch (LinkFailed failure) {
            boolean first = answered.isPresent()
                    || call.params().json().root().get("inputResponses").isEmpty();
            if (failure.why() != LinkFailed.Why.CONSENT || !first) {
                throw failure;
            }
            return ask(call, owner, ": " + failure.getMessage());
        }
    }

    private static void require(JsonValue answer) throws Refused {
        if (answer.string("action").filter("accept"::equals).isEmpty()) {
            throw new Refused(Refusal.of(
                    Reason.CONSENT_NEEDED,
                    "The user did not want to sign in to this server, so nothing was done.",
                    "declined"));
        }
    }

    /// To agree to open a page is not to agree to what stands there: that takes the user a while.
    private void await(Owner owner, Instant deadline) {
        Optional<Consents.Visit> visit = tokens.underWay(owner);
        Duration left = Duration.between(clock.instant(), deadline.minus(RESERVE));
        if (visit.isPresent() && !tokens.isGranted(owner)) {
            visit.get().await(left.compareTo(PATIENCE) < 0 ? left : PATIENCE);
        }
    }

    private Answer out(Owner owner) throws Refused {
        try {
            return said(
                    tokens.withdraw(owner)
                            ? "You are signed out: the gateway has no access to this server for you any more."
                            : "You were not signed in.");
        } catch (OauthFailed failure) {
            throw new Refused(Refusal.of(
                    Reason.CONSENT_NEEDED,
                    "The gateway has forgotten its access to this server for you, or could not record that; the"
                            + " authorization server may not have been told. Look whether its own page still lists it.",
                    String.valueOf(failure.getMessage())));
        }
    }

    private static Answer said(String text) {
        return new Answer.Result(new Content(new JsonWriter()
                .object()
                .name("content")
                .array()
                .object()
                .member("type", "text")
                .member("text", text)
                .endObject()
                .endArray()
                .endObject()
                .document()));
    }

    /// @param why there is no token, for the auditor
    private Answer ask(Call call, Owner owner, String why) throws Refused {
        Consents.Visit visit = tokens.consent(owner);
        String server = call.target().server().name();
        boolean can = call.caller().capabilities().can(Asked.ELICITATION_URL) && MAY_ASK.contains(call.method());
        if (!can) {
            throw new Refused(Refusal.of(
                    Reason.CONSENT_NEEDED,
                    "The server `" + server + "` needs the user to sign in to it first. Nothing was done. Let the user"
                            + " open " + visit.page() + " in a browser within ten minutes, and call again then.",
                    server + why));
        }
        return new Answer.InputRequired(new Content(asked(server, visit)), new Resume.Anew(Optional.empty()));
    }

    private static JsonDocument asked(String server, Consents.Visit visit) {
        return new JsonWriter()
                .object()
                .name("inputRequests")
                .object()
                .name(KEY)
                .object()
                .member("method", Method.ELICIT)
                .name("params")
                .object()
                .member("mode", "url")
                .member("message", "Sign in to `" + server + "`, so that the gateway can use it for you.")
                .member("url", visit.page().toString())
                .member("elicitationId", visit.id())
                .endObject()
                .endObject()
                .endObject()
                .endObject()
                .document();
    }
}

package io.tidegate.gate;

import io.tidegate.audit.Entry;
import io.tidegate.call.Answer;
import io.tidegate.call.Arrival;
import io.tidegate.call.Call;
import io.tidegate.call.Caller;
import io.tidegate.call.Content;
import io.tidegate.call.Delivery;
import io.tidegate.call.Own;
import io.tidegate.call.Permit;
import io.tidegate.call.Reason;
import io.tidegate.call.Recipient;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.call.Release;
import io.tidegate.catalog.Resource;
import io.tidegate.catalog.Server;
import io.tidegate.catalog.Target;
import io.tidegate.catalog.Uris;
import io.tidegate.control.Controls;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.mcp.Description;
import io.tidegate.mcp.LogLevel;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.Offering;
import io.tidegate.upstream.Upstreams;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// What may a client be told that it did not ask for one by one? Changes of resources that it may read, and of lists.
public final class Watching {
    private static final int WATCHED_MAX = 256;

    /// What a server logs outside of calls, as the resource that policies about releases see it as.
    private static final String LOGS = "log:";

    private final Resolver resolver;
    private final Listing listing;
    private final Controls controls;
    private final Upstreams upstreams;
    private final TaskIds tasks;

    Watching(Reading reading, Controls controls, Upstreams upstreams) {
        this.resolver = reading.resolver();
        this.listing = reading.listing();
        this.controls = controls;
        this.upstreams = upstreams;
        this.tasks = reading.tasks();
    }

    /// Judged like a reading of the resource.
    Release subscribe(Arrival arrival, Entry entry) throws Refused {
        Call call = resolver.resolve(arrival);
        Permit permit = Permit.from(call, entry.ruled(call, controls.judge(call)), entry.intent());
        requireOwnSpelling(call);
        upstreams.watch(permit);
        return Release.of(new Own.Empty());
    }

    /// News name the resource as its server does: who wrote something else would never know them for its own.
    private void requireOwnSpelling(Call call) throws Refused {
        if (call.target() instanceof Resource resource) {
            String shown = shown(call.arrival().profile(), resource.server(), resource.name());
            if (!shown.equals(resource.shown())) {
                throw malformed("changes of this resource are told of `" + shown + "`: watch that");
            }
        }
    }

    private String shown(String profile, Server server, String own) {
        return listing.renames(profile) ? Uris.shown(server.name(), own) : own;
    }

    /// Nobody is refused to hear less.
    Release unsubscribe(Arrival arrival) throws Refused {
        Target target = resolver.resolve(arrival).target();
        upstreams.unwatch(target.server().name(), arrival.caller().session(), target.name());
        return Release.of(new Own.Empty());
    }

    /// The level itself is kept where requests are heard.
    static Release level(Arrival arrival) throws Refused {
        Optional<LogLevel> level =
                arrival.request().params().root().string("level").flatMap(LogLevel::of);
        if (level.isEmpty()) {
            throw new Refused(Refusal.of(Reason.MALFORMED, "`level` must be one of the levels of MCP, as `warning`."));
        }
        return Release.of(new Own.Empty());
    }

    /// What a request to listen asks for, as far as there is such a thing here. Its resources are not judged yet.
    Release listening(Arrival arrival) throws Refused {
        JsonValue wanted = arrival.request()
                .params()
                .root()
                .get("notifications")
                .filter(value -> value.is(JsonKind.OBJECT))
                .orElseThrow(() -> malformed("`params.notifications` must be an object"));
        Set<Offering> kinds = EnumSet.noneOf(Offering.class);
        for (Offering kind : listing.kinds(arrival.profile())) {
            if (wants(wanted, kind)) {
                kinds.add(kind);
            }
        }
        return Release.of(new Own.Listening(kinds, texts(wanted, "resourceSubscriptions"), texts(wanted, "taskIds")));
    }

    private static List<String> texts(JsonValue wanted, String member) throws Refused {
        List<String> texts = new ArrayList<>();
        Optional<JsonValue> said = wanted.get(member);
        if (said.filter(value -> !value.is(JsonKind.ARRAY)).isPresent()) {
            throw malformed("`" + member + "` must be a list");
        }
        for (JsonValue text : said.map(JsonValue::elements).orElse(List.of())) {
            if (!text.is(JsonKind.STRING) || texts.size() == WATCHED_MAX) {
                throw malformed("`" + member + "` must be at most " + WATCHED_MAX + " texts");
            }
            if (!texts.contains(text.text())) {
                texts.add(text.text());
            }
        }
        return texts;
    }

    private static boolean wants(JsonValue wanted, Offering kind) throws Refused {
        String name =
                switch (kind) {
                    case TOOL -> "toolsListChanged";
                    case PROMPT -> "promptsListChanged";
                    case RESOURCE, TEMPLATE -> "resourcesListChanged";
                };
        Optional<JsonValue> value = wanted.get(name);
        if (value.filter(said -> !said.is(JsonKind.TRUE) && !said.is(JsonKind.FALSE))
                .isPresent()) {
            throw malformed("`" + name + "` must be true or false");
        }
        return value.filter(said -> said.is(JsonKind.TRUE)).isPresent();
    }

    /// Whether the id that this caller has means that task.
    ///
    /// @param own the server's own id of it
    boolean means(Caller caller, String profile, String id, Server server, String own) {
        try {
            TaskIds.Task task = tasks.open(caller, profile, id);
            return task.tool().server().equals(server) && task.own().equals(own);
        } catch (Refused none) {
            return false;
        }
    }

    /// Nothing more is heard of what this asked for, a resource or a task.
    void unwatch(Arrival arrival) {
        try {
            if (Method.isOfTask(arrival.request().method())) {
                TaskIds.Task task = tasks.open(
                        arrival.caller(),
                        arrival.profile(),
                        arrival.request().params().root().string("taskId").orElse(""));
                upstreams.unwatchTask(
                        task.tool().server().name(), arrival.caller().session(), task.own());
            } else {
                Release _ = unsubscribe(arrival);
            }
        } catch (Refused none) {
            return; // then nothing was heard of it
        }
    }

    /// News of a resource, as it may be told.
    ///
    /// @param uri as the profile shows it
    public record News(String uri, Release release) {}

    /// What this caller may be told when a server says that a resource changed; nothing where it may not be told.
    ///
    /// @param watched whether the caller wants to hear of this URI; what nobody hears is not judged either
    Optional<News> updated(
            Caller caller, String profile, Server server, JsonDocument params, Predicate<String> watched) {
        Optional<JsonValue> uri =
                params.root().get("uri").filter(value -> value.is(JsonKind.STRING) && Description.isUri(value.text()));
        if (uri.isEmpty()) {
            return Optional.empty();
        }
        String own = uri.get().text();
        String shown = shown(profile, server, own);
        Resource resource = new Resource(server, own, shown);
        if (!watched.test(shown) || !controls.tells(caller, resource)) {
            return Optional.empty();
        }
        // Nothing but the URI: that is all that such a message says (MCP, Subscriptions), and it waits in memory.
        Content content = new Content(
                new JsonWriter().object().member("uri", shown).endObject().document());
        try {
            return Optional.of(new News(
                    shown,
                    controls.release(new Delivery(
                            server,
                            new Answer.Notice(Method.RESOURCE_UPDATED, content),
                            new Recipient.Listener(caller, profile, resource)))));
        } catch (Refused untold) {
            return Optional.empty();
        }
    }

    /// What a server logs, judged as in the course of a call; nothing where the caller may use nothing of it.
    Optional<Release> logged(Caller caller, String profile, Server server, JsonDocument params) {
        if (!listing.isUsed(caller, profile, server)) {
            return Optional.empty();
        }
        try {
            return Optional.of(controls.release(new Delivery(
                    server,
                    new Answer.Notice(Method.LOG, new Content(params)),
                    new Recipient.Listener(caller, profile, new Resource(server, LOGS, LOGS)))));
        } catch (Refused untold) {
            return Optional.empty();
        }
    }

    /// That a page is done.
    Optional<Release> completed(Server server, String elicitation) {
        Content content = new Content(new JsonWriter()
                .object()
                .member("elicitationId", elicitation)
                .endObject()
                .document());
        try {
            return Optional.of(controls.release(
                    new Delivery(server, new Answer.Notice(Method.ELICITED, content), new Recipient.Everybody())));
        } catch (Refused untold) {
            return Optional.empty();
        }
    }

    private static Refused malformed(String what) {
        return new Refused(Refusal.of(Reason.MALFORMED, what));
    }
}

package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Answer;
import io.tidegate.call.Arrival;
import io.tidegate.call.Call;
import io.tidegate.call.CallId;
import io.tidegate.call.Caller;
import io.tidegate.call.Cancellation;
import io.tidegate.call.Content;
import io.tidegate.call.Leg;
import io.tidegate.call.Refused;
import io.tidegate.call.Resume;
import io.tidegate.call.Samples;
import io.tidegate.catalog.Offers;
import io.tidegate.catalog.Server;
import io.tidegate.catalog.Target;
import io.tidegate.catalog.Tool;
import io.tidegate.http.ClientSettings;
import io.tidegate.http.HttpClient;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonLimits;
import io.tidegate.limit.MessageMemory;
import io.tidegate.limit.Shares;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.Capabilities.Asked;
import io.tidegate.mcp.LogLevel;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.PeerInfo;
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.mcp.RequestId;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.awaitility.Awaitility;

/// One upstream with everything that it needs around it, and calls to it as the gate makes them.
final class Gateway implements AutoCloseable {
    static final Caller ALICE = caller("alice", Asked.ELICITATION_FORM, Asked.SAMPLING);
    static final Caller BOB = caller("bob", Asked.ELICITATION_FORM);

    final HttpClient client = new HttpClient(ClientSettings.standard());
    final BlockingQueue<Offers> offers = new LinkedBlockingQueue<>();
    final BlockingQueue<String> updates = new LinkedBlockingQueue<>();
    final List<Answer.Notice> notices = new CopyOnWriteArrayList<>();
    final List<String> unsolicited = new CopyOnWriteArrayList<>();
    final Upstream upstream;
    final Parking parking;
    final TaskKeeping tasks;
    private final Crossing crossing;
    final Tool tool;

    Gateway(io.tidegate.config.Server.Reach reach) throws IOException {
        this(reach, io.tidegate.config.Server.Era.AUTO, InstantSource.system());
    }

    Gateway(URI url, io.tidegate.config.Server.Era era, InstantSource clock) throws IOException {
        this(remote(url), era, clock);
    }

    Gateway(io.tidegate.config.Server.Reach reach, io.tidegate.config.Server.Era era, InstantSource clock)
            throws IOException {
        UpstreamFactory factory =
                new UpstreamFactory(client, JsonLimits.DEFAULT, new MessageMemory(512 << 20), clock, new Random(3));
        io.tidegate.config.Server server = new io.tidegate.config.Server(
                "notes",
                reach,
                era,
                Optional.empty(),
                Optional.empty(),
                io.tidegate.config.Server.Trust.UNTRUSTED,
                new io.tidegate.config.Server.Bounds(Duration.ofSeconds(10), Duration.ofSeconds(10), 64),
                io.tidegate.config.Apps.NOTHING,
                List.of());
        this.parking = new Parking(clock, new Random(5), new Shares(Parking.BYTES_MAX));
        this.tasks = new TaskKeeping(
                new TaskQuestions(clock, new Shares(20 * TaskQuestions.EACH)), new KeptResults(clock, new Random(7)));
        this.crossing = new Crossing(parking, tasks, clock);
        this.upstream = factory.make(new UpstreamSettings(server));
        this.tool = Samples.tool(new Server("notes", false), "t", Samples.ANY_OBJECT);
        upstream.onOffers(offers::add);
        upstream.onUpdates(new Updates() {
            @Override
            public void updated(String session, String uri, io.tidegate.json.JsonDocument params) {
                updates.add(session + " " + uri);
            }

            @Override
            public void unsolicited(String method) {
                unsolicited.add(method);
            }
        });
        upstream.start();
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> !upstream.condition().state().pending());
            assertThat(upstream.condition().state()).isEqualTo(ServerState.READY);
        } catch (AssertionError never) {
            close();
            throw never;
        }
    }

    static Gateway of(HttpPeer peer) throws IOException {
        return new Gateway(remote(peer.url()));
    }

    private static io.tidegate.config.Server.Reach remote(URI url) {
        return new io.tidegate.config.Server.Reach.Remote(url, Optional.empty(), Map.of(), Map.of());
    }

    static Caller caller(String name, Asked... asked) {
        return caller(name, Optional.empty(), asked);
    }

    static Caller caller(String name, Optional<LogLevel> log, Asked... asked) {
        Capabilities capabilities = new Capabilities(Set.of(asked), JsonDocument.of("{}"));
        return new Caller(Samples.user(name), PeerInfo.UNKNOWN, "127.0.0.1", capabilities, name + "-session", log);
    }

    /// One leg of a call of the tool `t`.
    ///
    /// @param more members of the params beside the name
    Call call(Caller caller, String more, Optional<Resume> resume) {
        return call(caller, Method.TOOLS_CALL, tool, "{\"name\":\"t\"" + more + "}", resume);
    }

    Call call(Caller caller, String method, Target target, String params, Optional<Resume> resume) {
        Instant now = Instant.now();
        CallId id = CallId.next(now, new Random());
        Message.Request request = new Message.Request(RequestId.of(1), method, JsonDocument.of(params));
        Arrival arrival =
                new Arrival(id, now, caller, "default", ProtocolVersion.V2026_07_28, request, new Cancellation());
        Optional<Leg> leg = resume.map(how -> new Leg(id, 1, now.plusSeconds(600), how, Leg.Use.FIRST));
        return new Call(arrival, target, new Content(request.params()), now.plusSeconds(10), leg);
    }

    Answer go(Call call) throws LinkFailed, Refused {
        return crossing.go(upstream, call, call.deadline(), notices::add);
    }

    Answer first(Caller caller) throws LinkFailed, Refused {
        return go(call(caller, ",\"arguments\":{},\"_meta\":{\"progressToken\":\"mine\"}", Optional.empty()));
    }

    /// The next leg, with the client's answer under the key `input-1`.
    Answer next(Caller caller, Resume resume, String input) throws LinkFailed, Refused {
        return next(caller, resume, "input-1", input);
    }

    Answer next(Caller caller, Resume resume, String key, String input) throws LinkFailed, Refused {
        String more = ",\"arguments\":{},\"inputResponses\":{\"" + key + "\":" + input + "}";
        return go(call(caller, more, Optional.of(resume)));
    }

    static String text(Answer answer) {
        return new String(answer.content().json().bytes(), java.nio.charset.StandardCharsets.UTF_8);
    }

    static Resume resume(Answer answer) {
        return ((Answer.InputRequired) answer).resume();
    }

    @Override
    public void close() {
        parking.close();
        tasks.close();
        upstream.close();
        client.close();
    }
}

package io.tidegate.front;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.call.CallId;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.call.Relayed;
import io.tidegate.crypto.Aead;
import io.tidegate.crypto.Digest;
import io.tidegate.http.Cancellation;
import io.tidegate.http.ClientRequest;
import io.tidegate.http.ClientResponse;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpClient;
import io.tidegate.http.HttpExchange;
import io.tidegate.http.HttpFailure;
import io.tidegate.limit.Shares;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which other nodes does this gateway have, how do requests get there, and which of those that come are from there?
///
/// A node trusts another one in where a request came from, and in nothing else: the caller's credentials come along and
/// are judged where the call is made. The mark that says so is sealed with keys that only nodes have, holds for half a
/// minute, once, and for the very request that it came with.
public final class Nodes {
    private static final Logger LOG = LoggerFactory.getLogger(Nodes.class);
    private static final Duration FRESH = Duration.ofSeconds(30);
    private static final Duration REMEMBERED = Duration.ofMinutes(2);
    private static final int REMEMBERED_MAX = 200_000;
    private static final Duration GREETED_WITHIN = Duration.ofSeconds(10);
    private static final int MARK_MAX = 16 << 10;

    /// What a node asks another for, to see that it is one.
    static final String GREETING = "/tidegate/node";

    // Fewer than the connections that may be open to one node, so nobody waits for one.
    private static final int PASSED_ON_MAX = 8_000;

    private final Members members;
    private final Aead aead;
    private final HttpClient client;
    private final Duration answerMax;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Set<Cancellation> lasting = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private final Shares places = new Shares(PASSED_ON_MAX);
    private final Cache<Digest, Instant> seen = Caffeine.newBuilder()
            .maximumSize(REMEMBERED_MAX)
            .expireAfterWrite(REMEMBERED)
            .build();

    /// Who they are.
    ///
    /// @param own which one this is
    /// @param peers where the others are
    public record Members(String own, Map<String, URI> peers) {
        public Members {
            peers = Map.copyOf(peers);
        }
    }

    /// How they are reached.
    ///
    /// @param answerMax how long an answer may take to begin
    public record Way(HttpClient client, Duration answerMax) {}

    /// @param aead what only nodes can seal with
    /// @param chance names greetings
    public Nodes(Members members, Aead aead, Way way, InstantSource clock, RandomGenerator chance) {
        this.members = members;
        this.aead = aead;
        this.client = way.client();
        this.answerMax = way.answerMax();
        this.clock = clock;
        this.random = chance;
    }

    /// What another node passed on, where that is what came.
    ///
    /// @throws Refused if it says so and is not
    Optional<Hop> arrived(HttpExchange exchange) throws Refused {
        if (!exchange.headers().has(Hop.HEADER)) {
            return Optional.empty();
        }
        String mark = exchange.headers().only(Hop.HEADER).orElse("");
        Hop hop = Hop.open(aead, mark).orElseThrow(() -> forged("it is not sealed by a node of this gateway"));
        if (!hop.to().equals(members.own())) {
            throw forged("it is for node `" + hop.to() + "`");
        }
        if (Duration.between(hop.at(), clock.instant()).abs().compareTo(FRESH) > 0) {
            throw forged("it is too old, or the clocks of the nodes differ");
        }
        if (!hop.head().equals(Hop.head(exchange))) {
            throw forged("it is of another request");
        }
        Digest name = Digest.of(mark.getBytes(StandardCharsets.UTF_8));
        if (seen.asMap().putIfAbsent(name, hop.at()) != null) {
            throw forged("it came before");
        }
        return Optional.of(hop);
    }

    static Refused forged(String why) {
        return new Refused(Refusal.of(
                Reason.MALFORMED, "The header `" + Hop.HEADER + "` is for nodes of this gateway.", "hop: " + why));
    }

    /// The request as it was put to the other node.
    HttpExchange asPut(HttpExchange exchange, Hop hop) {
        String mark = exchange.headers().only(Hop.HEADER).orElseThrow();
        Headers headers = exchange.headers().without(Hop.HEADER).without("Host");
        return exchange.passedOn(
                hop.requester(),
                hop.host().isEmpty() ? headers : headers.and("Host", hop.host()),
                Headers.of(Hop.PROOF, Relayed.proof(aead, members.own(), mark)));
    }

    /// Asks each of the others whether it is there and has the same keys, and tells the log. Waits for nobody.
    public void greet() {
        members.peers()
                .forEach(
                        (name, peer) -> Thread.ofVirtual().name("greet " + name).start(() -> greet(name, peer)));
    }

    private void greet(String name, URI peer) {
        String mark = Hop.greeting(members.own(), name, CallId.next(clock.instant(), random), clock.instant())
                .sealed(aead);
        ClientRequest request =
                new ClientRequest("GET", peer.resolve(GREETING), Headers.of(Hop.HEADER, mark), new byte[0]);
        try (ClientResponse response = client.send(request, GREETED_WITHIN)) {
            if (isOf(name, mark, response)) {
                LOG.info("node {} is there", name);
            } else {
                LOG.error(strange(name, peer, response));
            }
        } catch (HttpFailure failed) {
            LOG.info("node {} at {} can't be reached yet: {}", name, peer, failed.getMessage());
        }
    }

    private boolean isOf(String node, String mark, ClientResponse response) {
        return Relayed.from(aead, node, mark, response.headers().only(Hop.PROOF))
                .isPresent();
    }

    private static String strange(String node, URI peer, ClientResponse response) {
        return "what answers for node " + node + " at " + peer + " (" + response.status() + ") is not that node, or has"
                + " another key or clock: all nodes need the same file `keys/sessions.key`";
    }

    /// What came of passing a request on.
    sealed interface Passed {
        /// The node answers, and has proven that it is one.
        record Answered(ClientResponse response, Relayed key) implements Passed {}

        /// It can't be reached, and has got nothing.
        record Unreached() implements Passed {}

        /// It may have got it, and what came of that is not known.
        record Lost() implements Passed {}
    }

    /// A place for one request that is passed on, until its answer has ended.
    Optional<Shares.Share> place(String who) {
        return places.take(who, 1);
    }

    boolean isFull() {
        return places.free() < 1;
    }

    /// From now on nothing that lasts is relayed, so that this node can stop.
    public void close() {
        closed = true;
        lasting.forEach(Cancellation::cancel);
    }

    /// A stream that lasts is being relayed.
    void begin(Cancellation stream) {
        lasting.add(stream);
        if (closed) {
            stream.cancel();
        }
    }

    void end(Cancellation stream) {
        lasting.remove(stream);
    }

    /// Whether there is such a node, to which this request can be passed on.
    boolean canReach(HttpExchange exchange, String node) {
        // Accounts are those of one machine: on another the same name may be somebody else.
        return members.peers().containsKey(node) && exchange.systemUser().isEmpty();
    }

    /// Passes a request on, once.
    ///
    /// @param cancellation ends it
    Passed pass(HttpExchange exchange, byte[] body, Visit visit, String node, Cancellation cancellation)
            throws HttpFailure.Cancelled, Refused {
        String mark = Hop.of(exchange, body, new Hop.Ends(members.own(), node), visit, clock.instant())
                .sealed(aead);
        if (mark.length() > MARK_MAX) {
            LOG.warn("a request for node {} was not passed on: its client's certificates are too long", node);
            return new Passed.Unreached();
        }
        URI peer = Objects.requireNonNull(members.peers().get(node), "asked for before");
        Headers headers = Hop.lasting(exchange.headers()).and(Hop.HEADER, mark);
        try {
            ClientResponse response = client.send(
                    new ClientRequest(exchange.method(), peer.resolve(target(exchange)), headers, body),
                    answerMax,
                    cancellation);
            Optional<Relayed> key =
                    Relayed.from(aead, node, mark, response.headers().only(Hop.PROOF));
            if (key.isPresent()) {
                return new Passed.Answered(response, key.get());
            }
            response.close();
            LOG.error(strange(node, peer, response));
            return new Passed.Unreached();
        } catch (HttpFailure.Cancelled gone) {
            throw gone;
        } catch (HttpFailure failed) {
            LOG.warn("node {} at {} can't be reached: {}", node, peer, failed.getMessage());
            return mayHaveArrived(failed) ? new Passed.Lost() : new Passed.Unreached();
        }
    }

    private static URI target(HttpExchange exchange) throws Refused {
        try {
            return new URI(exchange.target());
        } catch (URISyntaxException unreadable) {
            throw new Refused(Refusal.of(
                    Reason.MALFORMED,
                    "What stands behind the path is no part of a URI (RFC 3986, section 3.4), so the request can't reach"
                            + " the node that has it.",
                    "target"));
        }
    }

    private static boolean mayHaveArrived(HttpFailure failed) {
        return switch (failed) {
            case HttpFailure.Gone gone -> gone.mayHaveArrived();
            case HttpFailure.TooLate late -> late.mayHaveArrived();
            case HttpFailure.NotTrusted _, HttpFailure.NoRoom _ -> false;
            case HttpFailure.Malformed _,
                    HttpFailure.TooLarge _,
                    HttpFailure.NoMemory _,
                    HttpFailure.BadEvent _,
                    HttpFailure.Cancelled _ -> true;
        };
    }
}

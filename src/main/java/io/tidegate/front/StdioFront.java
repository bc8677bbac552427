package io.tidegate.front;

import io.tidegate.http.Cancellation;
import io.tidegate.http.ClientResponse;
import io.tidegate.http.EventStreamReader;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpClient;
import io.tidegate.http.HttpFailure;
import io.tidegate.http.StreamEvent;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.MalformedJson;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.ErrorCode;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.NotAMessage;
import io.tidegate.mcp.RequestId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// MCP over standard input and output, for clients that know nothing else: every message goes to a running gateway, and
/// what comes back goes to the client. Guards nothing itself; the gateway does.
public final class StdioFront {
    private static final int PENDING_MAX = 128;
    private static final long PENDING_BYTES_MAX = 64 << 20; // of requests that wait for their answers
    private static final int SMALL_BYTES = 64 << 10;
    private static final int LARGE_ANSWERS_MAX = 4; // held at a time, each at most as long as a line
    private static final Duration PENDING_GET = Duration.ofSeconds(5);
    private static final Duration HELD_MAX = Duration.ofSeconds(30);
    private static final Duration RETRY = Duration.ofMillis(500);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final GatewayLink link;
    private final StdioPipe pipe;
    private final StdioListener listener;
    private final Map<RequestId, Pending> pending = new ConcurrentHashMap<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicLong pendingBytes = new AtomicLong();
    private final AnswerRoom room = new AnswerRoom(LARGE_ANSWERS_MAX);
    private final AtomicBoolean stateless = new AtomicBoolean();

    /// A request that waits for its answer.
    private record Pending(Cancellation cancellation, boolean stateless) {}

    /// @param gateway the address of its endpoint
    /// @param credential the headers that prove who is asking, or none
    public StdioFront(URI gateway, Headers credential, HttpClient client, InputStream in, OutputStream out) {
        this.link = new GatewayLink(gateway, credential, client);
        this.pipe = new StdioPipe(in, out);
        this.listener = new StdioListener(link, pipe, room, ended);
    }

    /// Serves until the input ends; what was asked by then gets a moment to be answered.
    public void run() throws IOException {
        try {
            Optional<StdioPipe.Line> line = pipe.next();
            while (line.isPresent()) {
                take(line.get());
                line = pipe.next();
            }
            awaitPending();
        } finally {
            ended.countDown();
            pending.values().forEach(request -> request.cancellation().cancel());
            listener.close();
        }
        try {
            link.end();
        } catch (HttpFailure gone) {
            return; // then there is no session left to end
        }
    }

    private void awaitPending() {
        long looks = PENDING_GET.dividedBy(LOOK);
        try {
            for (long look = 0; look < looks && !pending.isEmpty(); look++) {
                if (ended.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(StdioPipe.Line line) {
        switch (line) {
            case StdioPipe.Line.TooLong(Optional<RequestId> id) ->
                pipe.fail(
                        id,
                        ErrorCode.INVALID_REQUEST,
                        "A message is at most " + StdioPipe.LINE_BYTES_MAX + " bytes long.");
            case StdioPipe.Line.Whole(byte[] bytes) -> {
                if (!new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).isBlank()) {
                    take(bytes);
                }
            }
        }
    }

    private void take(byte[] bytes) {
        try {
            switch (Message.of(JsonDocument.parse(bytes, JsonLimits.DEFAULT))) {
                case Message.Request request -> begin(request, bytes);
                case Message.Notification notice -> noted(notice, bytes);
                case Message.Result _, Message.Failure _ -> aside(bytes);
            }
        } catch (MalformedJson malformed) {
            pipe.fail(Optional.empty(), ErrorCode.PARSE_ERROR, "This is not JSON: " + malformed.getMessage());
        } catch (NotAMessage malformed) {
            pipe.fail(malformed.id(), ErrorCode.INVALID_REQUEST, "This is no message: " + malformed.getMessage());
        }
    }

    /// Registered before the next line is read, so that a cancellation finds it.
    private void begin(Message.Request request, byte[] bytes) {
        boolean claims = GatewayLink.claimedVersion(request.params()).isPresent();
        stateless.compareAndSet(false, claims);
        Pending mine = new Pending(new Cancellation(), claims);
        boolean full = bytes.length > SMALL_BYTES && pendingBytes.get() + bytes.length > PENDING_BYTES_MAX;
        if (full || pending.size() >= PENDING_MAX) {
            pipe.fail(
                    Optional.of(request.id()),
                    ErrorCode.LIMITED,
                    "At most " + PENDING_MAX + " requests, of " + PENDING_BYTES_MAX
                            + " bytes in all, may wait at a time. Try again when one is answered.");
        } else if (pending.putIfAbsent(request.id(), mine) != null) {
            pipe.fail(
                    Optional.of(request.id()),
                    ErrorCode.INVALID_REQUEST,
                    "This `id` is in use by a request that still runs.");
        } else {
            pendingBytes.addAndGet(bytes.length);
            Thread asking = Thread.ofVirtual().name("ask").start(() -> ask(request, bytes, mine));
            if (request.method().equals(Method.INITIALIZE)) {
                hold(asking); // what a client wrote behind it needs the session that its answer opens
            }
        }
    }

    private void ask(Message.Request request, byte[] bytes, Pending mine) {
        try {
            boolean done = answered(request, bytes, mine, false);
            if (!done) {
                answered(request, bytes, mine, true);
            }
        } catch (HttpFailure.Cancelled givenUp) {
            return; // nobody waits for the answer any more
        } catch (HttpFailure failure) {
            pipe.fail(Optional.of(request.id()), ErrorCode.INTERNAL_ERROR, words(failure));
        } finally {
            pendingBytes.addAndGet(-bytes.length);
            pending.remove(request.id(), mine);
        }
    }

    /// Asks, and passes the answer on. Returns whether it was the last word: a gateway that missed headers has done
    /// nothing, and is asked once more when they are known.
    private boolean answered(Message.Request request, byte[] bytes, Pending mine, boolean last) throws HttpFailure {
        try (AnswerRoom.Place place = room.place();
                ClientResponse response = link.ask(request, bytes, mine.cancellation())) {
            String type = response.headers().first("Content-Type").orElse("");
            if (response.status() == 200 && type.startsWith("text/event-stream")) {
                stream(request, response, place);
            } else if (type.startsWith("application/json")) {
                byte[] body = response.body(StdioPipe.LINE_BYTES_MAX, place);
                boolean unsaid = !last && response.status() == 400 && lacksHeaders(request, body);
                if (unsaid && link.learn(request)) {
                    return false;
                }
                finish(request, response, body);
            } else {
                pipe.fail(
                        Optional.of(request.id()),
                        ErrorCode.INTERNAL_ERROR,
                        "What answers at " + link.url() + " is no gateway, or has no such endpoint (status "
                                + response.status() + ").");
            }
            return true;
        }
    }

    private static boolean lacksHeaders(Message.Request request, byte[] body) {
        try {
            return request.method().equals(Method.TOOLS_CALL)
                    && Message.of(JsonDocument.parse(body, JsonLimits.DEFAULT)) instanceof Message.Failure failure
                    && failure.error()
                            .root()
                            .get("code")
                            .filter(code -> code.json().equals(Integer.toString(ErrorCode.HEADER_MISMATCH)))
                            .isPresent();
        } catch (MalformedJson | NotAMessage other) {
            return false;
        }
    }

    private void stream(Message.Request request, ClientResponse response, AnswerRoom.Place place) throws HttpFailure {
        Optional<String> last = Optional.empty();
        try {
            EventStreamReader events = response.events(StdioPipe.LINE_BYTES_MAX, place);
            Optional<StreamEvent> event = events.next(GatewayLink.DEADLINE);
            while (event.isPresent()) {
                last = event.get().id().isPresent() ? event.get().id() : last;
                byte[] data = event.get().data().orElse(new byte[0]);
                if (data.length > 0 && finish(request, response, data)) {
                    return;
                }
                place.written();
                event = events.next(GatewayLink.DEADLINE);
            }
        } catch (HttpFailure.Gone broke) {
            if (last.isEmpty()) {
                throw broke;
            }
        }
        goOn(
                request,
                last.orElseThrow(
                        () -> new HttpFailure.Gone("the gateway ended its answer before it was complete", true)),
                place);
    }

    /// Asks for the rest of an answer, which the gateway keeps for a while (MCP 2025-11-25, Resumability).
    private void goOn(Message.Request request, String last, AnswerRoom.Place place) throws HttpFailure {
        try {
            boolean _ = new CountDownLatch(1).await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new HttpFailure.Cancelled();
        }
        try (ClientResponse more = link.resume(last)) {
            if (more.status() != 200) {
                throw new HttpFailure.Gone("the gateway does not go on with its answer", true);
            }
            stream(request, more, place);
        }
    }

    /// Passes a message of the gateway on. Returns whether it was the answer to the request.
    private boolean finish(Message.Request request, ClientResponse response, byte[] bytes) {
        try {
            switch (Message.of(JsonDocument.parse(bytes, JsonLimits.DEFAULT))) {
                case Message.Result result -> {
                    if (request.method().equals(Method.INITIALIZE)) {
                        link.opened(response, request, result.result());
                        listener.begin();
                    }
                    link.answered(request, result.result());
                    pipe.write(bytes);
                    return true;
                }
                // A gateway that could not tell who asked, or what, does not repeat the id; the client needs it.
                case Message.Failure failure -> {
                    pipe.write(Envelope.failure(
                            Optional.of(request.id()), failure.error().bytes()));
                    return true;
                }
                case Message.Request _, Message.Notification _ -> {
                    pipe.write(bytes);
                    return false;
                }
            }
        } catch (MalformedJson | NotAMessage malformed) {
            pipe.fail(
                    Optional.of(request.id()),
                    ErrorCode.INTERNAL_ERROR,
                    "What answers at " + link.url() + " does not speak MCP.");
            return true;
        }
    }

    /// Over HTTP a request of the stateless era is cancelled by closing it (MCP 2026-07-28); before, by saying so.
    private void noted(Message.Notification notice, byte[] bytes) {
        Optional<RequestId> named = notice.method().equals(Method.CANCELLED)
                ? notice.params().root().get("requestId").flatMap(RequestId::of)
                : Optional.empty();
        Optional<Pending> running = named.map(pending::get);
        if (running.isPresent() && running.get().stateless()) {
            running.get().cancellation().cancel();
        } else if (!stateless.get() || link.session().isPresent()) {
            Thread telling = aside(bytes);
            if (notice.method().equals(Method.INITIALIZED)) {
                hold(telling);
            }
        }
    }

    /// Reads nothing more until this is done, or takes too long.
    private static void hold(Thread first) {
        try {
            first.join(HELD_MAX);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// What gets no answer; where the gateway is away it is lost, as the next request will tell.
    private Thread aside(byte[] bytes) {
        return Thread.ofVirtual().name("tell").start(() -> {
            try {
                link.tell(bytes);
            } catch (HttpFailure lost) {
                return;
            }
        });
    }

    private String words(HttpFailure failure) {
        boolean mayHaveRun =
                switch (failure) {
                    case HttpFailure.Gone gone -> gone.mayHaveArrived();
                    case HttpFailure.TooLate late -> late.mayHaveArrived();
                    case HttpFailure.NoRoom _, HttpFailure.Cancelled _, HttpFailure.NotTrusted _ -> false;
                    case HttpFailure.Malformed _,
                            HttpFailure.TooLarge _,
                            HttpFailure.BadEvent _,
                            HttpFailure.NoMemory _ -> true;
                };
        return mayHaveRun
                ? "The gateway at " + link.url() + " did not answer to the end: " + failure.getMessage()
                        + ". If the call changes anything, check before you repeat it: it may have run."
                : "The gateway at " + link.url() + " can't be reached. Start it with `tidegate serve`. Nothing was"
                        + " sent; the next request is tried anew.";
    }
}

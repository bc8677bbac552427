package io.tidegate.upstream;

import io.tidegate.http.Allowance;
import io.tidegate.http.Cancellation;
import io.tidegate.http.ClientResponse;
import io.tidegate.http.EventStreamReader;
import io.tidegate.http.HttpFailure;
import io.tidegate.http.StreamEvent;
import io.tidegate.limit.MessageMemory;
import io.tidegate.limit.Shares;
import io.tidegate.mcp.Message;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// One caller's stream from a server of 2024-11-05 (HTTP with SSE): all answers come on it, and questions go to the
/// address that it names first.
final class SseStream implements AutoCloseable {
    private static final Duration SILENCE_MAX = Duration.ofDays(1);
    private static final Duration ROOM_WAIT_MAX = Duration.ofSeconds(1);
    private static final Duration WRITE = Duration.ofSeconds(20);

    private final HttpWire wire;
    private final ClientResponse response;
    private final EventStreamReader events;
    private final Held held = new Held();
    private final URI endpoint;
    private final Switchboard board;
    private final String server;
    private volatile boolean alive = true;

    /// Whose stream it is, and who takes what belongs to no call.
    interface Owner {
        Asker asker();

        void aside(Message.Notification notice);

        /// The server said what nobody waits for.
        void unsolicited(String method);
    }

    private SseStream(String server, HttpWire wire, ClientResponse response, Instant deadline, Owner owner)
            throws HttpFailure, LinkFailed {
        this.server = server;
        this.wire = wire;
        this.response = response;
        this.events = response.events(wire.room().bytesMax(), held);
        this.endpoint = first(deadline);
        this.board = new Switchboard(server, wire.room(), new Line(owner));
    }

    /// @throws LinkFailed if the server has no such stream
    static SseStream open(String server, HttpWire wire, Instant deadline, Owner owner) throws LinkFailed {
        ClientResponse response = null;
        boolean good = false;
        try {
            response = wire.listen(Optional.empty(), Optional.empty(), deadline, new Cancellation());
            boolean streams = response.status() == 200
                    && response.headers().first("Content-Type").orElse("").startsWith("text/event-stream");
            if (!streams) {
                throw new LinkFailed(LinkFailed.Why.MALFORMED, "the server answered with status " + response.status());
            }
            SseStream stream = new SseStream(server, wire, response, deadline, owner);
            Thread.ofVirtual().name("stream-" + server).start(stream::read);
            good = true;
            return stream;
        } catch (HttpFailure failure) {
            throw HttpWire.failed(failure);
        } finally {
            if (!good && response != null) {
                response.close();
            }
        }
    }

    /// Where questions go. A server may not send the gateway's credential anywhere else.
    private URI first(Instant deadline) throws HttpFailure, LinkFailed {
        StreamEvent event = events.next(wire.left(deadline), wire.left(deadline))
                .filter(named -> named.name().filter("endpoint"::equals).isPresent())
                .orElseThrow(SseStream::noEndpoint);
        String said = new String(event.data().orElseThrow(SseStream::noEndpoint), StandardCharsets.UTF_8);
        try {
            URI resolved = wire.url().resolve(said.strip());
            boolean same = String.valueOf(resolved.getScheme())
                            .equals(wire.url().getScheme())
                    && String.valueOf(resolved.getHost()).equals(wire.url().getHost())
                    && resolved.getPort() == wire.url().getPort()
                    && resolved.getRawUserInfo() == null;
            if (!same || !resolved.toString().chars().allMatch(letter -> letter > ' ' && letter < 0x7f)) {
                throw noEndpoint();
            }
            return resolved;
        } catch (IllegalArgumentException odd) {
            throw noEndpoint();
        }
    }

    private static LinkFailed noEndpoint() {
        return new LinkFailed(LinkFailed.Why.MALFORMED, "the server names no address of its own for questions");
    }

    /// Holds memory for an event that is not small, until it is known whose it is.
    private final class Held implements Allowance {
        private Optional<Shares.Share> share = Optional.empty();

        @Override
        public int free() {
            return MessageMemory.FREE_BYTES;
        }

        @Override
        public int upTo(int wanted) throws HttpFailure {
            return more(wanted, wanted);
        }

        /// By what has come, never by what may come: all answers of this stream wait meanwhile.
        @Override
        public int more(int needed, int most) throws HttpFailure {
            Shares.Share mine = share.orElseGet(() -> wire.room().memory().none("server " + server));
            share = Optional.of(mine);
            int allowed = (int) Math.min(most, needed * 2L);
            if (wire.room()
                    .memory()
                    .toHoldMore(mine, allowed)
                    .await(ROOM_WAIT_MAX)
                    .isEmpty()) {
                throw new HttpFailure.NoMemory("no memory for an answer of that size now");
            }
            return allowed;
        }

        Optional<Shares.Share> take() {
            Optional<Shares.Share> taken = share;
            share = Optional.empty();
            return taken;
        }
    }

    private final class Line implements Switchboard.Line {
        private final Owner owner;

        Line(Owner owner) {
            this.owner = owner;
        }

        @Override
        public void write(byte[] message) throws LinkFailed {
            if (!alive) {
                throw gone();
            }
            wire.tellAt(endpoint, message, wire.clock().instant().plus(WRITE));
        }

        @Override
        public void aside(Message.Notification notice) {
            owner.aside(notice);
        }

        @Override
        public void unsolicited(String method) {
            owner.unsolicited(method);
        }

        @Override
        public Optional<Reply> own(Message.Request request) {
            return Reply.rootless(request, owner.asker());
        }
    }

    private void read() {
        try (response) {
            for (Optional<StreamEvent> event = events.next(SILENCE_MAX);
                    event.isPresent();
                    event = events.next(SILENCE_MAX)) {
                byte[] data = event.get().data().orElse(Message.NO_PARAMS.bytes());
                Optional<Shares.Share> large = held.take();
                if (large.isPresent()) {
                    large.get().shrink(MessageMemory.held(data.length));
                    board.takeLarge(data, large.get());
                } else if (data.length > 0) {
                    board.take(data);
                }
            }
        } catch (HttpFailure broken) {
            held.take().ifPresent(Shares.Share::close);
        } finally {
            alive = false;
            board.endAll(gone());
        }
    }

    private static LinkFailed gone() {
        return new LinkFailed(LinkFailed.Why.GONE, "the server ended its stream");
    }

    Switchboard board() {
        return board;
    }

    boolean alive() {
        return alive;
    }

    @Override
    public void close() {
        alive = false;
        response.close();
    }
}

package io.tidegate.upstream;

import io.tidegate.call.Cancellation;
import io.tidegate.http.Allowance;
import io.tidegate.http.HttpFailure;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.MalformedJson;
import io.tidegate.limit.MessageMemory;
import io.tidegate.limit.Shares;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.NotAMessage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Is there memory for what a server says to one question? Waits for it until the question's deadline, and until the
/// caller gives up.
///
/// What was taken goes back when this is closed, except for the answer: that is held as long as the call.
final class Intake implements Allowance, AutoCloseable {
    /// How long an answer may wait for others of its caller, while it counts as its server's.
    private static final Duration PASSING_MAX = Duration.ofSeconds(10);

    private static final String FULL = "no memory for an answer of that size now";

    private final Room room;
    private final Question question;
    private Shares.Share bytes;
    private Shares.Share work;

    /// What bounds all answers.
    record Room(MessageMemory memory, JsonLimits limits, InstantSource clock) {
        /// The largest answer that is taken.
        int bytesMax() {
            return Math.min(limits.bytes(), memory.bytesMax());
        }
    }

    Intake(Room room, Question question) {
        this.room = room;
        this.question = question;
        this.bytes = room.memory().none(question.payer());
        this.work = bytes;
    }

    @Override
    public int free() {
        return MessageMemory.FREE_BYTES;
    }

    @Override
    public int upTo(int wanted) throws HttpFailure {
        try {
            // INVARIANT: what is held meanwhile is of the memory for what has begun. Nobody waits for that, so nobody
            // who waits here holds what others wait for.
            Shares.Share larger = await(room.memory().toHold(question.payer(), wanted));
            bytes.close();
            bytes = larger;
            return wanted;
        } catch (LinkFailed failure) {
            throw switch (failure.why()) {
                case TOO_LARGE -> new HttpFailure.TooLarge(room.bytesMax());
                case CANCELLED -> new HttpFailure.Cancelled();
                case NO_MEMORY, GONE, SLOW, BUSY, MALFORMED, SESSION_LOST, CREDENTIAL, CONSENT, UNPROVEN, CHANGED ->
                    new HttpFailure.NoMemory(FULL);
            };
        }
    }

    /// First a little more, of memory of its own, where there is some; else and then room for the largest answer there
    /// may be.
    @Override
    public int more(int needed, int most) throws HttpFailure {
        int little = Math.min(MessageMemory.BEGUN_BYTES, most);
        Optional<Shares.Share> begun =
                needed > little ? Optional.empty() : room.memory().toBegin(question.payer());
        if (begun.isEmpty()) {
            return upTo(most);
        }
        bytes = begun.get();
        return little;
    }

    /// From now on what is held for bytes that came on a pipe counts as this question's.
    void take(Shares.Share held) throws LinkFailed {
        bytes = held;
        await(held.passing(question.payer()), PASSING_MAX);
    }

    /// What these bytes say; examined from here on.
    Message read(byte[] json) throws LinkFailed {
        return readAll(json, false).getFirst();
    }

    /// The same, of what may be a batch where the version has any.
    List<Message> readAll(byte[] json, boolean batches) throws LinkFailed {
        bytes.shrink(MessageMemory.held(json.length));
        if (!MessageMemory.isTiny(json.length)) {
            work = await(room.memory().toExamine(question.payer(), json));
        }
        try {
            return Batch.of(JsonDocument.parse(json, room.limits()), batches);
        } catch (MalformedJson | NotAMessage malformed) {
            throw new LinkFailed(LinkFailed.Why.MALFORMED, "an answer that is no message: " + malformed.getMessage());
        }
    }

    private Shares.Share await(Shares.Turn turn) throws LinkFailed {
        return await(turn, Duration.between(room.clock().instant(), question.deadline()));
    }

    private Shares.Share await(Shares.Turn turn, Duration most) throws LinkFailed {
        if (!turn.possible()) {
            throw new LinkFailed(LinkFailed.Why.TOO_LARGE, "an answer beyond the memory for answers");
        }
        try (Cancellation.Registration _ = question.cancellation().onRequest(turn::leave)) {
            Optional<Shares.Share> share = turn.await(most);
            if (share.isEmpty()) {
                throw question.cancellation().requested()
                        ? new LinkFailed(LinkFailed.Why.CANCELLED, "given up")
                        : new LinkFailed(LinkFailed.Why.NO_MEMORY, FULL);
            }
            return share.get();
        }
    }

    /// What was read last is the answer.
    void keep() {
        question.holding().keep(bytes);
        question.holding().work(work);
        forget();
    }

    /// What was read last is a notice, which goes to the caller now: it is examined until the call says that it was.
    void pass() {
        question.holding().work(work);
    }

    /// What was read last is dealt with.
    void drop() {
        question.holding().examined();
        close();
    }

    private void forget() {
        bytes = room.memory().none(question.payer());
        work = bytes;
    }

    @Override
    public void close() {
        bytes.close();
        work.close();
        forget();
    }
}

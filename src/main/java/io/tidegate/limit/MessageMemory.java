package io.tidegate.limit;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// Is there memory for one more message? Asked before a large one is held, and again before it is examined.
///
/// Small messages hold nothing while they arrive, so they wait for no large one; how many there may be at a time bounds
/// them. Whoever depends on others holds little: while bytes come or go, and while a server is waited for, only those
/// count. What the examination takes, which is several times as much, is held only while the gateway itself works.
///
/// It counts what messages may cost at most, not what they do cost.
///
/// INVARIANT: a call takes room for its request, then for its answer, each time first to hold and then to examine it;
/// for an answer of unknown length first a little to hold, of memory that nobody waits for, and then much.
/// Nobody who examines waits for room to hold, nobody who holds an answer for a request's, so there is no circle.
public final class MessageMemory {
    /// Up to so much of an answer is held without asking.
    public static final int FREE_BYTES = 64 << 10;

    /// Up to so much of an answer that does not say how long it will be is held before it gets room for the largest.
    public static final int BEGUN_BYTES = 512 << 10;

    private static final int TINY_BYTES = 4 << 10;

    // For each byte of a request: itself, what it carries, what was mended, what is sent on, what the trail keeps.
    private static final int ASKED = 5;

    // For each byte of an answer: the buffer while it grows and what is taken from it; later what was released and what
    // is written.
    private static final int BUFFERED = 3;

    // For each byte beside those, while it is examined: what is decoded, mended and read anew. Text beyond Latin-1
    // takes
    // two bytes a letter.
    private static final int NARROW = 5;
    private static final int WIDE = 10;

    // For each value: where it stands, the tree that is held against a schema, the mark that a text gets.
    private static final int VALUE = 80;
    private static final int VALUES_MAX = 1 << 20;

    // For each byte of a small message, whatever it is made of; not worth a look at it.
    private static final int SMALL = 26;

    private final Shares requests;
    private final Shares answers;
    private final Shares begun;
    private final Shares work;
    private final Shares small;
    private final String tenant;
    private final AtomicBoolean divided;

    /// @param heapBytes of the whole process; three sixteenths of it are left for everything else
    public MessageMemory(long heapBytes) {
        this.tenant = "default";
        this.divided = new AtomicBoolean();
        long part = Math.max(1, heapBytes / 16);
        this.requests = new Shares(part * 2);
        this.answers = new Shares(part * 3 + part / 2);
        this.begun = new Shares(Math.max(1, part / 2));
        this.work = new Shares(part * 6);
        this.small = new Shares(part);
    }

    private MessageMemory(MessageMemory whole, String tenant) {
        this.requests = whole.requests;
        this.answers = whole.answers;
        this.begun = whole.begun;
        this.work = whole.work;
        this.small = whole.small;
        this.divided = whole.divided;
        this.tenant = tenant;
    }

    /// The same memory, as the callers of this tenant get at it.
    public MessageMemory of(String name) {
        return new MessageMemory(this, name);
    }

    /// Whether tenants share it from now on: then none of them can take all, with however many callers.
    public void divide(boolean between) {
        divided.set(between);
    }

    private String group() {
        return divided.get() ? tenant : "";
    }

    private Shares.Who who(String name) {
        return new Shares.Who(group(), name);
    }

    /// Room for a request of up to so many bytes until it is answered, or nothing where there is none now, or not for
    /// `who`. What would never fit has its place when it is alone.
    public Optional<Shares.Share> toAsk(String who, long bytes) {
        return requests.take(who(who), asked(bytes));
    }

    /// Whether `toAsk` was refused for want of room, not because of what `who` holds already.
    public boolean isFull(long bytes) {
        return !requests.hasRoom(group(), asked(bytes));
    }

    private long asked(long bytes) {
        return bytes <= TINY_BYTES ? 0 : Math.min(requests.total(), Math.min(bytes, Integer.MAX_VALUE) * ASKED);
    }

    /// How large an answer can be at most so that there is ever room to hold it.
    public int bytesMax() {
        return (int) Math.min(answers.total() / BUFFERED, Integer.MAX_VALUE);
    }

    /// Room for an answer of so many bytes, beyond `FREE_BYTES`, as it comes.
    public Shares.Turn toHold(String who, int bytes) {
        return answers.queue(who(who), held(bytes));
    }

    /// Room for an answer that comes without saying how large it will be, as long as it is no larger than
    /// `BEGUN_BYTES`; nothing where there is none now.
    public Optional<Shares.Share> toBegin(String who) {
        return begun.take(who(who), held(BEGUN_BYTES));
    }

    /// Room for more of an answer that comes without saying how large it will be: so many bytes in all.
    public Shares.Turn toHoldMore(Shares.Share held, int bytes) {
        return held.growing(held(bytes));
    }

    /// How much is held for an answer that has so many bytes in the end.
    public static long held(int bytes) {
        return bytes <= FREE_BYTES ? 0 : (long) bytes * BUFFERED;
    }

    /// Whether examining so little needs no room at all.
    public static boolean isTiny(int bytes) {
        return bytes <= TINY_BYTES;
    }

    /// Nothing of what is held.
    public Shares.Share none(String who) {
        return answers.take(who(who), 0).orElseThrow();
    }

    /// Room to parse and examine this message.
    public Shares.Turn toExamine(String who, byte[] json) {
        if (json.length <= FREE_BYTES) {
            return small.queue(who(who), Math.min((long) json.length * SMALL, small.total()));
        }
        return work.queue(who(who), cost(json));
    }

    /// What examining may take: more for text beyond Latin-1, and for many values.
    private static long cost(byte[] json) {
        boolean wide = false;
        boolean text = false;
        int values = 1;
        for (int at = 0; at < json.length; at++) {
            byte letter = json[at];
            if (letter == '\\' && text) {
                at++;
                wide |= at < json.length && json[at] == 'u';
            } else if (letter == '"') {
                text = !text;
            } else if (!text && (letter == ',' || letter == ':' || letter == '[' || letter == '{')) {
                values++;
            }
            wide |= letter < 0;
        }
        return (long) json.length * (wide ? WIDE : NARROW) + (long) Math.min(values, VALUES_MAX) * VALUE;
    }
}

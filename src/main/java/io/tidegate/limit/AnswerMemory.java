package io.tidegate.limit;

/// Is there memory for one more answer of a server? Asked before a large one is held, and again before it is examined.
///
/// Small answers hold nothing while they arrive, so they wait for no large one; how many there may be at a time bounds
/// them. Whoever depends on others holds little: while bytes come from a server or go to a client, only those count.
/// What the examination takes, which is several times as much, is held only while the gateway itself works.
///
/// INVARIANT: who works waits for no buffer, so there is no circle of waits.
public final class AnswerMemory {
    /// Up to so much of an answer is held without asking.
    public static final int FREE_BYTES = 64 << 10;

    private static final int TINY_BYTES = 4 << 10;

    // For each byte: the buffer while it grows and what is taken from it; later what was released and what is written.
    private static final int BUFFERED = 3;

    // For each byte beside those: what is decoded, mended and read anew. Text beyond Latin-1 takes two bytes a letter.
    private static final int NARROW = 5;
    private static final int WIDE = 10;

    // For each value: where it stands, and the mark that a text gets.
    private static final int VALUE = 80;
    private static final int VALUES_MAX = 1 << 20;

    // For each byte of a small answer, whatever it is made of; not worth a look at it.
    private static final int SMALL = 26;

    private final Shares buffers;
    private final Shares work;
    private final Shares small;

    /// @param bytes of memory that answers may take up together
    public AnswerMemory(long bytes) {
        this.buffers = new Shares(Math.max(1, bytes / 11 * 4));
        this.work = new Shares(Math.max(1, bytes / 11 * 6));
        this.small = new Shares(Math.max(1, bytes / 11));
    }

    /// How large an answer can be at most so that there is ever room to hold it.
    public int bytesMax() {
        return (int) Math.min(buffers.total() / BUFFERED, Integer.MAX_VALUE);
    }

    /// Room for an answer of so many bytes, beyond `FREE_BYTES`, as it comes.
    public Shares.Turn toHold(String who, int bytes) {
        return buffers.queue(who, held(bytes));
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
        return buffers.take(who, 0).orElseThrow();
    }

    /// Room to parse and examine this answer.
    public Shares.Turn toExamine(String who, byte[] json) {
        if (json.length <= FREE_BYTES) {
            return small.queue(who, Math.min((long) json.length * SMALL, small.total()));
        }
        return work.queue(who, cost(json));
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

package io.tidegate.http;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;

/// Which events are in the bytes of an event stream (WHATWG HTML, section 9.2)? Fed in pieces of any size.
///
/// Comments and unknown fields are skipped, a block cut off by the end of the stream is dropped, as the standard
/// says. Stricter than it in two ways: text that is not UTF-8 is refused, and an event or line over the limit is
/// refused or left out.
final class EventParser {
    private static final int FIRST_BYTES = 512;
    private static final int KEPT_BYTES = 64 << 10;
    private static final int RETRY_DIGITS_MAX = 9;
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final int eventBytesMax;
    private final int leftOutMax;
    private final Allowance allowance;
    private final ArrayDeque<StreamEvent> events = new ArrayDeque<>();
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    private final CharBuffer dropped = CharBuffer.allocate(1 << 10);

    private byte[] line = new byte[FIRST_BYTES];
    private int lineBytes;
    private boolean firstLine = true;
    private boolean afterCr;

    private byte[] data = new byte[FIRST_BYTES];
    private int dataBytes;
    private boolean hasData;
    private Optional<String> name = Optional.empty();
    private Optional<String> id = Optional.empty();
    private Optional<Duration> retry = Optional.empty();
    private int blockBytes;
    private int eventBytes; // what this event may have before somebody is asked
    private boolean leavesOut;
    private int leftOut; // bytes of this event since it is left out
    private boolean lineCut;

    /// `eventBytesMax`: all lines of one event together, and any single line, with names and comments.
    EventParser(int eventBytesMax) {
        this(eventBytesMax, Allowance.EVERYTHING);
    }

    /// `allowance` is asked for each event that is larger than it leaves free, and again as that grows.
    EventParser(int eventBytesMax, Allowance allowance) {
        this(eventBytesMax, 0, allowance);
    }

    private EventParser(int eventBytesMax, int leftOutMax, Allowance allowance) {
        this.eventBytesMax = eventBytesMax;
        this.leftOutMax = leftOutMax;
        this.allowance = allowance;
        this.eventBytes = Math.min(eventBytesMax, allowance.free());
    }

    /// Leaves an event over the limit out, but for its id and its pause, and goes on; unless it has more than
    /// `leftOutMax` bytes beyond that.
    static EventParser leavingOut(int eventBytesMax, int leftOutMax) {
        return new EventParser(eventBytesMax, leftOutMax, Allowance.EVERYTHING);
    }

    /// Takes the next bytes. Events that are whole by then can be had from [#next].
    void feed(byte[] bytes, int offset, int length) throws HttpFailure {
        int end = offset + length;
        int at = offset;
        while (at < end) {
            if (afterCr && bytes[at] == '\n') {
                at++;
            }
            afterCr = false;
            int stop = lineEnd(bytes, at, end);
            append(bytes, at, stop - at);
            if (stop < end) {
                afterCr = bytes[stop] == '\r';
                endLine();
            }
            at = stop + 1;
        }
    }

    /// The next whole event.
    Optional<StreamEvent> next() {
        return Optional.ofNullable(events.poll());
    }

    private static int lineEnd(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && bytes[at] != '\n' && bytes[at] != '\r') {
            at++;
        }
        return at;
    }

    private void append(byte[] bytes, int offset, int length) throws HttpFailure {
        if (!leavesOut && lineBytes + length > eventBytes - blockBytes) {
            grow(lineBytes + length + blockBytes);
        }
        if (leavesOut) {
            leaveOut(bytes, offset, length);
            return;
        }
        if (line.length - lineBytes < length) {
            line = Arrays.copyOf(line, Math.max(Math.min(line.length * 2, eventBytes), lineBytes + length));
        }
        System.arraycopy(bytes, offset, line, lineBytes, length);
        lineBytes += length;
    }

    private void grow(int bytes) throws HttpFailure {
        if (bytes <= eventBytesMax) {
            eventBytes = allowance.more(bytes, eventBytesMax);
        } else if (leftOutMax == 0) {
            throw new HttpFailure.TooLarge(eventBytesMax);
        } else {
            leavesOut = true;
        }
    }

    /// Keeps of a line what there is room for: ids are short.
    private void leaveOut(byte[] bytes, int offset, int length) throws HttpFailure {
        leftOut += length;
        if (leftOut > leftOutMax) {
            throw new HttpFailure.TooLarge(leftOutMax);
        }
        int kept = Math.min(length, line.length - lineBytes);
        System.arraycopy(bytes, offset, line, lineBytes, kept);
        lineBytes += kept;
        lineCut |= kept < length;
    }

    private void endLine() throws HttpFailure {
        int start = 0;
        if (firstLine) {
            firstLine = false;
            start = lineBytes >= 3 && Arrays.equals(line, 0, 3, MARK, 0, 3) ? 3 : 0;
        }
        int length = lineBytes - start;
        boolean cut = lineCut;
        lineBytes = 0;
        lineCut = false;
        if (length == 0) {
            endBlock();
        } else if (line[start] != ':' && !cut) {
            blockBytes += length;
            requireUtf8(start, length);
            field(start, start + length);
        }
        if (line.length > KEPT_BYTES) {
            line = new byte[FIRST_BYTES];
        }
    }

    private void field(int start, int end) {
        int colon = start;
        while (colon < end && line[colon] != ':') {
            colon++;
        }
        int value = Math.min(end, colon + 1);
        if (value < end && line[value] == ' ') {
            value++;
        }
        String field = colon - start > 5 ? "" : text(start, colon);
        switch (field) {
            case "data" -> {
                if (!leavesOut) {
                    addData(value, end - value);
                }
            }
            case "event" -> name = value == end ? Optional.empty() : Optional.of(text(value, end));
            case "id" -> id(text(value, end));
            case "retry" -> retry(text(value, end));
            default -> {
                // the standard says to ignore fields that are not known
            }
        }
    }

    /// One that no header could name again says nothing of use.
    private void id(String value) {
        if (value.chars().allMatch(letter -> letter >= ' ' && letter < 0x7f)) {
            id = Optional.of(value);
        }
    }

    private void retry(String value) {
        boolean digits = !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
        if (digits && value.length() <= RETRY_DIGITS_MAX) {
            retry = Optional.of(Duration.ofMillis(Long.parseLong(value)));
        }
    }

    private void addData(int start, int length) {
        int breaks = hasData ? 1 : 0;
        if (data.length - dataBytes < length + breaks) {
            data = Arrays.copyOf(data, Math.max(data.length * 2, dataBytes + length + breaks));
        }
        if (hasData) {
            data[dataBytes++] = '\n';
        }
        System.arraycopy(line, start, data, dataBytes, length);
        dataBytes += length;
        hasData = true;
    }

    private void endBlock() {
        if (leavesOut || hasData || name.isPresent() || id.isPresent() || retry.isPresent()) {
            boolean whole = hasData && !leavesOut;
            Optional<byte[]> all = whole ? Optional.of(Arrays.copyOf(data, dataBytes)) : Optional.empty();
            events.add(new StreamEvent(name, all, id, retry, leavesOut));
        }
        if (data.length > KEPT_BYTES) {
            data = new byte[FIRST_BYTES];
        }
        dataBytes = 0;
        hasData = false;
        name = Optional.empty();
        id = Optional.empty();
        retry = Optional.empty();
        blockBytes = 0;
        leavesOut = false;
        leftOut = 0;
        eventBytes = Math.min(eventBytesMax, allowance.free());
    }

    private String text(int start, int end) {
        return new String(line, start, end - start, StandardCharsets.UTF_8);
    }

    private void requireUtf8(int start, int length) throws HttpFailure.BadEvent {
        int at = start;
        while (at < start + length && line[at] >= 0) {
            at++;
        }
        if (at == start + length) {
            return;
        }
        ByteBuffer rest = ByteBuffer.wrap(line, at, start + length - at);
        utf8.reset();
        try {
            var result = utf8.decode(rest, dropped.clear(), true);
            while (result.isOverflow()) {
                result = utf8.decode(rest, dropped.clear(), true);
            }
            if (result.isError()) {
                result.throwException();
            }
        } catch (CharacterCodingException _) {
            throw new HttpFailure.BadEvent();
        }
    }
}

package io.tidegate.detect;

import java.util.BitSet;
import java.util.Locale;

/// Which parts of a text does Markdown show as code, so that people see the markup in them? None in a whole HTML
/// page, where backticks mean nothing.
final class CodeSpans {
    private static final int INLINE_MAX = 1_000;

    private final String text;
    private final BitSet code = new BitSet();

    private CodeSpans(String text) {
        this.text = text;
    }

    static CodeSpans of(String text) {
        CodeSpans spans = new CodeSpans(text);
        if (text.indexOf('`') >= 0 || text.contains("~~~")) {
            if (!isPage(text)) {
                spans.find();
            }
        }
        return spans;
    }

    boolean covers(int index) {
        return code.get(index);
    }

    /// Whether the text is an HTML page rather than Markdown or prose.
    static boolean isPage(String text) {
        String start = text.substring(0, Math.min(text.length(), 4_096)).toLowerCase(Locale.ROOT);
        return start.contains("<!doctype")
                || start.contains("<html")
                || start.contains("<body")
                || start.contains("<head");
    }

    private void find() {
        int line = 0;
        while (line < text.length()) {
            int end = lineEnd(line);
            int fence = fenceLength(line, end);
            if (fence > 0) {
                int close = closingFence(end, text.charAt(indented(line, end)), fence);
                code.set(line, close);
                line = close;
            } else {
                inline(line, end);
                line = end;
            }
        }
    }

    private int lineEnd(int from) {
        int newline = text.indexOf('\n', from);
        return newline < 0 ? text.length() : newline + 1;
    }

    private int indented(int from, int end) {
        int at = from;
        while (at < end && at - from < 3 && text.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    /// The length of the fence that the line opens with, or 0.
    private int fenceLength(int line, int end) {
        int start = indented(line, end);
        if (start >= end || (text.charAt(start) != '`' && text.charAt(start) != '~')) {
            return 0;
        }
        int at = runEnd(start, end);
        boolean inlineCode =
                text.charAt(start) == '`' && text.substring(at, end).indexOf('`') >= 0;
        return at - start >= 3 && !inlineCode ? at - start : 0;
    }

    private int runEnd(int start, int end) {
        int at = start;
        while (at < end && text.charAt(at) == text.charAt(start)) {
            at++;
        }
        return at;
    }

    /// The end of the block; an open fence runs to the end of the text.
    private int closingFence(int from, char mark, int length) {
        int line = from;
        while (line < text.length()) {
            int end = lineEnd(line);
            int start = indented(line, end);
            if (start < end && text.charAt(start) == mark) {
                int after = runEnd(start, end);
                if (after - start >= length && text.substring(after, end).isBlank()) {
                    return end;
                }
            }
            line = end;
        }
        return text.length();
    }

    private void inline(int from, int end) {
        int at = text.indexOf('`', from, end);
        while (at >= 0) {
            int opened = runEnd(at, end);
            int close = closingRun(opened, Math.min(end, opened + INLINE_MAX), opened - at);
            if (close > 0) {
                code.set(at, close);
            }
            int next = close > 0 ? close : opened;
            at = next < end ? text.indexOf('`', next, end) : -1;
        }
    }

    private int closingRun(int from, int end, int length) {
        int at = from < end ? text.indexOf('`', from, end) : -1;
        while (at >= 0) {
            int after = runEnd(at, end);
            if (after - at == length) {
                return after;
            }
            at = after < end ? text.indexOf('`', after, end) : -1;
        }
        return -1;
    }
}

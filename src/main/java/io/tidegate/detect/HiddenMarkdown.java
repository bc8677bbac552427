package io.tidegate.detect;

import io.tidegate.detect.Removal.Kind;

/// Which Markdown in a text is not shown, or carries data out when shown? Link definitions used as comments, and
/// images and links with a query to be filled in.
final class HiddenMarkdown {
    private static final int URL_MAX = 4_096;
    private static final int OPEN_MAX = 64;

    private final String text;
    private final CodeSpans code;
    private final Passage.Edit edit;
    private final int[] open = new int[OPEN_MAX];
    private int depth;

    private HiddenMarkdown(Passage passage) {
        this.text = passage.text();
        this.code = CodeSpans.of(text);
        this.edit = passage.edit();
    }

    static Passage strip(Passage passage) {
        return passage.text().indexOf("](") < 0 && passage.text().indexOf("]:") < 0
                ? passage
                : new HiddenMarkdown(passage).strip();
    }

    private Passage strip() {
        int line = 0;
        while (line < text.length()) {
            int newline = text.indexOf('\n', line);
            int end = newline < 0 ? text.length() : newline;
            if (!code.covers(line) && isComment(line, end)) {
                edit.remove(Kind.MARKDOWN_COMMENT, line, end, text.substring(line, Math.min(end, line + 2_000)), "");
            } else {
                links(line, end);
            }
            line = end + 1;
        }
        return edit.finish();
    }

    /// `[//]: # (text)` and its like: a definition that leads nowhere, used to say something.
    private boolean isComment(int line, int end) {
        int at = line;
        while (at < end && at - line < 3 && text.charAt(at) == ' ') {
            at++;
        }
        int colon = at < end && text.charAt(at) == '[' ? text.indexOf("]:", at, Math.min(end, at + 1_000)) : -1;
        if (colon < 0 || colon + 2 >= end) {
            return false;
        }
        String target = text.substring(colon + 2, end).strip();
        boolean nowhere = target.equals("#") || target.startsWith("# ") || target.startsWith("<>");
        boolean titled = target.startsWith("#(") || target.startsWith("#\"");
        boolean slashes = text.substring(at + 1, colon).strip().equals("//");
        return nowhere || titled || slashes;
    }

    private void links(int line, int end) {
        depth = 0;
        for (int i = line; i < end; i++) {
            char c = text.charAt(i);
            if (c == '[' && depth < OPEN_MAX) {
                open[depth++] = i;
            } else if (c == ']' && depth > 0) {
                int opened = open[--depth];
                boolean target = i + 1 < end && text.charAt(i + 1) == '(';
                if (target && !code.covers(i)) {
                    link(opened, i + 2, end);
                }
            }
        }
    }

    private void link(int opened, int from, int lineEnd) {
        int start = from;
        int stop = Math.min(lineEnd, from + URL_MAX);
        boolean bracketed = start < stop && text.charAt(start) == '<';
        start += bracketed ? 1 : 0;
        int end = start;
        int nested = 0;
        while (end < stop && !endsUrl(text.charAt(end), bracketed, nested)) {
            nested += text.charAt(end) == '(' ? 1 : text.charAt(end) == ')' ? -1 : 0;
            end++;
        }
        if (end >= stop || start < edit.done()) {
            return;
        }
        String url = text.substring(start, end);
        boolean image = opened > 0 && text.charAt(opened - 1) == '!';
        if (image ? OutgoingUrl.image(url) : OutgoingUrl.link(url)) {
            int query = start + OutgoingUrl.queryStart(url);
            edit.remove(image ? Kind.OUTGOING_IMAGE : Kind.OUTGOING_LINK, query, end, url, "");
        }
    }

    private static boolean endsUrl(char c, boolean bracketed, int nested) {
        return bracketed ? c == '>' : Character.isWhitespace(c) || (c == ')' && nested == 0);
    }
}

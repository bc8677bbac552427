package io.tidegate.detect;

import io.tidegate.detect.Removal.Kind;
import java.util.ArrayDeque;
import java.util.Deque;

/// Which Markdown in a text is not shown, or carries data out when shown? Link definitions used as comments, and
/// images and links with a query to be filled in.
final class HiddenMarkdown {
    private static final int URL_MAX = 65_536; // no browser loads more
    private static final int OPEN_MAX = 64;

    private final String text;
    private final CodeSpans code;
    private final Passage.Edit edit;
    private final int[] open = new int[OPEN_MAX];
    private final Deque<Target> targets = new ArrayDeque<>();
    private int depth;
    private int closed = -1;

    /// An open parenthesis: where the bracket before it opened (-1 if none), and where its content begins.
    private record Target(int bracket, int start) {}

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

    /// One pass with two stacks: the brackets that are open, and the parentheses. A target ends at its closing
    /// parenthesis or at white space.
    private void links(int line, int end) {
        depth = 0;
        targets.clear();
        for (int i = line; i < end; i++) {
            char c = text.charAt(i);
            if (c == '[' && depth < OPEN_MAX) {
                open[depth++] = i;
            } else if (c == '(') {
                boolean link = i > line && text.charAt(i - 1) == ']' && closed >= 0 && !code.covers(i);
                targets.addLast(new Target(link ? closed : -1, i + 1));
                if (targets.size() > OPEN_MAX) {
                    targets.removeFirst(); // CommonMark gives up at 32 levels
                }
            } else if (c == ')' && !targets.isEmpty()) {
                finish(targets.removeLast(), i);
            } else if (Character.isWhitespace(c)) {
                endAll(i);
            }
            closed = c == ']' && depth > 0 ? open[--depth] : -1;
        }
        targets.clear();
    }

    private void endAll(int end) {
        for (Target target : targets) {
            finish(target, end);
        }
        targets.clear();
    }

    private void finish(Target target, int end) {
        int start = target.start();
        boolean bracketed = end - start > 2 && text.charAt(start) == '<';
        if (target.bracket() < 0 || start < edit.done() || end - start > URL_MAX) {
            return;
        }
        String url = text.substring(bracketed ? start + 1 : start, end);
        boolean image = target.bracket() > 0 && text.charAt(target.bracket() - 1) == '!';
        if (image ? OutgoingUrl.image(url) : OutgoingUrl.link(url)) {
            int query = end - url.length() + OutgoingUrl.queryStart(url);
            int stop = bracketed && url.endsWith(">") ? end - 1 : end;
            edit.remove(image ? Kind.OUTGOING_IMAGE : Kind.OUTGOING_LINK, query, stop, url, "");
        }
    }
}

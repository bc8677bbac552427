package io.tidegate.detect;

import io.tidegate.detect.Removal.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which HTML in a text is not shown: comments, and elements that their own attributes hide? Scripts and style sheets
/// are left alone; markup inside code spans of Markdown is shown and stays.
///
/// A removed part leaves one space, so that its two sides can't make up new markup.
final class HiddenMarkup {
    private static final Set<String> DECLARATIONS = Set.of("doctype", "entity", "element", "attlist", "notation");
    private static final Set<String> RAW = Set.of("script", "style", "textarea", "title", "xmp");

    /// Something to take out; the tag's own end where nothing inside is hidden with it.
    private record Part(Kind kind, int start, int end, String revealed) {}

    private final String text;
    private final CodeSpans code;
    private final boolean page;
    private final List<Part> comments = new ArrayList<>();
    private final List<HtmlTag> tags = new ArrayList<>();
    private final Set<String> neverClosed = new HashSet<>();
    private boolean commentsEnd = true;
    private int nextAngle = -1;

    private HiddenMarkup(String text) {
        this.text = text;
        this.code = CodeSpans.of(text);
        this.page = CodeSpans.isPage(text);
    }

    static Passage strip(Passage passage) {
        if (passage.text().indexOf('<') < 0) {
            return passage;
        }
        return new HiddenMarkup(passage.text()).stripFrom(passage);
    }

    private Passage stripFrom(Passage passage) {
        read();
        List<Part> parts = new ArrayList<>(comments);
        parts.addAll(hiddenElements());
        parts.sort((a, b) ->
                a.start() != b.start() ? Integer.compare(a.start(), b.start()) : Integer.compare(b.end(), a.end()));
        Passage.Edit edit = passage.edit();
        for (Part part : parts) {
            if (part.start() >= edit.done()) {
                boolean image = part.kind() == Kind.OUTGOING_IMAGE;
                edit.remove(part.kind(), part.start(), part.end(), part.revealed(), image ? "" : " ");
            }
        }
        return edit.finish();
    }

    private void read() {
        int at = text.indexOf('<');
        while (at >= 0) {
            int next = code.covers(at) ? at + 1 : readAt(at);
            at = text.indexOf('<', next);
        }
    }

    private int readAt(int at) {
        if (text.startsWith("<!--", at)) {
            return readComment(at);
        }
        if (text.startsWith("<!", at)) {
            return readDeclaration(at);
        }
        Optional<HtmlTag> found = HtmlTag.at(text, at);
        if (found.isEmpty()) {
            return at + 1;
        }
        HtmlTag tag = found.get();
        tags.add(tag);
        boolean raw = !tag.closing() && RAW.contains(tag.name()) && !neverClosed.contains(tag.name());
        return raw ? afterRaw(tag) : tag.end();
    }

    private int readComment(int at) {
        if (text.startsWith("<!-->", at) || text.startsWith("<!--->", at)) {
            int end = text.indexOf('>', at) + 1;
            comments.add(new Part(Kind.HTML_COMMENT, at, end, ""));
            return end;
        }
        int close = commentsEnd ? commentClose(at + 4) : -1;
        if (close < 0) {
            commentsEnd = false;
            return readOpenComment(at);
        }
        int end = text.indexOf('>', close) + 1;
        comments.add(new Part(Kind.HTML_COMMENT, at, end, revealed(at + 4, close)));
        return end;
    }

    private int commentClose(int from) {
        int plain = text.indexOf("-->", from);
        int odd = text.indexOf("--!>", from, plain < 0 ? text.length() : plain);
        return odd >= 0 ? odd : plain;
    }

    /// A comment without an end hides the rest of a page, and of Markdown where it opens a line. Within a line of
    /// prose it is shown.
    private int readOpenComment(int at) {
        int before = at - 1;
        while (before >= 0 && at - before <= 3 && text.charAt(before) == ' ') {
            before--;
        }
        boolean opensLine = before < 0 || text.charAt(before) == '\n';
        if (!page && !opensLine) {
            return at + 4;
        }
        comments.add(new Part(Kind.HTML_COMMENT, at, text.length(), revealed(at + 4, text.length())));
        return text.length();
    }

    /// `<!anything>` but the known declarations is a comment to a browser.
    private int readDeclaration(int at) {
        int nameEnd = at + 2;
        while (nameEnd < text.length() && nameEnd - at < 12 && Alphabet.letter(text.charAt(nameEnd))) {
            nameEnd++;
        }
        String name = text.substring(at + 2, nameEnd).toLowerCase(Locale.ROOT);
        if (name.isEmpty() || DECLARATIONS.contains(name)) {
            return at + 2;
        }
        if (nextAngle < at) {
            int found = text.indexOf('>', at);
            nextAngle = found < 0 ? text.length() : found;
        }
        int end = nextAngle < text.length() ? nextAngle + 1 : 0;
        if (end > 0) {
            comments.add(new Part(Kind.HTML_COMMENT, at, end, revealed(at + 2, end - 1)));
        }
        return end > 0 ? end : at + 2;
    }

    private int afterRaw(HtmlTag tag) {
        String close = "</" + tag.name();
        for (int at = text.indexOf("</", tag.end()); at >= 0; at = text.indexOf("</", at + 2)) {
            if (text.regionMatches(true, at, close, 0, close.length())) {
                return at;
            }
        }
        neverClosed.add(tag.name());
        return tag.end();
    }

    private List<Part> hiddenElements() {
        int[] ends = matchingEnds();
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < tags.size(); i++) {
            HtmlTag tag = tags.get(i);
            if (tag.hidden()) {
                parts.add(new Part(Kind.HIDDEN_ELEMENT, tag.start(), ends[i], revealed(tag.end(), ends[i])));
            } else if (tag.name().equals("img")) {
                addOutgoing(parts, tag);
            }
        }
        return parts;
    }

    /// Where each element ends: at its end tag, at that of the element around it, or at the end of the text.
    private int[] matchingEnds() {
        int[] ends = new int[tags.size()];
        Deque<Integer> open = new ArrayDeque<>();
        Map<String, Integer> openByName = new HashMap<>();
        for (int i = 0; i < ends.length; i++) {
            HtmlTag tag = tags.get(i);
            ends[i] = tag.end();
            if (tag.closing()) {
                close(tag, open, openByName, ends);
            } else if (!tag.isVoid()) {
                open.push(i);
                openByName.merge(tag.name(), 1, Integer::sum);
            }
        }
        open.forEach(i -> ends[i] = text.length());
        return ends;
    }

    private void close(HtmlTag closing, Deque<Integer> open, Map<String, Integer> openByName, int[] ends) {
        if (openByName.getOrDefault(closing.name(), 0) == 0) {
            return; // an end tag without a beginning is ignored
        }
        while (true) {
            int top = open.pop();
            String name = tags.get(top).name();
            openByName.merge(name, -1, Integer::sum);
            if (name.equals(closing.name())) {
                ends[top] = closing.end();
                return;
            }
            ends[top] = closing.start();
        }
    }

    private static void addOutgoing(List<Part> parts, HtmlTag tag) {
        HtmlTag.Attribute source = tag.attributes().get("src");
        if (source == null || !OutgoingUrl.image(source.value())) {
            return;
        }
        int query = source.start() + OutgoingUrl.queryStart(source.value());
        int end = source.start() + source.value().length();
        parts.add(new Part(Kind.OUTGOING_IMAGE, query, end, source.value()));
    }

    private String revealed(int start, int end) {
        return text.substring(start, Math.max(start, Math.min(end, start + Removal.REVEALED_CHARS_MAX)));
    }
}

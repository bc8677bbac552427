package io.tidegate.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;

/// Reads YAML bytes into a tree: one document, no aliases, anchors, tags or merge keys, bounded in size and depth.
final class YamlText {
    /// Longest file, in bytes: about 5,000 servers.
    static final int BYTES_MAX = 1 << 20;

    /// The shape needs 5.
    private static final int DEPTH_MAX = 16;

    private static final int NODES_MAX = 100_000;
    private static final CoreScalarResolver RESOLVER = new CoreScalarResolver(false);

    private final Iterator<Event> next;
    private int nodes;
    private int lastLine = 1;

    private YamlText(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(BYTES_MAX)
                .setMaxAliasesForCollections(0)
                .setUseMarks(true)
                .build();
        this.next = new Parse(settings).parseString(text).iterator();
    }

    /// What came of it.
    sealed interface Outcome {
        /// The document.
        record Read(Tree tree) implements Outcome {}

        /// Why there is none, and where.
        record Unreadable(int line, String why, String help) implements Outcome {}
    }

    /// Reads a whole file; an empty one is an empty mapping.
    static Outcome read(byte[] bytes) {
        if (bytes.length > BYTES_MAX) {
            return new Outcome.Unreadable(1, "the file is longer than 1 MiB", "");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return new Outcome.Read(new YamlText(text.startsWith("\uFEFF") ? text.substring(1) : text).document());
        } catch (CharacterCodingException _) {
            return new Outcome.Unreadable(lineOfBrokenText(bytes), "the file is no UTF-8 text", "");
        } catch (Refusal refusal) {
            return new Outcome.Unreadable(refusal.line, refusal.why, refusal.help);
        } catch (MarkedYamlEngineException broken) {
            int line = broken.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            return new Outcome.Unreadable(line, "the YAML cannot be read: " + problem(broken), help(broken));
        } catch (YamlEngineException _) {
            return new Outcome.Unreadable(1, "the YAML cannot be read", "is it a text file?");
        }
    }

    private Tree document() {
        event(); // start of the stream
        Event event = event();
        if (event.getEventId() == Event.ID.StreamEnd) {
            return new Tree.Fields(List.of(), 1);
        }
        Tree tree = node(event(), 0);
        event(); // end of the document
        Event after = event();
        if (after.getEventId() != Event.ID.StreamEnd) {
            throw new Refusal(line(after), "the file holds more than one document", "remove the line `---`");
        }
        boolean empty = tree instanceof Tree.Leaf leaf && leaf.kind() == Tree.Kind.NOTHING;
        return empty ? new Tree.Fields(List.of(), 1) : tree;
    }

    private Tree node(Event event, int depth) {
        int line = line(event);
        if (event instanceof AliasEvent || (event instanceof NodeEvent node && hasAnchor(node))) {
            throw new Refusal(line, "anchors and aliases (`&name`, `*name`) are not taken here", "write it out");
        }
        if (depth > DEPTH_MAX) {
            throw new Refusal(line, "the file is nested deeper than " + DEPTH_MAX, "");
        }
        nodes++;
        if (nodes > NODES_MAX) {
            throw new Refusal(line, "the file has more than " + NODES_MAX + " values", "");
        }
        if (event instanceof ScalarEvent scalar) {
            refuseTag(scalar.getTag(), line);
            return new Tree.Leaf(scalar.getValue(), kind(scalar), line);
        }
        if (event instanceof SequenceStartEvent sequence) {
            refuseTag(sequence.getTag(), line);
            return items(line, depth);
        }
        if (event instanceof MappingStartEvent mapping) {
            refuseTag(mapping.getTag(), line);
            return fields(line, depth);
        }
        throw new Refusal(line, "the YAML cannot be read", "");
    }

    private Event event() {
        try {
            Event event = next.next();
            lastLine = line(event);
            return event;
        } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
            // The library lets these out, beside its own, for some broken escapes; a fuzzer found `"\\u"`.
            throw new Refusal(lastLine, "the YAML cannot be read from here on", "is there a broken `\\` in quotes?");
        }
    }

    private Tree items(int line, int depth) {
        List<Tree> items = new ArrayList<>();
        for (Event event = event(); event.getEventId() != Event.ID.SequenceEnd; event = event()) {
            items.add(node(event, depth + 1));
        }
        return new Tree.Items(List.copyOf(items), line);
    }

    private Tree fields(int line, int depth) {
        List<Tree.Field> fields = new ArrayList<>();
        for (Event event = event(); event.getEventId() != Event.ID.MappingEnd; event = event()) {
            Tree key = node(event, depth + 1);
            if (!(key instanceof Tree.Leaf leaf)) {
                throw new Refusal(key.line(), "a key is " + key.words() + "; keys are words", "");
            }
            fields.add(new Tree.Field(leaf.text(), leaf.line(), node(event(), depth + 1)));
        }
        return new Tree.Fields(List.copyOf(fields), line);
    }

    private static boolean hasAnchor(NodeEvent event) {
        return event.getAnchor().isPresent();
    }

    private static void refuseTag(Optional<String> tag, int line) {
        if (tag.isPresent()) {
            throw new Refusal(line, "tags (`!name`) are not taken here", "");
        }
    }

    private static Tree.Kind kind(ScalarEvent scalar) {
        if (!scalar.isPlain()) {
            return Tree.Kind.TEXT;
        }
        Tag tag = RESOLVER.resolve(scalar.getValue(), true);
        if (tag.equals(Tag.NULL)) {
            return Tree.Kind.NOTHING;
        }
        if (tag.equals(Tag.BOOL)) {
            return Tree.Kind.BOOLEAN;
        }
        if (tag.equals(Tag.INT)) {
            return Tree.Kind.WHOLE_NUMBER;
        }
        return tag.equals(Tag.FLOAT) ? Tree.Kind.NUMBER : Tree.Kind.TEXT;
    }

    private static int line(Event event) {
        return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    private static String problem(MarkedYamlEngineException broken) {
        return broken.getProblem().toLowerCase(Locale.ROOT);
    }

    private static String help(MarkedYamlEngineException broken) {
        return broken.getProblem().contains("\\t") ? "indent with spaces, not tabs" : "";
    }

    private static int lineOfBrokenText(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        var out = java.nio.CharBuffer.allocate(bytes.length);
        StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        int lines = 1;
        for (int i = 0; i < in.position(); i++) {
            lines += bytes[i] == '\n' ? 1 : 0;
        }
        return lines;
    }

    /// Ends the reading; never leaves this class.
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int line;
        private final String why;
        private final String help;

        Refusal(int line, String why, String help) {
            super(why, null, false, false);
            this.line = line;
            this.why = why;
            this.help = help;
        }
    }
}

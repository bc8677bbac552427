package io.tidegate.detect;

import io.tidegate.detect.Removal.Kind;

/// Where does a terminal's control sequence end (ECMA-48, and the strings of xterm)? Knows what text a terminal
/// conceals; does not follow the cursor or compare colours.
final class TerminalSequences {
    private static final char ESCAPE = '\u001B';
    private static final int STRING_MAX = 4_096; // xterm's own limit is of this order
    private static final int PARAMETERS_MAX = 256;

    private final String text;
    private int nextBell = -1;
    private int nextTerminator = -1;

    TerminalSequences(String text) {
        this.text = text;
    }

    /// Whether a sequence begins with this code point: escape, or its 8-bit form.
    static boolean introduces(int c) {
        return c == ESCAPE || c == 0x9B || isString8(c);
    }

    private static boolean isString8(int c) {
        return c == 0x90 || c == 0x98 || c == 0x9D || c == 0x9E || c == 0x9F;
    }

    /// Takes out the sequence at `start`, and what it conceals; returns where to go on.
    int remove(Passage.Edit edit, int start) {
        int end = end(start);
        if (changesAttributes(start, end) && parameters(start, end).contains(";8;")) {
            return removeConcealed(edit, start, end);
        }
        String revealed = end - start > 8 ? printable(start, end) : "";
        edit.remove(Kind.TERMINAL_SEQUENCE, start, end, revealed, "");
        return end;
    }

    /// From the sequence that conceals to the one that shows again, or to the end.
    private int removeConcealed(Passage.Edit edit, int start, int shownFrom) {
        int at = shownFrom;
        int stop = text.length();
        while (at < text.length()) {
            if (!introduces(text.charAt(at))) {
                at++;
                continue;
            }
            int end = end(at);
            if (changesAttributes(at, end) && shows(parameters(at, end))) {
                stop = end;
                break;
            }
            at = end;
        }
        edit.remove(Kind.CONCEALED_TEXT, start, stop, printable(shownFrom, Math.min(at, stop)), "");
        return stop;
    }

    private static boolean shows(String parameters) {
        return parameters.contains(";28;") || parameters.contains(";0;") || parameters.equals(";;");
    }

    private boolean changesAttributes(int start, int end) {
        boolean bracket = text.charAt(start) == 0x9B || (start + 1 < end && text.charAt(start + 1) == '[');
        return bracket && text.charAt(end - 1) == 'm';
    }

    private String parameters(int start, int end) {
        int from = text.charAt(start) == ESCAPE ? start + 2 : start + 1;
        return ";" + text.substring(Math.min(from, end - 1), end - 1) + ";";
    }

    private String printable(int start, int end) {
        StringBuilder out = new StringBuilder();
        int stop = Math.min(end, start + Removal.REVEALED_CHARS_MAX);
        for (int i = start; i < stop; i++) {
            char c = text.charAt(i);
            if (!Character.isISOControl(c) || c == '\n') {
                out.append(c);
            }
        }
        return out.toString();
    }

    /// The end of the sequence at `start`; after the introducer alone where it is not complete.
    int end(int start) {
        char c = text.charAt(start);
        if (c == 0x9B) {
            return controlEnd(start + 1);
        }
        if (isString8(c)) {
            return stringEnd(start + 1);
        }
        if (start + 1 >= text.length()) {
            return start + 1;
        }
        char second = text.charAt(start + 1);
        return switch (second) {
            case '[' -> controlEnd(start + 2);
            case ']', 'P', 'X', '^', '_' -> stringEnd(start + 2);
            default -> shortEnd(start + 1);
        };
    }

    /// Parameters, intermediates, one final character.
    private int controlEnd(int from) {
        int at = from;
        int stop = Math.min(text.length(), from + PARAMETERS_MAX);
        while (at < stop && text.charAt(at) >= 0x20 && text.charAt(at) <= 0x3F) {
            at++;
        }
        boolean complete = at < text.length() && text.charAt(at) >= 0x40 && text.charAt(at) <= 0x7E;
        return complete ? at + 1 : from;
    }

    /// `ESC ( B` and the like: intermediates and a final character.
    private int shortEnd(int from) {
        int at = from;
        while (at < text.length() && at - from < 3 && text.charAt(at) >= 0x20 && text.charAt(at) <= 0x2F) {
            at++;
        }
        boolean complete = at < text.length() && text.charAt(at) >= 0x30 && text.charAt(at) <= 0x7E;
        boolean terminator = at == from && complete && text.charAt(at) == '\\';
        return complete && (at > from || terminator || "78=>cDEHMNOZ".indexOf(text.charAt(at)) >= 0) ? at + 1 : from;
    }

    /// Up to a bell or a string terminator. What stands further on than a terminal reads is no part of it.
    private int stringEnd(int from) {
        int bell = bellAfter(from);
        int terminator = terminatorAfter(from);
        int end = Math.min(bell, terminator);
        if (end - from > STRING_MAX || end == Integer.MAX_VALUE) {
            return from;
        }
        boolean twoUnits = end == terminator && text.charAt(end) == ESCAPE;
        return end + (twoUnits ? 2 : 1);
    }

    // Both searches remember what they found, so that all of them together read the text once.
    private int bellAfter(int from) {
        if (nextBell < from) {
            int found = text.indexOf('\u0007', from);
            nextBell = found < 0 ? Integer.MAX_VALUE : found;
        }
        return nextBell;
    }

    private int terminatorAfter(int from) {
        if (nextTerminator < from) {
            int escape = text.indexOf("\u001B\\", from);
            int single = text.indexOf('\u009C', from);
            int first = escape < 0 ? single : single < 0 ? escape : Math.min(escape, single);
            nextTerminator = first < 0 ? Integer.MAX_VALUE : first;
        }
        return nextTerminator;
    }
}

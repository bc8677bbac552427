package io.tidegate.cedar;

import java.util.List;

/// Does a text fit a pattern of literal pieces and wildcards, as `like` asks? In time that grows with the text times
/// the longest piece, whatever the pattern.
///
/// Pieces and text are well-formed, so that comparing UTF-16 units is comparing characters.
///
/// @param pieces what stands before the first wildcard, between them, and behind the last; one piece means no wildcard
record Wildcards(List<String> pieces) {
    Wildcards {
        if (pieces.isEmpty()) {
            throw new IllegalArgumentException("a pattern has a piece, though it may be empty");
        }
        pieces = List.copyOf(pieces);
    }

    boolean fit(String text) {
        String first = pieces.getFirst();
        if (pieces.size() == 1) {
            return text.equals(first);
        }
        String last = pieces.getLast();
        int end = text.length() - last.length();
        if (end < first.length() || !text.startsWith(first) || !text.endsWith(last)) {
            return false;
        }
        int place = first.length();
        for (int piece = 1; piece < pieces.size() - 1; piece++) {
            // The first place where a piece fits leaves the most room for the others.
            int found = text.indexOf(pieces.get(piece), place);
            place = found + pieces.get(piece).length();
            if (found < 0 || place > end) {
                return false;
            }
        }
        return true;
    }
}

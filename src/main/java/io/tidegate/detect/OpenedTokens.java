package io.tidegate.detect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Of which values do the tokens in one document stand in the place? Each is opened once, however often it stands
/// there, and no more than so many different ones are. For one thread.
final class OpenedTokens {
    /// Most that are opened, those among them that are none: as many as may be changed in a text.
    static final int OPENED_MAX = 10_000;

    private final DataTokens tokens;
    private final Map<String, Optional<String>> values = new HashMap<>(); // by what looks like a token

    OpenedTokens(DataTokens tokens) {
        this.tokens = tokens;
    }

    /// Those in a text of the document, in their order; empty where the document has too many to open.
    Optional<List<DataTokens.Token>> in(String text) {
        List<DataTokens.Token> found = new ArrayList<>();
        int at = text.indexOf(DataTokens.START);
        while (at >= 0) {
            int end = DataTokens.end(text, at);
            if (end > at) {
                int start = at;
                String written = text.substring(start, end);
                if (values.size() == OPENED_MAX && !values.containsKey(written)) {
                    return Optional.empty();
                }
                values.computeIfAbsent(written, tokens::opened)
                        .ifPresent(value -> found.add(new DataTokens.Token(DataTokens.id(written), value, start, end)));
            }
            at = text.indexOf(DataTokens.START, at + 1);
        }
        return Optional.of(found);
    }
}

package io.tidegate.guard;

import io.tidegate.guard.SqlReader.Place;
import io.tidegate.guard.SqlScope.Column;
import io.tidegate.guard.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Reads what a query computes: which columns it looks at, which functions it calls, to which types it converts.
final class SqlExpressions {
    private final SqlCursor cursor;
    private final SqlReader queries;

    SqlExpressions(SqlCursor cursor, SqlReader queries) {
        this.cursor = cursor;
        this.queries = queries;
    }

    void several(Place place) throws SqlRefused {
        cursor.list(() -> read(place));
    }

    void read(Place place) throws SqlRefused {
        operand(place);
        while (true) {
            if (cursor.peek().kind() == Kind.OPERATOR) {
                cursor.take();
                if (!quantified(place)) {
                    operand(place);
                }
            } else if (isAnyWord("and", "or", "like", "ilike", "between")) {
                cursor.take();
                operand(place);
            } else if (cursor.takeWord("not")) {
                negated(place);
            } else if (cursor.takeWord("in")) {
                listed(place);
            } else if (cursor.takeWord("is")) {
                is(place);
            } else if (cursor.takeWord("escape")) {
                cursor.take(Kind.TEXT);
            } else if (cursor.isWord("at") && cursor.peek(1).isWord("time")) {
                cursor.take();
                cursor.take();
                cursor.word("zone");
                operand(place);
            } else {
                return;
            }
        }
    }

    private boolean isAnyWord(String... words) {
        return Stream.of(words).anyMatch(cursor::isWord);
    }

    private void negated(Place place) throws SqlRefused {
        if (cursor.takeWord("in")) {
            listed(place);
        } else if (isAnyWord("like", "ilike", "between")) {
            cursor.take();
            operand(place);
        } else {
            throw new SqlRefused(SqlFault.FORM);
        }
    }

    private void is(Place place) throws SqlRefused {
        cursor.takeWord("not");
        if (cursor.takeWord("distinct")) {
            cursor.word("from");
            operand(place);
        } else if (isAnyWord("null", "true", "false", "unknown")) {
            cursor.take();
        } else {
            throw new SqlRefused(SqlFault.FORM);
        }
    }

    /// `= any (...)`, with a list or a query in it.
    private boolean quantified(Place place) throws SqlRefused {
        if (!isAnyWord("any", "some", "all")) {
            return false;
        }
        cursor.take();
        listed(place);
        return true;
    }

    /// A query or values in brackets.
    private void listed(Place place) throws SqlRefused {
        cursor.mark("(");
        if (queries.isQuery()) {
            queries.inner(place);
        } else {
            cursor.deeper(() -> several(place));
        }
        cursor.mark(")");
    }

    private void operand(Place place) throws SqlRefused {
        while (cursor.isWord("not")
                || cursor.peek().isOperator("-")
                || cursor.peek().isOperator("+")) {
            cursor.take();
        }
        simple(place);
        while (true) {
            if (cursor.takeMark("::")) {
                type();
            } else if (cursor.takeMark("[")) {
                cursor.deeper(() -> read(place));
                cursor.mark("]");
            } else {
                return;
            }
        }
    }

    private void simple(Place place) throws SqlRefused {
        SqlToken token = cursor.peek();
        switch (token.kind()) {
            case NUMBER, TEXT -> cursor.take();
            case QUOTED -> named(place);
            case MARK -> listed(place);
            case WORD -> word(place, token.text());
            case OPERATOR, END -> throw new SqlRefused(SqlFault.FORM);
        }
    }

    private void word(Place place, String word) throws SqlRefused {
        boolean opens = cursor.peek(1).isMark("(");
        if (SqlWords.isTypeOfText(word) && cursor.peek(1).kind() == Kind.TEXT) {
            cursor.take();
            cursor.take();
        } else if (SqlWords.isValue(word) && !opens) {
            cursor.take();
        } else if (word.equals("case")) {
            cursor.take();
            cursor.deeper(() -> choice(place));
        } else if (word.equals("array") && cursor.peek(1).isMark("[")) {
            cursor.take();
            cursor.take();
            cursor.deeper(() -> several(place));
            cursor.mark("]");
        } else if (opens && Stream.of("exists", "cast", "extract", "position").anyMatch(word::equals)) {
            cursor.take();
            cursor.take();
            cursor.deeper(() -> special(place, word));
            cursor.mark(")");
        } else if (opens && (token().isName() || SqlWords.isHarmless(word))) {
            cursor.take();
            call(place, word);
        } else if (token().isName()) {
            named(place);
        } else {
            throw new SqlRefused(opens ? SqlFault.FUNCTION : SqlFault.FORM);
        }
    }

    private SqlToken token() {
        return cursor.peek();
    }

    private void choice(Place place) throws SqlRefused {
        if (!cursor.isWord("when")) {
            read(place);
        }
        while (cursor.takeWord("when")) {
            read(place);
            cursor.word("then");
            read(place);
        }
        if (cursor.takeWord("else")) {
            read(place);
        }
        cursor.word("end");
    }

    private void special(Place place, String word) throws SqlRefused {
        switch (word) {
            case "exists" -> {
                if (!queries.isQuery()) {
                    throw new SqlRefused(SqlFault.FORM);
                }
                queries.inner(place);
            }
            case "cast" -> {
                read(place);
                cursor.word("as");
                type();
            }
            case "extract" -> {
                if (!token().isName()) {
                    throw new SqlRefused(SqlFault.FORM);
                }
                cursor.take();
                cursor.word("from");
                read(place);
            }
            default -> { // position
                operand(place);
                cursor.word("in");
                operand(place);
            }
        }
    }

    /// A column, all columns of a table, or a function with its schema.
    private void named(Place place) throws SqlRefused {
        List<String> path = new ArrayList<>(List.of(cursor.name()));
        while (cursor.takeMark(".")) {
            if (token().isOperator("*")) {
                cursor.take();
                place.scope().uses(new Column(path, Column.Kind.ALL));
                return;
            }
            path.add(cursor.name());
        }
        if (cursor.isMark("(")) {
            call(place, String.join(".", path));
        } else if (path.size() > 3) {
            throw new SqlRefused(SqlFault.FORM);
        } else {
            place.scope().uses(new Column(path, Column.Kind.ONE));
        }
    }

    private void call(Place place, String function) throws SqlRefused {
        queries.calls(function);
        cursor.mark("(");
        cursor.deeper(() -> arguments(place));
        cursor.mark(")");
        if (cursor.isWord("within") && cursor.peek(1).isWord("group")) {
            cursor.take();
            cursor.take();
            cursor.mark("(");
            ordered(place);
            cursor.mark(")");
        }
        if (cursor.isWord("filter") && cursor.peek(1).isMark("(")) {
            cursor.take();
            cursor.take();
            cursor.word("where");
            cursor.deeper(() -> read(place));
            cursor.mark(")");
        }
        if (cursor.isWord("over") && cursor.peek(1).isMark("(")) {
            cursor.take();
            cursor.take();
            cursor.deeper(() -> window(place));
            cursor.mark(")");
        }
    }

    private void arguments(Place place) throws SqlRefused {
        if (cursor.isMark(")")) {
            return;
        }
        if (token().isOperator("*") && cursor.peek(1).isMark(")")) {
            cursor.take();
            return;
        }
        if (!cursor.takeWord("distinct") && isAnyWord("leading", "trailing", "both")) {
            cursor.take();
        }
        if (!cursor.takeWord("from")) {
            several(place);
        }
        for (String word : List.of("from", "for")) { // of substring and trim
            if (cursor.takeWord(word)) {
                read(place);
            }
        }
        if (cursor.isWord("order")) {
            ordered(place);
        }
    }

    private void ordered(Place place) throws SqlRefused {
        cursor.word("order");
        cursor.word("by");
        cursor.list(() -> {
            read(place);
            queries.direction();
        });
    }

    private void window(Place place) throws SqlRefused {
        if (cursor.takeWord("partition")) {
            cursor.word("by");
            several(place);
        }
        if (cursor.isWord("order")) {
            ordered(place);
        }
        if (isAnyWord("rows", "range", "groups")) {
            cursor.take();
            if (cursor.takeWord("between")) {
                bound();
                cursor.word("and");
            }
            bound();
        }
    }

    private void bound() throws SqlRefused {
        if (cursor.takeWord("current")) {
            cursor.word("row");
            return;
        }
        if (!cursor.takeWord("unbounded")) {
            cursor.take(Kind.NUMBER);
        }
        if (!cursor.takeWord("preceding")) {
            cursor.word("following");
        }
    }

    private void type() throws SqlRefused {
        SqlToken token = cursor.take();
        if (token.kind() != Kind.WORD || !SqlWords.isType(token.text())) {
            throw new SqlRefused(SqlFault.TYPE);
        }
        if (token.isWord("double")) {
            cursor.word("precision");
        } else if (token.isWord("character")) {
            cursor.takeWord("varying");
        }
        if (cursor.takeMark("(")) {
            cursor.list(() -> cursor.take(Kind.NUMBER));
            cursor.mark(")");
        }
        boolean zoned = (token.isWord("time") || token.isWord("timestamp")) && isAnyWord("with", "without");
        if (zoned) {
            cursor.take();
            cursor.word("time");
            cursor.word("zone");
        }
        while (cursor.isMark("[") && cursor.peek(1).isMark("]")) {
            cursor.take();
            cursor.take();
        }
    }
}

package io.tidegate.guard;

import io.tidegate.guard.SqlScope.Column;
import io.tidegate.guard.SqlScope.Relation;
import io.tidegate.guard.SqlScope.Table;
import io.tidegate.guard.SqlToken.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads one `select` of PostgreSQL, in the forms that are known to do nothing but read; every other token ends it.
///
/// What it takes is a part of PostgreSQL's grammar, so a form that nobody thought of is refused, and not overlooked.
/// It may take what PostgreSQL then finds wrong. Precedence is of no concern to it: it asks what is read, not what for.
final class SqlReader {
    private static final int RELATIONS_MAX = 16;

    private final SqlCursor cursor;
    private final SqlExpressions expressions;
    private final List<SqlScope> scopes = new ArrayList<>();
    private final Set<String> functions = new HashSet<>();
    private int relations;

    /// Where a part of a query stands.
    ///
    /// @param made names that `with` gave to queries
    record Place(SqlScope scope, Set<String> made) {}

    /// @param scope what `order by` behind it may look at
    private record Ended(SqlScope scope, long limit) {}

    private SqlReader(List<SqlToken> tokens) {
        this.cursor = new SqlCursor(tokens);
        this.expressions = new SqlExpressions(cursor, this);
    }

    static SqlQuery read(List<SqlToken> tokens) throws SqlRefused {
        SqlReader reader = new SqlReader(tokens);
        SqlToken first = tokens.stream().findFirst().orElse(SqlToken.END);
        if (!first.isWord("select") && !first.isWord("with") && !first.isMark("(")) {
            throw new SqlRefused(SqlFault.STATEMENT);
        }
        long limit = reader.query(Optional.empty(), Set.of()).limit();
        if (reader.cursor.takeMark(";") && reader.cursor.peek().kind() != Kind.END) {
            throw new SqlRefused(SqlFault.SEVERAL);
        }
        if (reader.cursor.peek().kind() != Kind.END) {
            throw new SqlRefused(SqlFault.FORM);
        }
        return new SqlQuery(reader.scopes, reader.functions, limit);
    }

    void calls(String function) {
        functions.add(function);
    }

    /// A query in brackets that are open already, inside of another.
    void inner(Place place) throws SqlRefused {
        cursor.deeper(() -> query(Optional.of(place.scope()), place.made()));
    }

    boolean isQuery() {
        return cursor.isWord("select") || cursor.isWord("with");
    }

    private SqlScope scope(Optional<SqlScope> outer) {
        SqlScope scope = new SqlScope(outer);
        scopes.add(scope);
        return scope;
    }

    private Ended query(Optional<SqlScope> outer, Set<String> made) throws SqlRefused {
        Set<String> names = new HashSet<>(made);
        if (cursor.takeWord("with")) {
            cursor.list(() -> with(outer, names));
        }
        SqlScope last = combined(outer, Set.copyOf(names));
        if (cursor.takeWord("order")) {
            cursor.word("by");
            ordering(new Place(last, Set.copyOf(names)));
        }
        return new Ended(last, limit());
    }

    private void with(Optional<SqlScope> outer, Set<String> names) throws SqlRefused {
        String name = cursor.name();
        if (cursor.takeMark("(")) {
            names();
        }
        cursor.word("as");
        if (cursor.takeWord("not") || cursor.isWord("materialized")) {
            cursor.word("materialized");
        }
        cursor.mark("(");
        if (!isQuery()) {
            throw new SqlRefused(SqlFault.STATEMENT);
        }
        cursor.deeper(() -> query(outer, Set.copyOf(names)));
        cursor.mark(")");
        names.add(name);
    }

    /// Names up to the closing bracket.
    private List<String> names() throws SqlRefused {
        List<String> names = new ArrayList<>();
        cursor.list(() -> names.add(cursor.name()));
        cursor.mark(")");
        return names;
    }

    private SqlScope combined(Optional<SqlScope> outer, Set<String> made) throws SqlRefused {
        SqlScope only = single(outer, made);
        boolean several = false;
        while (cursor.takeWord("union") || cursor.takeWord("intersect") || cursor.takeWord("except")) {
            several = true;
            if (!cursor.takeWord("all")) {
                cursor.takeWord("distinct");
            }
            single(outer, made);
        }
        return several ? scope(Optional.empty()) : only; // then there are only the names of results
    }

    private SqlScope single(Optional<SqlScope> outer, Set<String> made) throws SqlRefused {
        if (cursor.takeMark("(")) {
            // To PostgreSQL these brackets are nothing: what is behind them belongs to the query in them.
            List<SqlScope> inside = new ArrayList<>();
            cursor.deeper(() -> inside.add(query(outer, made).scope()));
            cursor.mark(")");
            return inside.getLast();
        }
        if (!cursor.takeWord("select")) {
            throw new SqlRefused(SqlFault.STATEMENT);
        }
        Place place = new Place(scope(outer), made);
        distinct(place);
        cursor.list(() -> result(place));
        if (cursor.takeWord("from")) {
            cursor.list(() -> joined(place));
        }
        if (cursor.takeWord("where")) {
            expressions.read(place);
        }
        if (cursor.takeWord("group")) {
            cursor.word("by");
            expressions.several(place);
        }
        if (cursor.takeWord("having")) {
            expressions.read(place);
        }
        return place.scope();
    }

    private void distinct(Place place) throws SqlRefused {
        if (!cursor.takeWord("distinct")) {
            cursor.takeWord("all");
        } else if (cursor.takeWord("on")) {
            cursor.mark("(");
            expressions.several(place);
            cursor.mark(")");
        }
    }

    private void result(Place place) throws SqlRefused {
        if (cursor.peek().isOperator("*")) {
            cursor.take();
            place.scope().uses(new Column(List.of(), Column.Kind.ALL));
            return;
        }
        expressions.read(place);
        if (cursor.takeWord("as")) {
            place.scope().names(cursor.name());
        } else if (cursor.peek().isName()) {
            if (cursor.peek().kind() == Kind.WORD
                    && SqlWords.needsAs(cursor.peek().text())) {
                throw new SqlRefused(SqlFault.FORM);
            }
            place.scope().names(cursor.name());
        }
    }

    private void joined(Place place) throws SqlRefused {
        relation(place);
        while (join()) {
            boolean cross = cursor.takeWord("cross");
            if (!cross && !cursor.takeWord("inner") && !cursor.isWord("join")) {
                cursor.take(); // left, right or full
                cursor.takeWord("outer");
            }
            cursor.word("join");
            relation(place);
            if (cross) {
                continue;
            }
            if (cursor.takeWord("using")) {
                cursor.mark("(");
                for (String column : names()) {
                    place.scope().uses(new Column(List.of(column), Column.Kind.ONE));
                }
            } else {
                cursor.word("on");
                expressions.read(place);
            }
        }
    }

    private boolean join() {
        return List.of("join", "inner", "cross", "left", "right", "full").stream()
                .anyMatch(cursor::isWord);
    }

    private void relation(Place place) throws SqlRefused {
        if (++relations > RELATIONS_MAX) {
            throw new SqlRefused(SqlFault.TOO_DEEP);
        }
        if (cursor.takeMark("(")) {
            if (!isQuery()) {
                throw new SqlRefused(SqlFault.FORM);
            }
            // Without `lateral` it does not see what stands beside it, only what stands around.
            cursor.deeper(() -> query(place.scope().outer(), place.made()));
            cursor.mark(")");
            boolean as = cursor.takeWord("as");
            String alias = as || cursor.peek().isName() ? cursor.name() : "";
            if (!alias.isEmpty() && cursor.takeMark("(")) {
                names();
            }
            place.scope().reads(new Relation(alias, Optional.empty()));
            return;
        }
        String first = cursor.name();
        Optional<String> second = cursor.takeMark(".") ? Optional.of(cursor.name()) : Optional.empty();
        if (cursor.isMark("(")) {
            throw new SqlRefused(SqlFault.FUNCTION);
        }
        boolean here = second.isEmpty() && place.made().contains(first);
        Optional<Table> table =
                here ? Optional.empty() : Optional.of(new Table(second.isPresent() ? first : "", second.orElse(first)));
        boolean as = cursor.takeWord("as");
        String alias = as || cursor.peek().isName() ? cursor.name() : second.orElse(first);
        place.scope().reads(new Relation(alias, table));
    }

    private void ordering(Place place) throws SqlRefused {
        cursor.list(() -> {
            SqlToken next = cursor.peek(1);
            boolean alone = cursor.peek().isName()
                    && (next.kind() == Kind.END
                            || next.isMark(",")
                            || next.isMark(")")
                            || next.isMark(";")
                            || List.of("asc", "desc", "nulls", "limit", "offset").stream()
                                    .anyMatch(next::isWord));
            if (alone) {
                place.scope().uses(new Column(List.of(cursor.name()), Column.Kind.ORDERING));
            } else {
                expressions.read(place);
            }
            direction();
        });
    }

    /// Behind what is ordered by.
    void direction() throws SqlRefused {
        if (!cursor.takeWord("asc")) {
            cursor.takeWord("desc");
        }
        if (cursor.takeWord("nulls") && !cursor.takeWord("first")) {
            cursor.word("last");
        }
    }

    private long limit() throws SqlRefused {
        long limit = Long.MAX_VALUE;
        boolean offset = offset();
        if (cursor.takeWord("limit")) {
            if (cursor.peek().kind() != Kind.NUMBER) {
                throw new SqlRefused(SqlFault.ROWS);
            }
            limit = whole();
            if (!offset) {
                offset();
            }
        }
        return limit;
    }

    private boolean offset() throws SqlRefused {
        if (!cursor.takeWord("offset")) {
            return false;
        }
        whole();
        return true;
    }

    private long whole() throws SqlRefused {
        String number = cursor.take(Kind.NUMBER);
        if (!number.matches("[0-9]{1,9}")) {
            throw new SqlRefused(SqlFault.ROWS);
        }
        return Long.parseLong(number);
    }
}

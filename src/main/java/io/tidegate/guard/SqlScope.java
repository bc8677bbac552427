package io.tidegate.guard;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What one `select` reads from, and the names of columns that stand in it.
///
/// Which column a name means is not known before all tables are, so it is asked when the query was read.
final class SqlScope {
    /// @param schema empty where none was said
    record Table(String schema, String name) {}

    /// @param table nothing where it is made in the query itself, of columns that are judged there
    record Relation(String alias, Optional<Table> table) {}

    /// A column, or all of them.
    ///
    /// @param path what it is said of, and its name; without the name for all of them
    record Column(List<String> path, Kind kind) {
        enum Kind {
            ONE,
            ALL,
            /// Alone in `order by`, where PostgreSQL looks among the results first.
            ORDERING
        }

        Column {
            path = List.copyOf(path);
        }
    }

    private final Optional<SqlScope> outer;
    private final List<Relation> relations = new ArrayList<>();
    private final List<Column> columns = new ArrayList<>();
    private final Set<String> results = new HashSet<>();

    SqlScope(Optional<SqlScope> outer) {
        this.outer = outer;
    }

    Optional<SqlScope> outer() {
        return outer;
    }

    void reads(Relation relation) {
        relations.add(relation);
    }

    void uses(Column column) {
        columns.add(column);
    }

    void names(String result) {
        results.add(result);
    }

    List<Relation> relations() {
        return List.copyOf(relations);
    }

    List<Column> columns() {
        return List.copyOf(columns);
    }

    boolean hasResult(String name) {
        return results.contains(name);
    }

    /// Those of this `select` and of all around it.
    List<Relation> visible() {
        List<Relation> all = new ArrayList<>(relations);
        outer.ifPresent(scope -> all.addAll(scope.visible()));
        return all;
    }
}

package io.tidegate.guard;

import io.tidegate.guard.SqlScope.Column;
import io.tidegate.guard.SqlScope.Relation;
import io.tidegate.guard.SqlScope.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Is a text one query of PostgreSQL that reads what the operator allowed, and does nothing else?
///
/// It is read twice, by what knows only harmless forms and by a parser that others wrote, and both have to find the
/// same tables. What a query costs is not judged, nor what a view or a function does that the operator listed.
public final class SqlRules {
    public static final int LENGTH_MAX = 8_192;
    public static final String TABLE_FORM =
            "[A-Za-z_][A-Za-z0-9_]{0,62}\\.(?:[A-Za-z_][A-Za-z0-9_]{0,62}|[A-Za-z0-9_]{0,62}\\*)";
    private static final Pattern TABLE = Pattern.compile(TABLE_FORM);

    private final List<String> tables;
    private final Map<String, List<String>> columns;
    private final Set<String> functions;
    private final Optional<String> schema;
    private final int rows;

    /// @param tables as `schema.table`, where the name may end in `*`
    /// @param columns of tables of which not all may be read
    /// @param functions beside the harmless ones
    /// @param schema where tables without one are
    public record Allowed(
            List<String> tables, Map<String, List<String>> columns, List<String> functions, Optional<String> schema) {
        public Allowed {
            if (!tables.stream().allMatch(table -> TABLE.matcher(table).matches())) {
                throw new IllegalArgumentException("not a table");
            }
            tables = List.copyOf(tables);
            columns = Map.copyOf(columns);
            functions = List.copyOf(functions);
        }
    }

    /// @param rows most that may be asked for
    public SqlRules(Allowed allowed, int rows) {
        this.tables = allowed.tables();
        this.columns = allowed.columns();
        this.functions = Set.copyOf(allowed.functions());
        this.schema = allowed.schema();
        this.rows = rows;
    }

    public List<String> tables() {
        return tables;
    }

    public int rows() {
        return rows;
    }

    /// What is wrong with an argument; nothing where it is a query that is allowed.
    public Optional<SqlFault> judge(String text) {
        if (text.length() > LENGTH_MAX) {
            return Optional.of(SqlFault.TOO_LONG);
        }
        try {
            SqlQuery query = SqlReader.read(SqlScanner.scan(text));
            return fault(query)
                    .or(() -> SqlSecondReader.finds(text, query.tables())
                            ? Optional.empty()
                            : Optional.of(SqlFault.DOUBT));
        } catch (SqlRefused refused) {
            return Optional.of(refused.fault());
        }
    }

    private Optional<SqlFault> fault(SqlQuery query) {
        for (Table table : query.tables()) {
            if (isUnsaid(table)) {
                return Optional.of(SqlFault.SCHEMA);
            }
            if (tables.stream().noneMatch(pattern -> fits(pattern, name(table)))) {
                return Optional.of(SqlFault.TABLE);
            }
        }
        if (!query.functions().stream().allMatch(name -> SqlWords.isHarmless(name) || functions.contains(name))) {
            return Optional.of(SqlFault.FUNCTION);
        }
        for (SqlScope scope : query.scopes()) {
            if (!scope.columns().stream().allMatch(column -> isAllowed(scope, column))) {
                return Optional.of(SqlFault.COLUMN);
            }
        }
        return query.limit() > rows ? Optional.of(SqlFault.ROWS) : Optional.empty();
    }

    /// PostgreSQL looks for `pg_...` among its catalogs first, whatever the search path.
    private boolean isUnsaid(Table table) {
        return table.schema().isEmpty() && (schema.isEmpty() || table.name().startsWith("pg_"));
    }

    private String name(Table table) {
        return (table.schema().isEmpty() ? schema.orElse("") : table.schema()) + "." + table.name();
    }

    private static boolean fits(String pattern, String name) {
        return pattern.endsWith("*")
                ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                : name.equals(pattern);
    }

    /// What may be read of a relation, where that is not all.
    private Optional<List<String>> bounds(Relation relation) {
        return relation.table().flatMap(table -> Optional.ofNullable(columns.get(name(table))));
    }

    private boolean isAllowed(SqlScope scope, Column column) {
        boolean all = column.kind() == Column.Kind.ALL;
        if (column.path().isEmpty()) {
            return scope.relations().stream()
                    .allMatch(relation -> bounds(relation).isEmpty());
        }
        int said = column.path().size() - (all ? 0 : 1);
        if (said == 0) {
            return isAllowedAlone(scope, column);
        }
        List<Relation> meant = scope.visible().stream()
                .filter(relation -> isMeant(relation, column.path().subList(0, said)))
                .toList();
        return !meant.isEmpty()
                && meant.stream().allMatch(relation -> bounds(relation)
                        .filter(bounds -> all || !bounds.contains(column.path().getLast()))
                        .isEmpty());
    }

    /// It may be a column of any table in sight, or the whole row of one that is called so: each has to allow it.
    private boolean isAllowedAlone(SqlScope scope, Column column) {
        String name = column.path().getFirst();
        boolean result = column.kind() == Column.Kind.ORDERING && scope.hasResult(name);
        return result
                || scope.visible().stream().allMatch(relation -> bounds(relation)
                        .filter(bounds ->
                                !bounds.contains(name) || relation.alias().equals(name))
                        .isEmpty());
    }

    private static boolean isMeant(Relation relation, List<String> said) {
        if (said.size() == 1) {
            return relation.alias().equals(said.getFirst());
        }
        return relation.table()
                .filter(table -> said.size() == 2
                        && table.name().equals(relation.alias())
                        && table.equals(new Table(said.getFirst(), said.getLast())))
                .isPresent();
    }
}

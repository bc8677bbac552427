package io.tidegate.guard;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a query reads, calls and asks for.
///
/// @param limit what stands behind the last `limit`, `Long.MAX_VALUE` where there is none
record SqlQuery(List<SqlScope> scopes, Set<String> functions, long limit) {
    SqlQuery {
        scopes = List.copyOf(scopes);
        functions = Set.copyOf(functions);
    }

    Set<SqlScope.Table> tables() {
        Set<SqlScope.Table> tables = new HashSet<>();
        scopes.forEach(
                scope -> scope.relations().forEach(relation -> relation.table().ifPresent(tables::add)));
        return tables;
    }
}

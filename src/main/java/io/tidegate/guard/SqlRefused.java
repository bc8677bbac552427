package io.tidegate.guard;

/// Ends the reading of a query. It stays inside of this package.
final class SqlRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final SqlFault fault;

    SqlRefused(SqlFault fault) {
        super(fault.code(), null, false, false);
        this.fault = fault;
    }

    SqlFault fault() {
        return fault;
    }
}

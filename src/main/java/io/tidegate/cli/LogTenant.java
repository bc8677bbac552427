package io.tidegate.cli;

import io.tidegate.http.HttpExchange;
import io.tidegate.http.HttpFailure;
import io.tidegate.http.HttpHandler;
import org.jspecify.annotations.Nullable;

/// For which tenant does this thread work, so that what it logs says so? Threads that it starts work for the same.
///
/// For log lines only: nothing is decided by it.
final class LogTenant {
    private static final InheritableThreadLocal<@Nullable String> NAME = new InheritableThreadLocal<>();

    private LogTenant() {}

    /// Something to do for a tenant.
    @FunctionalInterface
    interface Work<X extends Exception> {
        void run() throws X;
    }

    /// Empty for the host.
    static String name() {
        String name = NAME.get();
        return name == null ? "" : name;
    }

    static void handling(String tenant, HttpHandler handler, HttpExchange exchange) throws HttpFailure {
        doing(tenant, () -> handler.handle(exchange));
    }

    static <X extends Exception> void doing(String tenant, Work<X> work) throws X {
        String before = NAME.get();
        NAME.set(tenant);
        try {
            work.run();
        } finally {
            if (before == null) {
                NAME.remove();
            } else {
                NAME.set(before);
            }
        }
    }
}

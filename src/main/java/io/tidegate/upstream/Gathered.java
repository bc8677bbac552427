package io.tidegate.upstream;

import io.tidegate.mcp.Message;
import java.util.ArrayList;
import java.util.List;

/// What is the caller of one call to be asked, all at once? For one thread.
final class Gathered {
    private final List<Message.Request> requests = new ArrayList<>(1);
    private long since;

    void add(Message.Request request) {
        since = requests.isEmpty() ? System.nanoTime() : since;
        requests.add(request);
    }

    List<Message.Request> requests() {
        return requests;
    }

    /// Whether nothing more is waited for, however much the server says.
    boolean isAll() {
        boolean late = System.nanoTime() - since > Step.GATHERED_WITHIN.toNanos();
        return requests.size() >= Step.AT_ONCE_MAX || (!requests.isEmpty() && late);
    }
}

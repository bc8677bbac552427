package io.tidegate.upstream;

import io.tidegate.limit.Shares;

/// How many questions may wait for tasks at one server? They take no place from others, since tasks take as long as
/// they take; nobody alone has more than half.
final class TaskPlaces {
    private static final int MOST = 512;

    private final Shares places = new Shares(MOST);

    /// A question being put, or gone on with.
    interface Asking {
        Step ask() throws LinkFailed;
    }

    Step within(String who, Asking asking) throws LinkFailed {
        try (Shares.Share _ = places.take(who, 1)
                .orElseThrow(() -> new LinkFailed(LinkFailed.Why.BUSY, "as many wait for tasks as may"))) {
            return asking.ask();
        }
    }
}

package io.tidegate.front;

import io.tidegate.limit.Shares;
import java.time.Duration;
import java.util.Optional;

/// One of the places for requests that are answered at a time, for a request that may leave it and come back.
///
/// For the thread of the request.
final class Place implements AutoCloseable {
    private final Shares places;
    private final String who;
    private Shares.Share share;

    /// @param who the share is counted as theirs
    Place(Shares places, String who, Shares.Share share) {
        this.places = places;
        this.who = who;
        this.share = share;
    }

    /// Gives the place to others: whoever waits for people must not keep those out who bring what is waited for.
    void leave() {
        share.close();
    }

    /// Gets in line for a place again. Returns whether there was one in time.
    boolean comeBack(Duration most) {
        Optional<Shares.Share> next = places.queue(who, 1).await(most);
        next.ifPresent(found -> share = found);
        return next.isPresent();
    }

    @Override
    public void close() {
        share.close();
    }
}

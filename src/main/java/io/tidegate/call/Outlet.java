package io.tidegate.call;

/// Takes what is released to the caller while the call still runs: progress and log notifications.
public interface Outlet {
    void send(Release notice);

    /// The server ended its stream and goes on later; whoever speaks to the client may do the same.
    default void rests() {}
}

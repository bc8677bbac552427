package io.tidegate.upstream;

import io.tidegate.json.JsonDocument;

/// Is told of resources that changed, and of what was refused.
interface Updates {
    Updates NOBODY = (_, _, _) -> {};

    void updated(String session, String uri, JsonDocument params);

    default void unsolicited(String method) {}

    /// The server logs something in a session. Whether that listens.
    default boolean logged(String session, JsonDocument params) {
        return false;
    }

    /// A page is done that a session was sent to.
    default void completed(String session, String id) {}

    /// The server tells a session no more of what it watched.
    default void lost(String session) {}
}

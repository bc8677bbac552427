package io.tidegate.upstream;

import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.Offering;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a server says unasked: which of its lists changed is noted until somebody looks, all else is passed on.
final class Hearing implements Link.Events {
    private static final Logger LOG = LoggerFactory.getLogger(Hearing.class);

    private final String server;
    private final Waking waking;
    private final EraDoubt doubt;
    private final Set<Offering> changed = EnumSet.noneOf(Offering.class);
    private volatile Updates updates = Updates.NOBODY;

    /// @param waking of the thread that renews lists
    /// @param doubt whether the server still speaks as it did
    Hearing(String server, Waking waking, EraDoubt doubt) {
        this.server = server;
        this.waking = waking;
        this.doubt = doubt;
    }

    EraDoubt doubt() {
        return doubt;
    }

    void to(Updates next) {
        updates = next;
    }

    /// Which lists changed since somebody looked.
    Set<Offering> takeChanged() {
        synchronized (changed) {
            Set<Offering> taken = EnumSet.copyOf(changed);
            changed.clear();
            return taken;
        }
    }

    /// The server tells a session no more.
    void lost(String session) {
        updates.lost(session);
    }

    @Override
    public void listChanged(String notification) {
        synchronized (changed) {
            changed.addAll(Lists.of(notification));
        }
        waking.wake();
    }

    @Override
    public void updated(String listener, String uri, JsonDocument params) {
        updates.updated(listener, uri, params);
    }

    @Override
    public boolean logged(String session, JsonDocument params) {
        return updates.logged(session, params);
    }

    @Override
    public void completed(String session, String id) {
        updates.completed(session, id);
    }

    @Override
    public void leftOut(long count) {
        LOG.warn("server {} said what is too large to be told unasked, {} times", server, count);
    }

    @Override
    public void unsolicited(String method) {
        updates.unsolicited(method);
    }

    @Override
    public void looksOlder() {
        doubt.raise();
        waking.wake();
    }

    @Override
    public void ended() {
        waking.wake();
    }
}

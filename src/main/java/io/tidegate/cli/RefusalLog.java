package io.tidegate.cli;

import io.tidegate.audit.TrailListener;
import io.tidegate.call.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One line in the log for each refusal; none for what passed.
final class RefusalLog implements TrailListener {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);

    @Override
    public void sealed(Sealed entry) {
        entry.refused()
                .ifPresent(reason -> LOG.info(
                        "refused {} {}{}: {}", entry.call(), entry.method(), after(entry.tool()), reason.code()));
    }

    @Override
    public void turnedAway(Reason reason, long times) {
        if (reason == Reason.NOT_OFFERED) {
            LOG.debug("looked for and not found: {}", times); // every client does that before it begins
            return;
        }
        LOG.info("turned away{}: {}", times == 1 ? "" : " " + times + " times", reason.code());
    }

    private static String after(String tool) {
        return tool.isEmpty() ? "" : " " + tool;
    }
}

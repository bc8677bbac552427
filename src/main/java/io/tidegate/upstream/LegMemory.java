package io.tidegate.upstream;

import io.tidegate.http.Allowance;
import io.tidegate.http.HttpFailure;
import io.tidegate.limit.MessageMemory;
import org.jspecify.annotations.Nullable;

/// Asks for memory for whichever leg of a call is under way; between them there is none. For one thread.
final class LegMemory implements Allowance {
    private @Nullable Intake intake;

    /// A leg begins.
    void is(Intake now) {
        intake = now;
    }

    void over() {
        intake = null;
    }

    @Override
    public int free() {
        return MessageMemory.FREE_BYTES;
    }

    @Override
    public int upTo(int wanted) throws HttpFailure {
        return now().upTo(wanted);
    }

    @Override
    public int more(int needed, int most) throws HttpFailure {
        return now().more(needed, most);
    }

    private Intake now() throws HttpFailure {
        if (intake == null) {
            throw new HttpFailure.Cancelled();
        }
        return intake;
    }
}

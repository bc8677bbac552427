package io.tidegate.control;

import io.tidegate.call.Caller;
import io.tidegate.call.Note;
import io.tidegate.control.PolicyQuestions.Answered;
import io.tidegate.flow.SessionLabels;
import io.tidegate.policy.Policies;
import io.tidegate.store.StoreException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What was a caller given before? Looked up only where policies look at it; remembered from when some first did, also
/// by what was begun under others.
final class GivenBefore {
    private static final Logger LOG = LoggerFactory.getLogger(GivenBefore.class);
    private static final int ROUNDS_MAX = 1_000; // each time there is another label, and there are not that many

    private final SessionLabels sessions;
    private final Policies policies;
    private final Shadow shadow;

    GivenBefore(SessionLabels sessions, Policies policies, Shadow shadow) {
        this.sessions = sessions;
        this.policies = policies;
        this.shadow = shadow;
        if (policies.lookBack()) {
            sessions.want();
        }
    }

    /// What is told to policies.
    ///
    /// @param notes what the trail is to note: also that it was nothing, which a replay has to tell from not
    /// knowing
    record Known(Set<String> labels, List<Note> notes) {
        static final Known NOT_LOOKED_AT = new Known(Set.of(), List.of());

        private static Known of(Set<String> labels) {
            return new Known(
                    labels,
                    labels.isEmpty()
                            ? List.of(new Note("session-labels", "none", 1))
                            : labels.stream()
                                    .sorted()
                                    .map(label -> new Note("session-label", label, 1))
                                    .toList());
        }
    }

    /// What does not decide keeps nothing from going on.
    ///
    /// @throws StoreException if it can't be looked up, and the policies that decide look at it
    Known to(Caller caller) {
        boolean decides = policies.lookBack();
        if (!decides && !shadow.looksBack()) {
            return Known.NOT_LOOKED_AT;
        }
        sessions.want();
        try {
            return Known.of(sessions.of(Whose.session(caller.principal())));
        } catch (StoreException unknown) {
            if (decides) {
                throw unknown;
            }
            return Known.NOT_LOOKED_AT;
        }
    }

    /// What comes of something with these labels that the caller is to be given. It is decided again as long as the
    /// caller is given something else meanwhile: of two that may not both be read, one is.
    ///
    /// @param deciding by what is known
    /// @throws StoreException if it can't be kept, and the policies that decide look at it: then it may not be
    /// given
    Answered given(Caller caller, Set<String> labels, Function<Known, Answered> deciding) {
        for (int round = 0; round < ROUNDS_MAX; round++) {
            Known known = to(caller);
            Answered answered = deciding.apply(known);
            if (!answered.decision().allowed() || isKept(caller, known, labels)) {
                return answered;
            }
        }
        throw new IllegalStateException("what the caller is given changes faster than it can be decided about");
    }

    private boolean isKept(Caller caller, Known known, Set<String> labels) {
        if (!sessions.areWanted()) {
            return true;
        }
        String whose = Whose.session(caller.principal());
        if (policies.lookBack()) {
            return sessions.addIf(whose, known.labels(), labels);
        }
        try {
            sessions.add(whose, labels);
        } catch (StoreException unkept) {
            LOG.warn("what callers are given can't be kept just now: {}", unkept.getMessage());
        }
        return true;
    }
}

package io.tidegate.control;

import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Verdict;
import java.util.List;
import java.util.Optional;

/// How a control judges the values that a guard looks at, and how it says no.
record Judging<E>(Reason reason, Judge<E> judge, Optional<Together<E>> together) {
    Optional<Verdict> refuse(String whose, String place, Objection objection) {
        return Optional.of(new Verdict.Refuse(Refusal.of(
                reason,
                whose + " " + objection.sentence() + ". " + objection.help(),
                place + ": " + objection.code())));
    }

    /// Says what is wrong with a value; nothing where it may pass. It is not asked about unfit ones.
    @FunctionalInterface
    interface Judge<E> {
        Optional<Objection> judge(E engine, Given given);
    }

    /// Says what is wrong with all values of a guard; nothing where they may pass, or where each is judged alone.
    @FunctionalInterface
    interface Together<E> {
        Optional<Objection> judge(E engine, List<Given> values);
    }
}

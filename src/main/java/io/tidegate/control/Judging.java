package io.tidegate.control;

import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How a control judges the values that a guard looks at, and how it says no.
///
/// @param characters most that all values of a guard have together: to judge one can take as long as a look at the disk
/// for each name in it, or two readings of a query
record Judging<E>(Reason reason, Judge<E> judge, Optional<Together<E>> together, int characters) {
    static final int CHARACTERS_MOST = 65_536;

    /// What is wrong with these where they are more than is looked at.
    Optional<Objection> tooMuch(List<Given> values) {
        long all = values.stream().mapToLong(each -> each.text().length()).sum();
        return values.size() <= Pointed.MOST && all <= characters
                ? Optional.empty()
                : Optional.of(new Objection(
                        "too-many",
                        "has more than can be checked",
                        String.format(
                                Locale.ROOT,
                                "At most %,d values, of %,d characters together, can be checked.",
                                Pointed.MOST,
                                characters)));
    }

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

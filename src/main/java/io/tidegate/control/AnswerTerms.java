package io.tidegate.control;

import io.tidegate.call.Terms;
import io.tidegate.policy.Decision;
import io.tidegate.policy.Obligation;
import io.tidegate.records.FieldMarks;
import io.tidegate.records.FieldMarks.Mark;
import java.util.OptionalInt;
import java.util.Set;

/// What do the obligations of a decision mean for an answer?
final class AnswerTerms {
    private AnswerTerms() {}

    /// Approval is nothing for an answer: by then the call was made.
    static Terms of(Decision decision) {
        return decision.obligations().stream()
                .map(obligation -> switch (obligation) {
                    case Obligation.Approval() -> Terms.NONE;
                    case Obligation.Confirmation() -> Terms.CONFIRMED;
                    case Obligation.Mask(var field) ->
                        new Terms(Set.of(field), Set.of(), OptionalInt.empty(), false, false);
                    case Obligation.Drop(var field) ->
                        new Terms(Set.of(), Set.of(field), OptionalInt.empty(), false, false);
                    case Obligation.LimitRows(int most) ->
                        new Terms(Set.of(), Set.of(), OptionalInt.of(most), false, false);
                    case Obligation.Log _ -> new Terms(Set.of(), Set.of(), OptionalInt.empty(), true, false);
                })
                .reduce(Terms.NONE, Terms::and);
    }

    /// The fields that they take away.
    static FieldMarks marks(Terms terms) {
        return FieldMarks.of(Mark.MASKED, terms.masked()).and(FieldMarks.of(Mark.DROPPED, terms.dropped()));
    }
}

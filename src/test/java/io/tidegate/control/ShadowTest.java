package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Note;
import io.tidegate.policy.Decision;
import io.tidegate.policy.Policies;
import io.tidegate.policy.Question;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Does a candidate that fails, or takes long, stay out of the way?
class ShadowTest {
    private static final Decision YES = decision(Decision.Answer.ALLOWED);
    private static final Decision NO = decision(Decision.Answer.NOT_PERMITTED);
    private static final Policies NAMED = new Policies() {
        @Override
        public Decision decide(Question question) {
            throw new AssertionError("it is asked through the function");
        }

        @Override
        public boolean lookBack() {
            return false;
        }

        @Override
        public String digest() {
            return "0123456789abcdef0123";
        }
    };

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5_000_000);
    private final Shadow shadow = new Shadow(() -> Optional.of(NAMED), nanos::get);

    private static Decision decision(Decision.Answer answer) {
        return new Decision(answer, List.of(), List.of(), Optional.empty(), Optional.empty(), Set.of());
    }

    private static Function<Policies, Decision> says(Decision decision) {
        return _ -> decision;
    }

    private List<String> notes(Decision decision, Function<Policies, Decision> asking) {
        return shadow.beside(decision, asking).stream().map(Note::what).toList();
    }

    @Test
    void notesOnlyWhatDiffers() {
        assertThat(notes(YES, says(YES))).containsExactly("shadow");
        assertThat(notes(NO, says(decision(Decision.Answer.FORBIDDEN)))).containsExactly("shadow");
        assertThat(notes(YES, says(NO))).containsExactly("shadow", "shadow-refuses");
        assertThat(notes(NO, says(YES))).containsExactly("shadow", "shadow-allows");
        assertThat(shadow.beside(YES, says(YES)).getFirst().kind()).isEqualTo("0123456789abcdef");
    }

    @Test
    void notesThatItFailed() {
        assertThat(notes(YES, _ -> {
                    throw new IllegalStateException("broken");
                }))
                .containsExactly("shadow-failed");
        assertThat(notes(YES, _ -> {
                    throw new StackOverflowError();
                }))
                .containsExactly("shadow-failed");
        assertThat(notes(YES, says(YES))).containsExactly("shadow");
    }

    @Test
    void isNotAskedForASecondWhereItTookLong() {
        assertThat(notes(YES, _ -> {
                    nanos.addAndGet(3_000_000);
                    return NO;
                }))
                .containsExactly("shadow", "shadow-refuses");
        assertThat(notes(YES, says(NO))).containsExactly("shadow-skipped");
        nanos.addAndGet(999_000_000); // over the end of the scale, too
        assertThat(notes(YES, says(NO))).containsExactly("shadow-skipped");
        nanos.addAndGet(2_000_000);
        assertThat(notes(YES, says(NO))).containsExactly("shadow", "shadow-refuses");
    }
}

package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Reason;
import io.tidegate.call.Samples;
import io.tidegate.config.Access;
import io.tidegate.config.Guard;
import io.tidegate.config.Pointer;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AllowedValuesTest {
    private static final Guard.Parameters IN = new Guard.Parameters(List.of(new Pointer("in")), Access.ALLOWED);

    private static AllowedValues control(Guard.Rule... rules) {
        return new AllowedValues(GuardFixture.of(rules));
    }

    private static String refused(AllowedValues control, String value) {
        return Verdicts.refuses(control.judge(Samples.call("{\"in\":" + value + "}")), Reason.VALUE_NOT_ALLOWED)
                .detail();
    }

    private static void passes(AllowedValues control, String value) {
        Verdicts.passes(control.judge(Samples.call("{\"in\":" + value + "}")));
    }

    @Test
    void passesWhatIsListed() {
        AllowedValues control = control(new Guard.Rule.Listed(IN, List.of("open", "12", "true"), List.of("A-*-z")));
        for (String value : List.of("\"open\"", "12", "\"12\"", "true", "\"A-1-z\"", "\"A--z\"", "[\"open\",12]")) {
            passes(control, value);
        }
        for (String value : List.of("\"Open\"", "\"open \"", "12.0", "false", "\"A-z\"", "[\"open\",\"x\"]")) {
            assertThat(refused(control, value)).isEqualTo("in: other");
        }
        assertThat(refused(control, "null")).isEqualTo("in: unfit");
        assertThat(refused(control, "\"A-" + "x".repeat(5_000) + "-z\"")).isEqualTo("in: other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "100", "1.5", "1e1", "1E+2", "0.1e1", "100.000"})
    void passesNumbersWithinTheirBounds(String number) {
        passes(control(number("1", "100")), number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "100.0001",
                "1e3",
                "0.99",
                "1e999999999",
                "1e99999999999",
                "-1e400",
                "1e-400",
                "100.00000000000000000000000000000000000000000000000000000000000000000001"
            })
    void refusesNumbersBeyond(String number) {
        assertThat(refused(control(number("1", "100")), number)).isEqualTo("in: range");
    }

    /// As a double it is a larger one.
    @Test
    void aNumberIsJudgedAsServersReadItToo() {
        AllowedValues control = control(number("0", "9007199254740995"));
        passes(control, "9007199254740994");
        assertThat(refused(control, "9007199254740995")).isEqualTo("in: range");
    }

    @Test
    void takesNumbersOnly() {
        AllowedValues control = control(number("1", "100"));
        assertThat(refused(control, "\"5\"")).isEqualTo("in: kind");
        assertThat(refused(control, "true")).isEqualTo("in: kind");
        assertThat(refused(control, "{}")).isEqualTo("in: unfit");
    }

    @Test
    void tellsTheBounds() {
        Guard.Rule upTo = new Guard.Rule.Range(IN, Optional.empty(), Optional.of(new BigDecimal("5")));
        assertThat(Verdicts.refuses(control(upTo).judge(Samples.call("{\"in\":6}")), Reason.VALUE_NOT_ALLOWED)
                        .told())
                .startsWith("The argument `in` must be a number up to 5.");
        passes(control(upTo), "-1000");
    }

    private static Guard.Rule number(String min, String max) {
        return new Guard.Rule.Range(IN, Optional.of(new BigDecimal(min)), Optional.of(new BigDecimal(max)));
    }
}

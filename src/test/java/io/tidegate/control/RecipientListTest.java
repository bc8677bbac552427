package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Reason;
import io.tidegate.call.Samples;
import io.tidegate.config.Access;
import io.tidegate.config.Guard;
import io.tidegate.config.Pointer;
import io.tidegate.guard.RecipientRules;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecipientListTest {
    private static final RecipientList CONTROL = new RecipientList(GuardFixture.of(new Guard.Rule.Recipients(
            new Guard.Parameters(List.of(new Pointer("to")), Access.ALLOWED),
            new RecipientRules.Allowed(List.of("Ann@partner.example"), List.of("example.com"), List.of("#support")))));

    private static String refused(String value) {
        return Verdicts.refuses(CONTROL.judge(Samples.call("{\"to\":" + value + "}")), Reason.RECIPIENT_NOT_ALLOWED)
                .detail();
    }

    @Test
    void passesWhoIsAllowed() {
        for (String value : List.of("\"ann@PARTNER.example\"", "[\"bob@example.com\",\"#support\"]", "[]")) {
            Verdicts.passes(CONTROL.judge(Samples.call("{\"to\":" + value + "}")));
        }
        Verdicts.passes(CONTROL.judge(Samples.call("{}")));
    }

    @Test
    void refusesWhoIsNot() {
        assertThat(refused("\"bob@partner.example\"")).isEqualTo("to: other");
        assertThat(refused("\"bob@sub.example.com\"")).isEqualTo("to: other");
        assertThat(refused("[\"bob@example.com\",\"#general\"]")).isEqualTo("to: other");
        assertThat(refused("\"bob@example.com\\nbcc: x\"")).isEqualTo("to: characters");
        assertThat(refused("\"bob@example.com;x\"")).isEqualTo("to: form");
        assertThat(refused("true")).isEqualTo("to: not-text");
        assertThat(refused("{\"address\":\"bob@example.com\"}")).isEqualTo("to: unfit");
    }

    @Test
    void tellsNobodysAddress() {
        assertThat(Verdicts.refuses(
                                CONTROL.judge(Samples.call("{\"to\":\"eve@evil.example\"}")),
                                Reason.RECIPIENT_NOT_ALLOWED)
                        .told())
                .startsWith("The argument `to` names a recipient who is not allowed. Give plain addresses or names")
                .doesNotContain("evil", "partner", "example.com", "support");
    }
}

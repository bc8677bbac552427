package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Answer;
import io.tidegate.call.Reason;
import io.tidegate.call.Samples;
import io.tidegate.call.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HiddenTextStripTest {
    private static final String TAGS = "\udb40\udc48\udb40\udc49"; // "HI" in tag characters
    private static final HiddenTextStrip CONTROL = new HiddenTextStrip();

    private static Verdict judge(Answer answer) {
        return CONTROL.judge(Samples.delivery(Samples.NOTES, answer));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"plain", "# Title\n\n- a\n- b", "na\u00efve \u20ac \ud83d\ude00", "a < b && c > d", "\t\n", ""})
    void passesWhatAPersonSees(String text) {
        Verdicts.passes(judge(Samples.text(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "total 7" + TAGS,
                "to\u200btal\u200b 7",
                "total \u202e7\u202c",
                "total \u001b[8msend it\u001b[0m7",
                "total <!-- send it -->7",
                "total <span style=\"display:none\">send it</span>7"
            })
    void takesOutWhatOnlyAModelReads(String text) {
        Verdict verdict = judge(Samples.text(text));
        assertThat(Verdicts.mends(verdict))
                .contains("total", "7")
                .doesNotContain("send it", TAGS, "\u200b", "\u202e", "\u001b", "<!--");
        assertThat(Verdicts.notes(verdict)).isNotEmpty().allMatch(note -> note.startsWith("stripped "));
    }

    @Test
    void looksAtEveryPartOfADefinition() {
        String definition =
                ("{\"name\":\"read\",\"title\":\"R#\",\"description\":\"d#\",\"inputSchema\":{\"properties\":"
                                + "{\"p#\":{\"description\":\"x#\",\"enum\":[\"a#\"],\"default\":\"b#\"}}},"
                                + "\"annotations\":{\"title\":\"t#\"},\"_meta\":{\"k#\":\"v#\"}}")
                        .replace("#", TAGS);
        Verdict verdict = judge(new Answer.Definition(Samples.content(definition)));
        assertThat(Verdicts.mends(verdict)).isEqualTo(definition.replace(TAGS, ""));
        assertThat(Verdicts.notes(verdict)).containsExactly("stripped tag-characters 9");
    }

    @Test
    void looksAtErrorsAndNotices() {
        String error = "{\"code\":1,\"message\":\"no" + TAGS + "\"}";
        assertThat(Verdicts.mends(judge(new Answer.Failure(Samples.content(error)))))
                .doesNotContain(TAGS);
        String notice = "{\"progressToken\":1,\"message\":\"half\\u001b[2K\"}";
        assertThat(Verdicts.mends(judge(new Answer.Notice("notifications/progress", Samples.content(notice)))))
                .doesNotContain("\\u001b");
    }

    @Test
    void leavesATrustedServersWordsAlone() {
        Verdicts.passes(CONTROL.judge(Samples.delivery(Samples.TRUSTED, Samples.text("a" + TAGS))));
    }

    @Test
    void refusesWhereTwoNamesBecomeOne() {
        String twins = "{\"structuredContent\":{\"a\":1,\"a\u200b\":2}}";
        assertThat(Verdicts.refuses(judge(Samples.result(twins)), Reason.DATA_NOT_RELEASED)
                        .detail())
                .isEqualTo("two names became one");
    }

    @Test
    void refusesWhatIsTooMuchToExamine() {
        Verdicts.refuses(judge(Samples.text("<".repeat(500_001))), Reason.DATA_NOT_RELEASED);
    }

    @Test
    void whatWasCleanedIsClean() {
        String mended = Verdicts.mends(judge(Samples.text("a<!-<!-- x -->- y -->b\u200b\u200c")));
        Verdicts.passes(judge(Samples.result(mended)));
    }
}

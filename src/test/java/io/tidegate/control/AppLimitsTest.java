package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Answer;
import io.tidegate.call.Resume;
import io.tidegate.call.Samples;
import io.tidegate.call.Verdict;
import io.tidegate.config.Apps;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AppLimitsTest {
    private static final AppLimits CONTROL = new AppLimits(Map.of(
            "notes",
            new Apps(
                    List.of("api.example.com", "*.cdn.example.com"),
                    Set.of(Apps.Permission.CAMERA, Apps.Permission.CLIPBOARD_WRITE))));
    private static final String ASKS =
            "{\"ui\":{\"csp\":{\"connectDomains\":[\"https://evil.example.org\"]},\"permissions\":{\"microphone\":{}}}}";

    private static Verdict judge(Answer answer) {
        return CONTROL.judge(Samples.delivery(Samples.NOTES, answer));
    }

    /// Of a read app with this `_meta`.
    private static Verdict read(String meta) {
        return judge(Samples.result(contents(meta)));
    }

    private static String contents(String meta) {
        return "{\"contents\":[{\"uri\":\"ui://a\",\"text\":\"<p>\",\"_meta\":" + meta + "}]}";
    }

    private static void becomes(String meta, String mended, String... notes) {
        Verdict verdict = read(meta);
        assertThat(Verdicts.mends(verdict)).isEqualTo(contents(mended));
        assertThat(Verdicts.notes(verdict)).containsExactlyInAnyOrder(notes);
        Verdicts.passes(read(mended));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"ui\":{\"resourceUri\":\"ui://a\",\"visibility\":[\"app\"],\"prefersBorder\":true,\"new\":[1]}}",
                "{\"ui\":{\"csp\":{\"connectDomains\":[\"https://api.example.com\"],\"resourceDomains\":[],"
                        + "\"frameDomains\":[ \"https://*.cdn.example.com\" ],\"baseUriDomains\":null}}}",
                "{\"ui\":{\"permissions\":{\"camera\":{},\"clipboardWrite\":{}},\"domain\":\"app.cdn.example.com\"}}",
                "{\"ui\":{\"csp\":null,\"permissions\":null,\"domain\":null}}",
                "{\"ui\":{\"permissions\":{\"microphone\":null}}}",
                "{\"ui\":\"csp\",\"ui/resourceUri\":\"ui://a\",\"openai/outputTemplate\":\"ui://a\"}",
                "{\"csp\":{\"connectDomains\":[\"*\"]},\"permissions\":{\"camera\":{}},\"domain\":\"x\"}",
                "[]",
                "null"
            })
    void passesWhatAsksForNoMoreThanIsAllowed(String meta) {
        Verdicts.passes(read(meta));
    }

    @Test
    void takesOutDomainsThatAreNotAllowed() {
        becomes(
                "{\"ui\":{\"csp\":{\"connectDomains\":[\"https://evil.example.org\", \"https:\\/\\/api.example.com\"],"
                        + "\"frameDomains\":[\"https://evil.example.org\"]},\"prefersBorder\":true}}",
                "{\"ui\":{\"csp\":{\"connectDomains\":[\"https:\\/\\/api.example.com\"],\"frameDomains\":[]},"
                        + "\"prefersBorder\":true}}",
                "removed domain 2");
        becomes("{\"ui\":{\"domain\":\"evil.example.org\"}}", "{\"ui\":{}}", "removed own-domain 1");
        becomes("{\"ui\":{\"domain\":\"*.cdn.example.com\"}}", "{\"ui\":{}}", "removed own-domain 1");
        becomes("{\"ui\":{\"domain\":[\"api.example.com\"]}}", "{\"ui\":{}}", "removed own-domain 1");
    }

    @Test
    void takesOutPermissionsThatAreNotAllowed() {
        becomes(
                "{\"ui\":{\"permissions\":{\"microphone\":{},\"camera\":{},\"geolocation\":{}}}}",
                "{\"ui\":{\"permissions\":{\"camera\":{}}}}",
                "removed permission 2");
    }

    @Test
    void takesOutWhatItDoesNotKnow() {
        becomes(
                "{\"ui\":{\"csp\":{\"connectDomains\":[],\"connect_domains\":[\"https://api.example.com\"],"
                        + "\"scriptDomains\":[\"'unsafe-eval'\"]},\"permissions\":{\"clipboard_write\":{},\"usb\":{}}}}",
                "{\"ui\":{\"csp\":{\"connectDomains\":[]},\"permissions\":{}}}",
                "removed unknown-csp 2",
                "removed permission 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"connect-src *\"",
                "[\"https://api.example.com\"]",
                "true",
                "{\"connectDomains\":\"https://api.example.com\"}",
                "{\"connectDomains\":{\"0\":\"https://api.example.com\"}}",
                "{\"connectDomains\":[\"https://api.example.com\",7]}",
                "{\"connectDomains\":[[\"https://api.example.com\"]]}",
                "{\"connectDomains\":[{\"_meta\":{\"ui\":{}}}]}",
                "{\"connectDomains\":[null]}",
                "{\"resourceDomains\":[\"https://api.example.com\"],\"connectDomains\":[\"*\"]}",
                "{\"resourceDomains\":[\"https:\"]}",
                "{\"frameDomains\":[\"data:\"]}",
                "{\"baseUriDomains\":[\"https://api.example.com; script-src *\"]}"
            })
    void takesOutAMalformedCspAsAWhole(String csp) {
        becomes(
                "{\"ui\":{\"csp\":" + csp + ",\"prefersBorder\":true}}",
                "{\"ui\":{\"prefersBorder\":true}}",
                "removed malformed-csp 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"camera\"",
                "[\"camera\"]",
                "true",
                "{\"camera\":true}",
                "{\"camera\":{},\"clipboardWrite\":\"*\"}",
                "{\"camera\":[]}"
            })
    void takesOutMalformedPermissionsAsAWhole(String permissions) {
        becomes("{\"ui\":{\"permissions\":" + permissions + "}}", "{\"ui\":{}}", "removed malformed-permissions 1");
    }

    @Test
    void readsTheOtherSpellingsThatHostsRead() {
        becomes(
                "{\"openai/widgetCSP\":{\"connect_domains\":[\"https://evil.example.org\",\"api.example.com\"],"
                        + "\"redirect_domains\":[\"https://evil.example.org\"]},\"openai/widgetDomain\":\"https://evil.example.org\"}",
                "{\"openai/widgetCSP\":{\"connect_domains\":[\"api.example.com\"],\"redirect_domains\":[]}}",
                "removed domain 2",
                "removed own-domain 1");
        becomes(
                "{\"ui/csp\":{\"connectDomains\":[\"*\"]},\"ui/permissions\":{\"microphone\":{}},\"ui/domain\":\"evil\","
                        + "\"ui/resourceUri\":\"ui://a\"}",
                "{\"ui/permissions\":{},\"ui/resourceUri\":\"ui://a\"}",
                "removed malformed-csp 1",
                "removed permission 1",
                "removed own-domain 1");
        becomes(
                "{\"\\u0075i\":{\"c\\u0073p\":{\"connectDomains\":[\"https://evil.example.org\"]}}}",
                "{\"\\u0075i\":{\"c\\u0073p\":{\"connectDomains\":[]}}}",
                "removed domain 1");
    }

    /// Every place where a server can put one: `#` stands for it.
    static Stream<Answer> carriers() {
        Stream<String> results = Stream.of(
                "{\"_meta\":#,\"content\":[]}",
                "{\"\\u005fmeta\":#,\"content\":[]}",
                "{\"meta\":#,\"content\":[]}",
                "{\"contents\":[{\"uri\":\"ui://a\",\"text\":\"\"},{\"uri\":\"ui://b\",\"text\":\"\",\"_meta\":#}]}",
                "{\"contents\":[{\"uri\":\"ui://a\",\"text\":\"\",\"meta\":#}]}",
                "{\"content\":[{\"type\":\"resource\",\"resource\":{\"uri\":\"ui://a\",\"blob\":\"\",\"_meta\":#}}]}",
                "{\"content\":[{\"type\":\"resource\",\"_meta\":#,\"resource\":{\"uri\":\"ui://a\",\"text\":\"\"}}]}",
                "{\"structuredContent\":{},\"content\":[{\"type\":\"resource_link\",\"uri\":\"ui://a\",\"_meta\":#}]}",
                "{\"content\":[{\"type\":\"tool_result\",\"structuredContent\":{},\"content\":[{\"_meta\":#}]}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"resource\",\"resource\":{\"_meta\":#}}}]}",
                "{\"taskId\":\"1\",\"result\":{\"content\":[{\"type\":\"resource_link\",\"_meta\":#}]}}",
                "{\"_meta\":{\"a\":{\"_meta\":#}}}",
                "{\"_meta\":{\"structuredContent\":1},\"contents\":[{\"structuredContent\":null,\"_meta\":#}]}");
        String definition = "{\"name\":\"a\",\"uri\":\"ui://a\",\"inputSchema\":{},\"_meta\":#}".replace("#", ASKS);
        String notice = "{\"progressToken\":1,\"_meta\":#}".replace("#", ASKS);
        String asked =
                "{\"inputRequests\":{\"q\":{\"params\":{\"messages\":[{\"content\":{\"resource\":{\"_meta\":#}}}]}}}}";
        return Stream.concat(
                results.map(result -> Samples.result(result.replace("#", ASKS))),
                Stream.of(
                        new Answer.Definition(Samples.content(definition)),
                        new Answer.Notice("notifications/progress", Samples.content(notice)),
                        new Answer.TaskBegun(Samples.content("{\"taskId\":\"1\",\"_meta\":" + ASKS + "}")),
                        new Answer.Failure(Samples.content("{\"code\":1,\"data\":{\"_meta\":" + ASKS + "}}")),
                        new Answer.InputRequired(
                                Samples.content(asked.replace("#", ASKS)), new Resume.Anew(Optional.empty()))));
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void looksAtEveryCarrier(Answer answer) {
        Verdict verdict = judge(answer);
        assertThat(Verdicts.mends(verdict))
                .contains("\"csp\":{\"connectDomains\":[]}", "\"permissions\":{}")
                .doesNotContain("evil", "microphone");
        assertThat(Verdicts.notes(verdict)).containsExactly("removed domain 1", "removed permission 1");
    }

    @Test
    void leavesAToolsOwnDataAlone() {
        Verdicts.passes(
                judge(Samples.result("{\"content\":[],\"structuredContent\":{\"meta\":{\"ui\":{\"domain\":\"a b\","
                        + "\"structuredContent\":{}}},\"_meta\":" + ASKS + "}}")));
    }

    @Test
    void isTheSameForServersThatAreTrustedAndThatNobodySpokeOf() {
        assertThat(
                        Verdicts.notes(
                                CONTROL.judge(
                                        Samples.delivery(
                                                Samples.TRUSTED,
                                                Samples.result(
                                                        contents(
                                                                "{\"ui\":{\"csp\":{\"connectDomains\":[\"https://api.example.com\"]},\"permissions\":{\"camera\":{}}}}"))))))
                .containsExactly("removed domain 1", "removed permission 1");
    }
}

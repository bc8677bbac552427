package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ArgumentsTest extends PolicyFixture {
    @Test
    void judgesArgumentsByTheirPlaceAndKind() {
        Policies policies = policies("""
                permit(principal, action, resource)
                when { context.arguments.hasTag("/path") && context.arguments.getTag("/path") has text
                    && context.arguments.getTag("/path").text like "reports/*" };
                """);
        assertThat(callWith(policies, "{\"path\": \"reports/a\"}").allowed()).isTrue();
        assertThat(callWith(policies, "{\"path\": \"secret/a\"}").allowed()).isFalse();
        assertThat(callWith(policies, "{\"path\": [\"reports/a\"]}").allowed()).isFalse();
        assertThat(callWith(policies, "{\"x\": {\"path\": \"reports/a\"}}").allowed())
                .isFalse();
        assertThat(callWith(policies, "{}").allowed()).isFalse();
        assertThat(call(policies, ALICE, READ).allowed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "null", "\"a\""})
    void refusesArgumentsThatAreNoObject(String arguments) {
        Policies policies =
                policies("permit(principal, action, resource) unless { context.arguments.hasTag(\"/blocked\") };");
        assertThat(callWith(policies, arguments).answer()).isEqualTo(Decision.Answer.NOT_DECIDABLE);
    }

    @Test
    void refusesListsThatAreTooLongToBeTold() {
        Policies policies = policies("""
                permit(principal, action, resource)
                unless { context.arguments.hasTag("/to") && context.arguments.getTag("/to") has texts
                    && context.arguments.getTag("/to").texts.contains("mallory") };
                """);
        String all = IntStream.range(0, 2000).mapToObj(to -> "\"" + to + "\"").collect(Collectors.joining(","));
        assertThat(callWith(policies, "{\"to\":[" + all + "]}").allowed()).isTrue();
        assertThat(callWith(policies, "{\"to\":[" + all + ",\"mallory\"]}").answer())
                .isEqualTo(Decision.Answer.NOT_DECIDABLE);
    }

    @Test
    void looksDeepAndFar() {
        Policies policies = policies("""
                permit(principal, action, resource)
                when { context.arguments.hasTag("/a/4000") && context.arguments.hasTag("/b%s") };
                """.formatted("/0".repeat(50)));
        String far = "[" + "1,".repeat(4000) + "1]";
        String deep = "[".repeat(50) + "1" + "]".repeat(50);
        assertThat(callWith(policies, "{\"a\":" + far + ",\"b\":" + deep + "}").allowed())
                .isTrue();
        assertThat(callWith(policies, "{\"a\":" + deep + ",\"b\":" + far + "}").allowed())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "/~2", "/~", "/to/00", "/to/+0", "/to/1", "/to/-", "/to/0/x", "/TO", "/to/99999999999"})
    void nothingStandsAtAPlaceThatIsNone(String pointer) {
        Policies policies =
                policies("permit(principal, action, resource) when { context.arguments.hasTag(\"" + pointer + "\") };");
        assertThat(callWith(policies, "{\"a~2\":1,\"~2\":1,\"~\":1,\"to\":[\"x\"]}")
                        .allowed())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":{\"b/c\":{\"~\":\"x\"}}} | context.arguments.getTag(\"/a/b~1c/~0\").text == \"x\"",
                "{\"to\":[\"a\",\"b\"]} | context.arguments.getTag(\"/to\").texts.containsAll([\"a\",\"b\"])",
                "{\"to\":[\"a\",\"b\"]} | context.arguments.getTag(\"/to/1\").text == \"b\"",
                "{\"to\":[\"a\",1]} | !(context.arguments.getTag(\"/to\") has texts)",
                "{\"n\":1e3} | context.arguments.getTag(\"/n\").number == 1000",
                "{\"n\":2.0} | context.arguments.getTag(\"/n\").number == 2",
                "{\"n\":1e99} | !(context.arguments.getTag(\"/n\") has number)",
                "{\"n\":1.5} | !(context.arguments.getTag(\"/n\") has number)",
                "{\"n\":9223372036854775808} | !(context.arguments.getTag(\"/n\") has number)",
                "{\"n\":null} | context.arguments.getTag(\"/n\").kind == \"null\"",
                "{\"n\":true} | context.arguments.getTag(\"/n\").flag",
                "{\"n\":{\"a\":1,\"b\":2}} | context.arguments.getTag(\"/n\").size == 2",
                "{\"n\":\"\\u0000\\ud83d\\ude00\"} | context.arguments.getTag(\"/n\").text like \"*\\u{1F600}\"",
            })
    void showsArgumentsToPolicies(String arguments, String condition) {
        // The conditions lean on what the arguments are known to be; the guards are what the schema demands.
        String pointer = condition.replaceAll(".*getTag\\(\"([^\"]*)\"\\).*", "$1");
        String tag = "context.arguments.getTag(\"" + pointer + "\")";
        String attribute = condition.replaceAll(".*getTag\\(\"[^\"]*\"\\)\\.(\\w+).*", "$1");
        String guard =
                condition.contains(" has ") || attribute.equals("kind") ? "" : tag + " has " + attribute + " && ";
        Policies policies = policies("permit(principal, action, resource) when { context.arguments.hasTag(\"" + pointer
                + "\") && " + guard + condition + " };");
        assertThat(callWith(policies, arguments).allowed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$.to | -", // one value, which is an array
                "$.to[*] | x y",
                "$['to'][1] | y",
                "$.items[*].to | p q",
                "$.items.*.to | p q",
                "$..to | -", // one of them is an array
                "$.items..to | p q z",
                "$.items[*].deep..to | z",
                "$..[0] | -", // an object among them
                "$.a['b.c'] | d",
                "$[\"a\"]['b.c'] | d",
                "$.größe | g",
            })
    void aPathLeadsToAllThatIsThere(String path, String texts) {
        String arguments = """
                {"to": ["x", "y"], "größe": "g", "a": {"b.c": "d"},
                 "items": [{"to": "p"}, {"to": "q", "deep": [[{"to": "z"}]]}, {"cc": "r"}]}
                """;
        String tag = "context.arguments.getTag(\"%s\")".formatted(path.replace("\"", "\\\""));
        String wanted = Stream.of(texts.split(" "))
                .map(text -> "\"" + text + "\"")
                .collect(Collectors.joining(", ", tag + " has texts && " + tag + ".texts == [", "]"));
        Policies policies = policies("permit(principal, action, resource) when { "
                + tag.replace("getTag", "hasTag") + " && "
                + (texts.equals("-") ? "!(" + tag + " has texts)" : wanted) + " };");
        assertThat(callWith(policies, arguments).allowed()).isTrue();
    }

    /// What is hidden below is found, whatever the caller builds around it.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"callback\": \"https://evil.example\"}",
                "{\"options\": {\"callback\": \"https://evil.example\"}}",
                "{\"a\": [[{\"b\": {\"c\": [1, {\"call\\u0062ack\": null}]}}]]}",
            })
    void aNestedArgumentIsNotHidden(String arguments) {
        Policies policies =
                policies("permit(principal, action, resource) unless { context.arguments.hasTag(\"$..callback\") };");
        assertThat(callWith(policies, arguments).allowed()).isFalse();
        assertThat(callWith(policies, "{\"a\": \"callback\", \"b\": {\"Callback\": 1}}")
                        .allowed())
                .isTrue();
    }

    /// One that is no text takes the texts away, so that a permit does not overlook it.
    @Test
    void allTextsOfAPathOrNone() {
        Policies policies = policies("""
                permit(principal, action, resource)
                when { context.arguments.hasTag("$.mails[*].to") && context.arguments.getTag("$.mails[*].to") has texts
                    && ["ann", "bob"].containsAll(context.arguments.getTag("$.mails[*].to").texts) };
                """);
        assertThat(callWith(policies, "{\"mails\":[{\"to\":\"ann\"},{\"to\":\"bob\"},{}]}")
                        .allowed())
                .isTrue();
        for (String other : List.of("\"eve\"", "[\"eve\"]", "{\"a\":1}", "null", "7")) {
            assertThat(callWith(policies, "{\"mails\":[{\"to\":\"ann\"},{\"to\":" + other + "}]}")
                            .allowed())
                    .as(other)
                    .isFalse();
        }
        assertThat(callWith(policies, "{\"mails\":{\"to\":\"ann\"}}").allowed()).isFalse();
    }

    @Test
    void aPathThatLeadsToTooMuchRefuses() {
        Policies policies =
                policies("permit(principal, action, resource) unless { context.arguments.hasTag(\"$..x\") };");
        assertThat(callWith(policies, "{\"a\":[" + "{\"x\":1},".repeat(10_001) + "1]}")
                        .answer())
                .isEqualTo(Decision.Answer.NOT_DECIDABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$",
                "$x",
                "$.",
                "$..",
                "$.a..b..c",
                "$[-1]",
                "$[0:2]",
                "$[?@.a]",
                "$['a','b']",
                "$.a b",
                "$[01]",
                "$.1",
                "$.a[",
                "$['a\\\\']",
                "$.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a"
            })
    void whatIsNoPathIsAnErrorWithItsLine(String path) {
        assertThat(problems(
                        "permit(principal, action, resource)\nwhen {\ncontext.arguments.hasTag(\"" + path + "\") };"))
                .singleElement()
                .asString()
                .startsWith("main.cedar:")
                .contains("is no path that is understood here");
    }

    @Test
    void whatIsNoPlaceIsWarnedOf() {
        assertThat(load("permit(principal, action, resource)\nwhen { context.arguments.hasTag(\"path\") };"))
                .isInstanceOfSatisfying(Loaded.Ready.class, ready -> assertThat(ready.warnings())
                        .singleElement()
                        .asString()
                        .contains("main.cedar:2", "`path` is no place", "`/name`"));
    }
}

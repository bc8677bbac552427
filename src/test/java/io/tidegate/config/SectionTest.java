package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SectionTest {
    private static final Section<Integer> SECTION = new Section<>(s -> {
        Key<Integer> size = s.with("size", Types.number(0, 9), "3", "How many.");
        s.removed("count", "size");
        return values -> values.get(size);
    });

    private static String read(String yaml) {
        Place.Reading reading = new Place.Reading(Path.of("f.yaml"), ConfigurationFileTest.ENVIRONMENT);
        return switch (YamlText.read(yaml.getBytes(StandardCharsets.UTF_8))) {
            case YamlText.Outcome.Read(Tree tree) ->
                SECTION.read(tree, Place.top(reading))
                        .map(String::valueOf)
                        .orElse(reading.faults().toString());
            case YamlText.Outcome.Unreadable(int _, String why, String _) -> why;
        };
    }

    @Test
    void namesTheSuccessorOfARemovedKey() {
        assertThat(read("\ncount: 4")).isEqualTo("[f.yaml:2: count was removed; use `size`]");
    }

    @Test
    void takesTheDefaultWhenAKeyIsLeftOutAndOnlyThen() {
        assertThat(read("{}")).isEqualTo("3");
        assertThat(read("size: 4")).isEqualTo("4");
        assertThat(read("size: 4.0")).contains("must be a whole number from 0 to 9, not a number");
        assertThat(read("size:")).contains("size has no value");
    }

    @Test
    void suggestsOnlyWhatIsNear() {
        assertThat(read("szie: 4")).contains("did you mean `size`?");
        assertThat(read("colour: 4")).contains("keys: size");
    }
}

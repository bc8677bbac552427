package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.ConfigurationResult.ConfigurationFaults;
import io.tidegate.config.ConfigurationResult.Loaded;
import io.tidegate.guard.CommandForm;
import io.tidegate.guard.Disk;
import io.tidegate.guard.Letters;
import io.tidegate.guard.RecipientRules;
import io.tidegate.guard.Scheme;
import io.tidegate.guard.SqlRules;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Are guards read as they are written, and mistakes told with their line?
final class GuardShapeTest {
    private static ConfigurationResult read(String reach, String guards) {
        String yaml = "servers:\n  files:\n    " + reach + "\n    guards:\n      " + guards + "\n";
        return ConfigurationFile.read(
                Path.of("tidegate.yaml"), yaml.getBytes(StandardCharsets.UTF_8), ConfigurationFileTest.ENVIRONMENT);
    }

    private static Configuration loaded(String reach, String guards) {
        return switch (read(reach, guards)) {
            case Loaded(Configuration configuration, List<Path> _) -> configuration;
            case ConfigurationFaults faults -> throw new AssertionError(faults.faults());
        };
    }

    private static List<Guard> guards(String guards) {
        return loaded("url: https://files.example.com/mcp", guards)
                .servers()
                .values()
                .iterator()
                .next()
                .guards();
    }

    private static String faults(String guards) {
        return switch (read("url: https://files.example.com/mcp", guards)) {
            case Loaded _ -> "loaded";
            case ConfigurationFaults faults ->
                faults.faults().stream().map(Fault::toString).collect(Collectors.joining("\n"));
        };
    }

    @Test
    void looksAtEveryToolUnlessSomethingIsNamed() {
        Guard guard = guards("- path: { in: [path], roots: [/srv/reports] }").getFirst();
        assertThat(guard.scope()).isEqualTo(new Guard.Scope(List.of("*"), List.of(), List.of()));
        assertThat(guard.rule())
                .isEqualTo(new Guard.Rule.Paths(
                        new Guard.Parameters(List.of(new Pointer("path")), Access.ALLOWED),
                        List.of("/srv/reports"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(guards("- { prompts: [ask], path: { in: [path], roots: [/srv] } }")
                        .getFirst()
                        .scope())
                .isEqualTo(new Guard.Scope(List.of(), List.of("ask"), List.of()));
        assertThat(guards("- { resources: [file], path: { roots: [/srv] } }")
                        .getFirst()
                        .scope())
                .isEqualTo(new Guard.Scope(List.of(), List.of(), List.of("file")));
    }

    @Test
    void readsAllThatCanBeSaid() {
        String all = "- { tools: [\"read_*\", write_file], path: { in: [path, /paths/*, /a~1b/0], absent: refused,"
                + " roots: ['C:\\data', 'D:\\'], base: 'C:\\data', letters: exact, disk: separate } }";
        assertThat(faults(all)).contains("`D:\\` is not a whole path");
        Guard guard = guards(all.replace(", 'D:\\'", "")).getFirst();
        assertThat(guard.scope().tools()).containsExactly("read_*", "write_file");
        Guard.Rule.Paths paths = (Guard.Rule.Paths) guard.rule();
        assertThat(paths.parameters().in())
                .extracting(Pointer::steps)
                .contains(List.of("paths", "*"), List.of("a/b", "0"));
        assertThat(paths.parameters().absent()).isEqualTo(Access.REFUSED);
        assertThat(paths.base()).contains("C:\\data");
        assertThat(paths.letters()).contains(Letters.EXACT);
        assertThat(paths.disk()).contains(Disk.SEPARATE);
    }

    @Test
    void readsUrlsValuesAndBounds() {
        Guard.Parameters in = new Guard.Parameters(List.of(new Pointer("a")), Access.ALLOWED);
        assertThat(guards("- url: { in: [a], hosts: [api.example.com, \"*.b.example.com\"], ports: [8443] }")
                        .getFirst()
                        .rule())
                .isEqualTo(new Guard.Rule.Urls(
                        in, List.of(Scheme.HTTPS), List.of("api.example.com", "*.b.example.com"), List.of(8443)));
        assertThat(guards("- value: { in: [a], one-of: [x, \"7\"], like: [\"A-*\"] }")
                        .getFirst()
                        .rule())
                .isEqualTo(new Guard.Rule.Listed(in, List.of("x", "7"), List.of("A-*")));
        assertThat(guards("- sql: { in: [a], tables: [\"p.*\"], columns: { p.a: [b] }, functions: [f], schema: p }")
                        .getFirst()
                        .rule())
                .isEqualTo(new Guard.Rule.Sql(
                        in,
                        new SqlRules.Allowed(
                                List.of("p.*"), Map.of("p.a", List.of("b")), List.of("f"), Optional.of("p")),
                        1_000));
        assertThat(guards("- command: { in: [a], programs: { ls: [\"*\"], git: [status] }, form: words }")
                        .getFirst()
                        .rule())
                .isEqualTo(new Guard.Rule.Command(
                        in, Map.of("ls", List.of("*"), "git", List.of("status")), CommandForm.WORDS));
        assertThat(guards("- recipients: { in: [a], domains: [\"*.b.example\"], names: [\"#c\"] }")
                        .getFirst()
                        .rule())
                .isEqualTo(new Guard.Rule.Recipients(
                        in, new RecipientRules.Allowed(List.of(), List.of("*.b.example"), List.of("#c"))));
        assertThat(guards("- number: { in: [a], min: -1.5, max: 100 }")
                        .getFirst()
                        .rule())
                .isEqualTo(new Guard.Rule.Range(
                        in, Optional.of(new BigDecimal("-1.5")), Optional.of(new BigDecimal("100"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    - {}                                                                   | yaml:5: servers.files.guards needs `path`
                    - { path: { in: [path] } }                                             | needs `roots`
                    - { path: { in: [path], roots: [] } }                                  | has 0 items
                    - { path: { in: [path], roots: [reports] } }                           | `reports` is not a whole path
                    - { path: { in: [path], roots: [/] } }                                 | is not a whole path
                    - { path: { in: [path], roots: [/srv/../etc] } }                       | is not a whole path
                    - { path: { in: [path], roots: [~/reports] } }                         | is not a whole path
                    - { path: { in: [path], roots: [/srv, 'C:\\data'] } }                  | mixes paths
                    - { path: { in: [path], roots: [/srv], base: 'C:\\data' } }            | mixes paths
                    - { path: { roots: [/srv] } }                                          | yaml:4: servers.files.guards [0] needs `in`
                    - { resources: [file], path: { in: [path], roots: [/srv] } }           | takes no `in`
                    - { tools: [], path: { in: [path], roots: [/srv] } }                   | has 0 items
                    - { tools: [a b], path: { in: [path], roots: [/srv] } }                | is not a name
                    - { path: { in: [a/b], roots: [/srv] } }                               | is not an argument's name
                    - { path: { in: [/a~b], roots: [/srv] } }                              | is not an argument's name
                    - { path: { in: [/a*], roots: [/srv] } }                               | is not an argument's name
                    - { path: { in: [path], roots: [/srv], disc: shared } }                | did you mean `disk`
                    - { path: { in: [path], roots: [/srv] }, pth: {} }                     | is not a key here
                    - { path: { in: [path], roots: [/srv] }, url: { in: [url] } }          | has both `path` and `url`
                    - { url: { in: [url], hosts: [] } }                                    | has 0 items
                    - { url: { in: [url], hosts: [Example.com] } }                         | is not a host in small letters
                    - { url: { in: [url], hosts: ["*"] } }                                 | is not a host in small letters
                    - { url: { in: [url], hosts: ["example.com:80"] } }                    | is not a host in small letters
                    - { url: { in: [url], schemes: [ftp] } }                               | is not one of https, http
                    - { url: { in: [url], ports: [0] } }                                   | is not a whole number
                    - { value: { in: [a] } }                                               | guards.value needs `one-of` or `like`
                    - { sql: { in: [a] } }                                                 | guards.sql needs `tables`
                    - { sql: { in: [a], tables: [] } }                                     | has 0 items
                    - { sql: { in: [a], tables: [orders] } }                               | `orders` is not a table such as
                    - { sql: { in: [a], tables: ["*"] } }                                  | is not a table such as
                    - { sql: { in: [a], tables: ["*.orders"] } }                           | is not a table such as
                    - { sql: { in: [a], tables: ["public.*s"] } }                          | is not a table such as
                    - { sql: { in: [a], tables: [p.a], columns: { p.b: [c] } } }           | which is not among `tables`
                    - { sql: { in: [a], tables: [p.a], columns: { p.a: [] } } }            | has 0 items
                    - { sql: { in: [a], tables: [p.a], rows: 0 } }                         | is not a whole number
                    - { sql: { in: [a], tables: [p.a], functions: ["*"] } }                | is not a function such as
                    - { command: { in: [a] } }                                             | guards.command needs `programs`
                    - { command: { in: [a], programs: { "l s": [] } } }                    | is not a program such as
                    - { command: { in: [a], programs: { ./ls: [] } } }                     | is not a program such as
                    - { command: { in: [a], programs: { ls: ["$HOME"] } } }                | is not an argument of plain
                    - { command: { in: [a], programs: { git: ["*"] } } }                   | has `git`, which can run other programs
                    - { command: { in: [a], programs: { /usr/bin/find: ["re*"] } } }       | has `/usr/bin/find`, which can run
                    - { command: { in: [a], programs: { python3.11: ["*.py"] } } }         | has `python3.11`, which can run
                    - { command: { in: [a], programs: { PowerShell.exe: ["*"] } } }        | which can run other programs
                    - { command: { in: [a], programs: { ls: [] }, form: list } }           | is not one of text, words
                    - { recipients: { in: [a] } }                                          | needs `addresses`, `domains` or `names`
                    - { recipients: { in: [a], addresses: ["a b@c.de"] } }                 | is not a plain address
                    - { recipients: { in: [a], domains: [Example.com] } }                  | is not a domain in small letters
                    - { recipients: { in: [a], domains: ["*"] } }                          | is not a domain in small letters
                    - { recipients: { in: [a], names: ["*"] } }                            | is not a name such as
                    - { number: { in: [a] } }                                              | guards.number needs `min` or `max`
                    - { number: { in: [a], min: 2, max: 1 } }                              | max is less than `min`
                    - { number: { in: [a], min: many } }                                   | must be a number
                    """)
    void tellsMistakesWithTheirLine(String guards, String said) {
        assertThat(faults(guards)).contains(said).contains("tidegate.yaml:");
    }

    @Test
    void remarksAFolderThatIsNotHere() {
        String missing = "- path: { in: [path], roots: [/there/is/no/such] }";
        assertThat(loaded("run: [x]", missing).remarks())
                .singleElement()
                .asString()
                .contains("tidegate.yaml:4: servers.files.guards names a folder that is not here", "disk: separate");
        assertThat(loaded("run: [x]", missing.replace(" }", ", disk: separate }"))
                        .remarks())
                .isEmpty();
        assertThat(loaded("url: https://files.example.com/mcp", missing).remarks())
                .isEmpty();
    }
}

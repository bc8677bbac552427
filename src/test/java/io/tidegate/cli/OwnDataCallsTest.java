package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Do files of the organisation's own data hold in running calls, over reloads, and only where they were made?
@Timeout(120)
class OwnDataCallsTest {
    private static final String OWN =
            "data: { own: { customers: { table: customers.tdg } }, arguments: { block: [own/customers] } }\n";

    @TempDir
    private Path folder = Path.of("");

    @TempDir
    private Path elsewhere = Path.of("");

    private EchoServer echo;

    @BeforeEach
    void serve() throws Exception {
        echo = EchoServer.start();
    }

    @AfterEach
    void stop() {
        echo.close();
    }

    private String one() {
        return "servers:\n  echo: { url: \"" + echo.url() + "\" }\n";
    }

    /// Makes the table with the keys of the gateway in that folder.
    private void table(Path gateway, String... ids) throws Exception {
        Files.writeString(gateway.resolve("test.cedar"), Started.OPEN);
        Path plain = Files.writeString(gateway.resolve("plain.yaml"), "state: state\n");
        Path csv = Files.writeString(gateway.resolve("customers.csv"), "id\n" + String.join("\n", ids) + "\n");
        Ran made = Ran.of(
                "data",
                "table",
                csv.toString(),
                "--columns",
                "id",
                "-o",
                folder.resolve("customers.tdg").toString(),
                "--config",
                plain.toString());
        assertThat(made.code()).as(made.toString()).isEqualTo(Exit.DONE);
    }

    private static String calls(Started started, String note) throws Exception {
        return started.call("echo", ", \"com.example/note\": " + note);
    }

    @Test
    void aTableHoldsAndIsTakenAnew() throws Exception {
        table(folder, "C-10017", "77001234");
        try (Started started = Started.in(folder, one() + OWN)) {
            assertThat(calls(started, "\"about C 10017, please\"")).contains("data-not-allowed-out", "own/customers");
            assertThat(calls(started, "\"c\\u200b100\\u20601７\"")).contains("data-not-allowed-out");
            assertThat(calls(started, "77001234")).as("a number").contains("data-not-allowed-out");
            assertThat(calls(started, "{\"c-10017\": 1}")).as("a name").contains("data-not-allowed-out");
            assertThat(calls(started, "\"YWJvdXQgQy0xMDAxNyBwbGVhc2U=\""))
                    .as("base64")
                    .contains("data-not-allowed-out");
            assertThat(calls(started, "\"about C-10018\"")).contains("done");

            byte[] file = Files.readAllBytes(folder.resolve("customers.tdg"));
            file[file.length / 2] ^= 1;
            Files.write(folder.resolve("customers.tdg"), file);
            started.reload(one() + OWN);
            assertThat(started.changes()).last().asString().contains("configuration-refused");
            assertThat(calls(started, "\"C-10017\"")).contains("data-not-allowed-out");

            table(folder, "C-10018");
            started.reload(one() + OWN);
            assertThat(calls(started, "\"C-10017\"")).contains("done");
            assertThat(calls(started, "\"C-10018\"")).contains("data-not-allowed-out");
        }
    }

    @Test
    void aTableOfAnotherInstallationStartsNothingAndTheDoctorSaysWhy() throws Exception {
        table(folder, "C-10017");
        table(elsewhere, "C-10017");
        assertThatThrownBy(() -> Started.in(folder, one() + OWN))
                .isInstanceOfSatisfying(Unable.class, unable -> assertThat(unable.reasons())
                        .singleElement()
                        .asString()
                        .contains("`own/customers`", "keys of another installation", "tidegate data table"));
        Ran doctor = Ran.of("doctor", folder.resolve("tidegate.yaml").toString());
        assertThat(doctor.out()).contains("fail  own data", "keys of another installation");
    }
}

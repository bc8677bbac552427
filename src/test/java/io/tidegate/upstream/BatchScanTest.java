package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Is a list of messages cut where it is, and nothing taken for one that is none?
class BatchScanTest {
    private static byte[] bytes(String line) {
        return line.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> cut(String line) {
        List<String> messages = new ArrayList<>();
        BatchScan.each(bytes(line), each -> messages.add(new String(each, StandardCharsets.UTF_8)));
        return messages;
    }

    @Test
    void cutsMessagesApart() {
        String odd = "{\"a\":\"]},{\\\"[\\\\\",\"b\":[{},[1]]}";
        assertThat(cut(" [{},\t" + odd + " , {\"\u00f6\":{}}] \r")).containsExactly("{}", odd, "{\"\u00f6\":{}}");
        assertThat(BatchScan.count(bytes("[{},{},{}]"))).isEqualTo(3);
    }

    @Test
    void takesNothingElseForAList() {
        for (String line : List.of(
                "[INFO] started",
                "[",
                "[]",
                "[1]",
                "[{}",
                "[{},]",
                "[{}{}]",
                "[{}] {}",
                "[[{}]]",
                "[{\"a\":\"]}",
                "[{\"a\":\"\\")) {
            assertThat(BatchScan.count(bytes(line))).as(line).isZero();
        }
        assertThat(BatchScan.begins(bytes("{\"a\":[]}"))).isFalse();
        assertThat(BatchScan.begins(bytes("  "))).isFalse();
    }
}

package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/// Is the end of a grant recorded once, however many calls come upon it in the same moment?
@Timeout(120)
class GrantEndsTest extends GrantsFixture {
    private static final int CALLS = 12; // below what a user may at once

    private void atOnce(String tool) throws Exception {
        CyclicBarrier together = new CyclicBarrier(CALLS);
        List<Thread> all = new ArrayList<>();
        for (int call = 0; call < CALLS; call++) {
            all.add(Thread.ofVirtual().start(() -> {
                try {
                    together.await();
                    String _ = call(tool, alice);
                } catch (Exception failed) {
                    throw new IllegalStateException(failed);
                }
            }));
        }
        for (Thread one : all) {
            one.join();
        }
    }

    private long recorded(String what) throws Exception {
        return running().changes().stream()
                .filter(change -> change.contains("\"" + what + "\""))
                .count();
    }

    @RepeatedTest(3)
    void oneThatItsServerRefusesIsVoidOnce() throws Exception {
        peer.refreshes = false;
        gateway();
        signIn(alice);
        peer.good.clear();
        atOnce("read");
        assertThat(recorded("grant-void")).isEqualTo(1);
        assertThat(call("read", alice)).contains("needs the user to sign in");
    }

    @RepeatedTest(3)
    void oneThatItsIssuerEndedIsVoidOnce() throws Exception {
        gateway();
        signIn(alice);
        peer.good.clear();
        peer.refreshable.clear();
        atOnce("read");
        assertThat(recorded("grant-void")).isEqualTo(1);
    }

    @RepeatedTest(3)
    void oneThatItsUserWithdrawsIsWithdrawnOnce() throws Exception {
        gateway();
        signIn(alice);
        atOnce("tidegate_sign_out");
        assertThat(recorded("grant-withdrawn")).isEqualTo(1);
        assertThat(recorded("grant-void")).isZero();
    }
}

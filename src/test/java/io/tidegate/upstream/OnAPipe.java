package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Cancellation;
import io.tidegate.json.JsonLimits;
import io.tidegate.limit.Holding;
import io.tidegate.limit.MessageMemory;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.RequestId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A shared pipe as those see it who call, and the process at its other end, played by the test.
abstract class OnAPipe {
    static final Asker ALICE = Asker.of(Gateway.ALICE);
    static final Asker BOB = Asker.of(Gateway.BOB);
    static final String ELICIT =
            "{\"jsonrpc\":\"2.0\",\"id\":\"%s\",\"method\":\"elicitation/create\",\"params\":{\"message\":\"who?\"}}";

    final InstantSource clock = InstantSource.system();
    final Intake.Room room = new Intake.Room(new MessageMemory(64 << 20), JsonLimits.DEFAULT, clock);
    final BlockingQueue<String> written = new LinkedBlockingQueue<>();
    final List<Message.Notification> aside = new CopyOnWriteArrayList<>();
    final List<String> unsolicited = new CopyOnWriteArrayList<>();
    /// What the process does in the moment in which it reads a line.
    volatile Consumer<String> process = _ -> {};

    final Switchboard board = new Switchboard("notes", room, new Switchboard.Line() {
        @Override
        public void write(byte[] message) {
            String line = new String(message, StandardCharsets.UTF_8);
            written.add(line);
            process.accept(line);
        }

        @Override
        public void aside(Message.Notification notice) {
            aside.add(notice);
        }

        @Override
        public void unsolicited(String method) {
            unsolicited.add(method);
        }
    });

    Question question(Asker asker, Duration deadline, List<Message.Notification> heard) {
        return new Question(
                Method.TOOLS_CALL,
                Optional.empty(),
                Message.NO_PARAMS,
                Optional.of(heard::add),
                Optional.empty(),
                asker,
                clock.instant().plus(deadline),
                new Cancellation(),
                new Holding(),
                Optional.empty());
    }

    FutureTask<Step> begin(Asker asker) throws InterruptedException {
        return begin(asker, new CopyOnWriteArrayList<>());
    }

    /// A call that was written.
    FutureTask<Step> begin(Asker asker, List<Message.Notification> heard) throws InterruptedException {
        FutureTask<Step> call = waiting(asker, heard);
        assertThat(next()).contains("tools/call");
        return call;
    }

    FutureTask<Step> waiting(Asker asker, List<Message.Notification> heard) {
        FutureTask<Step> call = new FutureTask<>(
                () -> SharedCall.begin(board, room, Dialect.STATEFUL, question(asker, Duration.ofSeconds(10), heard)));
        Thread.ofVirtual().start(call);
        return call;
    }

    String next() throws InterruptedException {
        String line = written.poll(10, TimeUnit.SECONDS);
        assertThat(line).isNotNull();
        return line;
    }

    void says(String line) {
        board.take(line.getBytes(StandardCharsets.UTF_8));
    }

    void answers(int id) {
        says("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{}}");
    }

    static Step.Asked asked(FutureTask<Step> call) throws Exception {
        return (Step.Asked) call.get(10, TimeUnit.SECONDS);
    }

    Step goOn(Step.Asked asked, Asker asker) throws LinkFailed {
        Reply reply = new Reply.Result("{\"action\":\"accept\"}".getBytes(StandardCharsets.UTF_8));
        Map<RequestId, Reply> replies = new HashMap<>();
        asked.requests().forEach(request -> replies.put(request.id(), reply));
        return asked.pause().goOn(replies, question(asker, Duration.ofSeconds(10), List.of()));
    }
}

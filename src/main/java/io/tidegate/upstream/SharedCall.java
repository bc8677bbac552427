package io.tidegate.upstream;

import io.tidegate.call.Cancellation.Registration;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// One question on a stream that many share: what is its answer, and what does the server need before that?
final class SharedCall implements Pause {
    /// Others may have to wait for as long.
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Switchboard board;
    private final Intake.Room room;
    private final Asker asker;
    private final Exchange exchange;
    private final RequestId id;
    private Optional<RequestId> open = Optional.empty();

    private SharedCall(Switchboard board, Intake.Room room, Asker asker, Optional<String> task) {
        this.board = board;
        this.room = room;
        this.asker = asker;
        this.exchange = new Exchange(asker, task);
        this.id = board.open(exchange);
    }

    static Step begin(Switchboard board, Intake.Room room, Dialect dialect, Question question) throws LinkFailed {
        Optional<String> task = question.waitsForTask() ? question.name() : Optional.empty();
        if (task.isEmpty()) {
            board.enter(question.asker(), question.deadline());
        }
        // Servers of the newer era ask with their answers only.
        Asker asker = dialect == Dialect.STATEFUL
                ? question.asker()
                : question.asker().silent();
        SharedCall call = new SharedCall(board, room, asker, task);
        return call.leg(question, () -> {
            Optional<RequestId> token = question.notices().map(_ -> call.id);
            board.write(Envelope.request(call.id, question.method(), dialect.params(question, token)));
        });
    }

    private interface Beginning {
        void run() throws LinkFailed;
    }

    @Override
    public Step goOn(Reply reply, Question question) throws LinkFailed {
        RequestId waiting = open.orElseThrow();
        open = Optional.empty();
        return leg(question, () -> board.reply(waiting, reply));
    }

    private Step leg(Question question, Beginning beginning) throws LinkFailed {
        try (Intake intake = new Intake(room, question);
                Registration _ = question.cancellation().onRequest(() -> cancel(LinkFailed.Why.CANCELLED))) {
            beginning.run();
            Step step = step(exchange.await(question, room.clock(), intake));
            while (step instanceof Step.Asked(Message.Request request, var _)
                    && question.desk().isPresent()) {
                aside(request, question.desk().get());
                step = step(exchange.await(question, room.clock(), intake));
            }
            intake.keep();
            return step;
        } catch (LinkFailed failure) {
            if (failure.why() == LinkFailed.Why.SLOW) {
                cancel(LinkFailed.Why.SLOW);
            }
            throw failure;
        } finally {
            if (open.isEmpty()) {
                end();
            }
        }
    }

    /// The question goes on meanwhile.
    private void aside(Message.Request request, Desk desk) {
        open = Optional.empty();
        if (!desk.take(request, new Back(request.id()))) {
            board.refuse(request.id());
        }
    }

    private final class Back implements Desk.Back {
        private final RequestId waiting;

        Back(RequestId waiting) {
            this.waiting = waiting;
        }

        @Override
        public void answer(Reply reply, Instant deadline) throws LinkFailed {
            board.reply(waiting, reply);
        }

        @Override
        public void farewell(Reply reply) throws LinkFailed {
            board.reply(waiting, reply);
        }
    }

    private Step step(Message message) throws LinkFailed {
        if (message instanceof Message.Request request) {
            open = Optional.of(request.id());
            return new Step.Asked(request, this);
        }
        if (!answers(message)) {
            throw new LinkFailed(LinkFailed.Why.MALFORMED, "an answer that seemed to be another's");
        }
        return new Step.Answered(message);
    }

    private boolean answers(Message message) {
        return switch (message) {
            case Message.Result result -> result.id().equals(id);
            case Message.Failure failure -> failure.id().map(id::equals).orElse(false);
            case Message.Request _, Message.Notification _ -> false;
        };
    }

    private void end() {
        board.close(id);
        exchange.end().forEach(board::refuse);
        if (exchange.task().isEmpty()) {
            board.leave(asker);
        }
    }

    private void cancel(LinkFailed.Why why) {
        exchange.end(new LinkFailed(why, "given up"));
        board.cancel(id);
    }

    @Override
    public void giveUp(Reply reply) {
        Optional<RequestId> waiting = open;
        open = Optional.empty();
        try {
            if (waiting.isPresent()) {
                board.reply(waiting.get(), reply);
            }
        } catch (LinkFailed gone) {
            return; // then nothing waits there any more; it ends here all the same
        } finally {
            cancel(LinkFailed.Why.CANCELLED);
            end();
        }
    }

    @Override
    public Duration most() {
        return PATIENCE;
    }
}

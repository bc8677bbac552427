package io.tidegate.upstream;

import io.tidegate.call.Cancellation;
import io.tidegate.call.Cancellation.Registration;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One question on a stream that many share: what is its answer, and what does the server need before that?
final class SharedCall implements Pause {
    /// What the server asks of others is refused for as long.
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Switchboard board;
    private final Intake.Room room;
    private final Asker asker;
    private final Exchange exchange;
    private final RequestId id;
    private final Optional<Turns.Stay> stay;
    private List<Message.Request> open = List.of();
    private Runnable done = () -> {}; // what to run when the server is at it no more
    private volatile boolean put; // the server may be at it
    private volatile Cancellation cancellation = new Cancellation(); // of the last leg

    private SharedCall(Switchboard board, Intake.Room room, Exchange exchange, Optional<Turns.Stay> stay) {
        this.board = board;
        this.room = room;
        this.asker = exchange.asker();
        this.exchange = exchange;
        this.stay = stay;
        this.id = board.open(exchange, stay);
    }

    static Step begin(Switchboard board, Intake.Room room, Dialect dialect, Question question) throws LinkFailed {
        Optional<String> task = question.waitsForTask() ? question.name() : Optional.empty();
        Optional<Turns.Stay> stay =
                task.isEmpty() ? board.enter(question.asker(), question.deadline()) : Optional.empty();
        // Servers of the newer era ask with their answers only.
        Asker asker = dialect == Dialect.STATEFUL
                ? question.asker()
                : question.asker().silent();
        SharedCall call = new SharedCall(board, room, new Exchange(asker, task), stay);
        return call.leg(question, () -> {
            if (question.cancellation().requested()) {
                throw LinkFailed.unsent(LinkFailed.Why.CANCELLED, "given up before it was put");
            }
            Optional<RequestId> token = question.notices().map(_ -> call.id);
            board.write(Envelope.request(call.id, question.method(), dialect.params(question, token)));
            call.put = true;
        });
    }

    private interface Beginning {
        void run() throws LinkFailed;
    }

    @Override
    public Step goOn(Map<RequestId, Reply> replies, Question question) throws LinkFailed {
        List<Message.Request> waiting = open;
        open = List.of();
        return leg(question, () -> {
            for (Message.Request request : waiting) {
                board.reply(request.id(), replies.getOrDefault(request.id(), Reply.late(request.method())));
            }
        });
    }

    private Step leg(Question question, Beginning beginning) throws LinkFailed {
        cancellation = question.cancellation();
        try (Intake intake = new Intake(room, question);
                Registration _ = question.cancellation().onRequest(() -> cancel(LinkFailed.Why.CANCELLED))) {
            beginning.run();
            Step step = step(question, intake);
            intake.keep();
            return step;
        } catch (LinkFailed failure) {
            if (failure.why() == LinkFailed.Why.SLOW) {
                cancel(LinkFailed.Why.SLOW);
            }
            if (failure.why() == LinkFailed.Why.GONE) {
                put = false; // it is at nothing any more
            }
            if (failure.why() == LinkFailed.Why.CANCELLED && put) {
                done = question.givenUp(room.clock());
            }
            throw failure;
        } finally {
            if (open.isEmpty()) {
                end();
            }
        }
    }

    private Step step(Question question, Intake intake) throws LinkFailed {
        while (true) {
            Message message = exchange.await(question, room.clock(), intake);
            if (!(message instanceof Message.Request first)) {
                if (!answers(message)) {
                    throw new LinkFailed(LinkFailed.Why.MALFORMED, "an answer that seemed to be another's");
                }
                return new Step.Answered(message);
            }
            List<Message.Request> gathered = gather(first, question, intake);
            if (exchange.isAnswered()) {
                for (Message.Request unneeded : gathered) {
                    board.reply(unneeded.id(), Reply.late(unneeded.method()));
                }
            } else if (!gathered.isEmpty()) {
                open = gathered;
                return new Step.Asked(gathered, this);
            }
        }
    }

    /// The question goes on meanwhile.
    private void aside(Message.Request request, Desk desk) throws LinkFailed {
        if (!desk.take(request, new Back(request.id()))) {
            board.reply(request.id(), Reply.late(request.method()));
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

    /// What the server asks within a moment, as far as this caller can be asked.
    private List<Message.Request> gather(Message.Request first, Question question, Intake intake) throws LinkFailed {
        List<Message.Request> gathered = new ArrayList<>(1);
        long until = System.nanoTime() + Step.GATHERED_WITHIN.toNanos();
        Optional<Message.Request> next = Optional.of(first);
        while (next.isPresent()) {
            Optional<Reply> unable = Reply.atOnce(next.get(), asker);
            if (unable.isPresent()) {
                board.reply(next.get().id(), unable.get());
            } else if (question.desk().isPresent()) {
                aside(next.get(), question.desk().get());
            } else {
                gathered.add(next.get());
                intake.keep();
            }
            boolean more = gathered.size() < Step.AT_ONCE_MAX && System.nanoTime() < until;
            next = more ? exchange.another(question, Step.QUIET, room.clock(), intake) : Optional.empty();
        }
        return gathered;
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
        stay.ifPresent(held -> board.leave(held, put, done));
    }

    private void cancel(LinkFailed.Why why) {
        exchange.end(new LinkFailed(why, "given up"));
        board.cancel(id, stay);
    }

    @Override
    public void giveUp() {
        List<Message.Request> waiting = open;
        open = List.of();
        try {
            for (Message.Request request : waiting) {
                board.reply(request.id(), Reply.late(request.method()));
            }
        } catch (LinkFailed gone) {
            return; // then nothing waits there any more; it ends here all the same
        } finally {
            cancel(LinkFailed.Why.CANCELLED);
            end();
        }
    }

    /// A client of the older era may be asked for longer than this waits.
    @Override
    public void expire() {
        giveUp();
        cancellation.expire();
    }

    @Override
    public Duration most() {
        return PATIENCE;
    }
}

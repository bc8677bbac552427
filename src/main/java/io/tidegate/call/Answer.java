package io.tidegate.call;

/// Something that a server said and that is meant for a client. Every kind passes the same controls.
public sealed interface Answer {
    /// What is judged: a JSON object.
    Content content();

    /// The same answer with other content.
    Answer with(Content mended);

    /// The result of a call.
    record Result(Content content) implements Answer {
        @Override
        public Answer with(Content mended) {
            return new Result(mended);
        }
    }

    /// The error of a call: `code`, `message`, perhaps `data`.
    record Failure(Content content) implements Answer {
        @Override
        public Answer with(Content mended) {
            return new Failure(mended);
        }
    }

    /// A notification in the course of a call.
    record Notice(String method, Content content) implements Answer {
        @Override
        public Answer with(Content mended) {
            return new Notice(method, mended);
        }
    }

    /// What the server needs of the client before it goes on: `inputRequests` (MCP 2026-07-28, multi round-trip
    /// requests), whichever era the server speaks.
    ///
    /// @param content without `requestState`, which is `resume`'s
    record InputRequired(Content content, Resume resume) implements Answer {
        @Override
        public Answer with(Content mended) {
            return new InputRequired(mended, resume);
        }
    }

    /// The call goes on as a task, which its caller looks after (extension `io.modelcontextprotocol/tasks`).
    ///
    /// @param content with `taskId`, without `resultType`
    record TaskBegun(Content content) implements Answer {
        @Override
        public Answer with(Content mended) {
            return new TaskBegun(mended);
        }
    }

    /// A definition, as a list shows it; also a server's instructions, as `instructions` of an object.
    record Definition(Content content) implements Answer {
        @Override
        public Answer with(Content mended) {
            return new Definition(mended);
        }
    }
}

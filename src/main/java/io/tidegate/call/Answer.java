package io.tidegate.call;

import io.tidegate.mcp.ToolDefinition;

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

    /// A tool's definition, as a list shows it.
    record Definition(ToolDefinition tool, Content content) implements Answer {
        @Override
        public Answer with(Content mended) {
            return new Definition(tool, mended);
        }
    }
}

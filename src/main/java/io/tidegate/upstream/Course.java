package io.tidegate.upstream;

import io.tidegate.mcp.Message;
import java.util.function.Consumer;

/// Who hears what happens in the course of a question, before its answer?
interface Course extends Consumer<Message.Notification> {
    /// The server ended its stream for now. What it has to say comes later, and may take as long as it wants.
    default void rests() {}
}

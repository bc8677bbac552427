package io.tidegate.call;

import io.tidegate.catalog.Server;
import java.util.List;

/// What a server said, on its way to somebody.
///
/// @param from whose words they are
/// @param noted what the controls before saw in it
public record Delivery(Server from, Answer answer, Recipient to, List<Note> noted) {
    public Delivery {
        noted = List.copyOf(noted);
    }

    public Delivery(Server from, Answer answer, Recipient to) {
        this(from, answer, to, List.of());
    }

    /// What answers a call, or is said in its course.
    public static Delivery of(Call call, Answer answer) {
        return new Delivery(call.target().server(), answer, new Recipient.Asker(call));
    }

    /// The same as a control left it.
    public Delivery carrying(Content content, List<Note> notes) {
        return new Delivery(from, answer.with(content), to, notes);
    }
}

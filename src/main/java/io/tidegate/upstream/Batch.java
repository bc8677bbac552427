package io.tidegate.upstream;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.NotAMessage;
import io.tidegate.mcp.ProtocolVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Which messages did a server say at once? Several, where the version of the session has batches (MCP 2025-03-26,
/// Messages), and nowhere else.
final class Batch {
    private static final int MESSAGES_MAX = 64;

    private Batch() {}

    /// Whether there can be any in this session.
    static boolean may(Optional<HttpSessions.Session> session) {
        return session.map(HttpSessions.Session::version)
                .filter(ProtocolVersion.V2025_03_26::equals)
                .isPresent();
    }

    /// Its messages, in the order in which they are to be dealt with: what is only told, then answers, then what is
    /// asked. What a server asks beside the answer it does not wait for.
    ///
    /// @param may whether it may be more than one message
    /// @throws NotAMessage if it is none, or one of its messages is, or there are too many
    static List<Message> of(JsonDocument document, boolean may) throws NotAMessage {
        if (!may || !document.root().is(JsonKind.ARRAY)) {
            return List.of(Message.of(document));
        }
        List<Message> messages = new ArrayList<>();
        for (JsonValue each : document.root().elements()) {
            if (messages.size() == MESSAGES_MAX) {
                throw new NotAMessage("a batch of too many messages", Optional.empty());
            }
            messages.add(Message.of(each.detached()));
        }
        if (messages.isEmpty()) {
            throw new NotAMessage("a batch of no messages", Optional.empty());
        }
        messages.sort(Comparator.comparingInt(Batch::turn));
        return messages;
    }

    private static int turn(Message message) {
        return switch (message) {
            case Message.Notification _ -> 0;
            case Message.Result _, Message.Failure _ -> 1;
            case Message.Request _ -> 2;
        };
    }
}

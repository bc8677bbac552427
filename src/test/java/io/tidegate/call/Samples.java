package io.tidegate.call;

import io.tidegate.catalog.Server;
import io.tidegate.catalog.Tool;
import io.tidegate.identity.Authentication;
import io.tidegate.identity.Principal;
import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.LogLevel;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.PeerInfo;
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.mcp.RequestId;
import io.tidegate.mcp.ToolDefinition;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// Calls, answers and who makes them, for the tests of what judges them.
public final class Samples {
    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    public static final Server NOTES = new Server("notes", false);
    public static final Server TRUSTED = new Server("vouched", true);
    public static final String ANY_OBJECT = "{\"type\":\"object\",\"additionalProperties\":true}";

    private Samples() {}

    public static Content content(String json) {
        return new Content(JsonDocument.of(json));
    }

    public static Principal user(String id, String... groups) {
        return new Principal(
                id,
                id,
                Set.of(groups),
                new Authentication.ApiKey("key-" + id),
                Optional.empty(),
                Principal.DEFAULT_TENANT);
    }

    public static Caller caller(String id) {
        return new Caller(
                user(id),
                new PeerInfo("editor", "1.0"),
                "127.0.0.1",
                Capabilities.NONE,
                user(id).key(),
                Optional.of(LogLevel.DEBUG));
    }

    public static Tool tool(Server server, String name, String schema) {
        return tool(server, JsonDocument.of("{\"name\":\"" + name + "\",\"inputSchema\":" + schema + "}"));
    }

    public static Tool tool(Server server, JsonDocument json) {
        ToolDefinition definition = ToolDefinition.of(json.root()).orElseThrow();
        return new Tool(server, definition, definition.name());
    }

    public static Arrival arrival(Caller caller, CallId id, String method, String params) {
        Message.Request request = new Message.Request(RequestId.of(1), method, JsonDocument.of(params));
        return new Arrival(id, NOON, caller, "default", ProtocolVersion.V2025_11_25, request, new Cancellation());
    }

    public static Call call(Caller caller, Tool tool, String params) {
        CallId id = CallId.next(NOON, new Random(7));
        return new Call(arrival(caller, id, "tools/call", params), tool, content(params), NOON.plusSeconds(30));
    }

    /// A call by alice of a tool that takes anything.
    public static Call call(String arguments) {
        return call(
                caller("alice"),
                tool(NOTES, "read", ANY_OBJECT),
                "{\"name\":\"read\",\"arguments\":" + arguments + "}");
    }

    /// What a server said, on its way to whoever may see it.
    public static Delivery delivery(Server from, Answer answer) {
        return new Delivery(from, answer, new Recipient.Everybody());
    }

    public static Answer.Result result(String json) {
        return new Answer.Result(content(json));
    }

    /// A result with one block of text.
    public static Answer.Result text(String text) {
        return result(textResult(text));
    }

    public static String textResult(String text) {
        return "{\"content\":[{\"type\":\"text\",\"text\":" + quoted(text) + "}]}";
    }

    /// The text as a JSON string.
    public static String quoted(String text) {
        return RequestId.of(text).json();
    }
}

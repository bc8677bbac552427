package io.tidegate.scan;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.json.MalformedJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Says what a client's file looks like when it points at Tidegate instead of the servers that were taken over.
/// All bytes outside the lists of servers stay as they are; servers that were not taken over stay listed.
public final class ClientPointing {
    /// The variable that clients take the key from, so that it need not stand in their files.
    public static final String KEY_VARIABLE = "TIDEGATE_KEY";

    private static final String KEY_SHAPE = "tg_...";

    private ClientPointing() {}

    /// How clients get to Tidegate: its endpoint, and the program that those start which know only stdio.
    public record Target(String url, String program) {}

    /// A server in a client's file.
    public record Named(java.util.Optional<String> project, String name) {}

    /// The new bytes of the file. `taken` are the servers that Tidegate has taken over from it.
    ///
    /// @throws MalformedJson when it isn't JSON any more
    public static byte[] pointed(Client client, byte[] file, Set<Named> taken, Target target) throws MalformedJson {
        JsonDocument document = CommentedJson.read(file);
        List<Splice> splices = new ArrayList<>();
        boolean entered = false;
        for (ServerMap map : ServerMap.in(client, document)) {
            boolean own = map.project().isEmpty();
            Map<String, byte[]> members = kept(map, taken, file);
            if (own) {
                members.put("tidegate", entry(client, target));
                entered = true;
            }
            if (own || members.size() < size(map)) {
                String indent = indent(file, map.object().start());
                splices.add(new Splice(map.object().start(), map.object().end(), object(members, indent)));
            }
        }
        if (!entered) {
            splices.add(newMap(client, document, target));
        }
        splices.sort(Comparator.comparingInt(Splice::from));
        return spliced(file, splices);
    }

    private record Splice(int from, int to, byte[] bytes) {}

    private static Map<String, byte[]> kept(ServerMap map, Set<Named> taken, byte[] file) {
        Map<String, byte[]> members = new LinkedHashMap<>();
        for (JsonValue.Member member : map.object().members()) {
            String name = member.name().text();
            if (!taken.contains(new Named(map.project(), name)) && !name.equals("tidegate")) {
                JsonValue value = member.value();
                members.put(name, java.util.Arrays.copyOfRange(file, value.start(), value.end()));
            }
        }
        return members;
    }

    private static int size(ServerMap map) {
        int size = 0;
        for (JsonValue.Member _ : map.object().members()) {
            size++;
        }
        return size;
    }

    /// The member that holds the servers, where the file had none: first in the file.
    private static Splice newMap(Client client, JsonDocument document, Target target) {
        JsonValue root = document.root();
        boolean empty = !root.members().iterator().hasNext();
        byte[] map = object(Map.of("tidegate", entry(client, target)), "  ");
        String member =
                "\n  \"" + client.servers() + "\": " + new String(map, StandardCharsets.UTF_8) + (empty ? "\n" : ",");
        return new Splice(root.start() + 1, root.start() + 1, member.getBytes(StandardCharsets.UTF_8));
    }

    /// How the client reaches Tidegate. The key itself is never written into a client's file: Claude Desktop, which
    /// knows no references, gets none, and `tidegate connect` takes it from the environment.
    static byte[] entry(Client client, Target target) {
        return switch (client) {
            case CLAUDE_CODE -> http(target.url(), "${" + KEY_VARIABLE + "}");
            case VS_CODE, CURSOR -> http(target.url(), "${env:" + KEY_VARIABLE + "}");
            case CLAUDE_DESKTOP -> process(target, false);
        };
    }

    /// What to put into the client by hand, on one line; `tg_...` stands for the key.
    public static String line(Client client, Target target) {
        byte[] entry =
                switch (client) {
                    case CLAUDE_CODE, VS_CODE, CURSOR -> http(target.url(), KEY_SHAPE);
                    case CLAUDE_DESKTOP -> process(target, true);
                };
        return switch (client) {
            case CLAUDE_CODE ->
                "claude mcp add --scope user --transport http tidegate " + target.url()
                        + " --header \"Authorization: Bearer " + KEY_SHAPE + "\"";
            case CLAUDE_DESKTOP, CURSOR, VS_CODE ->
                "\"" + client.servers() + "\": {\"tidegate\": " + new String(entry, StandardCharsets.UTF_8) + "}";
        };
    }

    private static byte[] http(String url, String key) {
        JsonWriter json = new JsonWriter().object();
        json.member("type", "http").member("url", url).name("headers").object();
        return json.member("Authorization", "Bearer " + key)
                .endObject()
                .endObject()
                .bytes();
    }

    private static byte[] process(Target target, boolean key) {
        JsonWriter json = new JsonWriter().object().member("command", target.program());
        json.name("args").array().text("connect").text(target.url()).endArray();
        if (key) {
            json.name("env").object().member(KEY_VARIABLE, KEY_SHAPE).endObject();
        }
        return json.endObject().bytes();
    }

    private static byte[] object(Map<String, byte[]> members, String indent) {
        StringBuilder text = new StringBuilder("{");
        String separator = "\n";
        for (Map.Entry<String, byte[]> member : members.entrySet()) {
            String name = new String(new JsonWriter().text(member.getKey()).bytes(), StandardCharsets.UTF_8);
            text.append(separator).append(indent).append("  ").append(name).append(": ");
            text.append(new String(member.getValue(), StandardCharsets.UTF_8));
            separator = ",\n";
        }
        text.append(members.isEmpty() ? "}" : "\n" + indent + "}");
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// The white space that the line of this offset begins with.
    private static String indent(byte[] file, int offset) {
        int begin = offset;
        while (begin > 0 && file[begin - 1] != '\n') {
            begin--;
        }
        int end = begin;
        while (end < offset && (file[end] == ' ' || file[end] == '\t')) {
            end++;
        }
        return new String(file, begin, end - begin, StandardCharsets.UTF_8);
    }

    private static byte[] spliced(byte[] file, List<Splice> splices) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(file.length + 256);
        int at = 0;
        for (Splice splice : splices) {
            out.write(file, at, splice.from() - at);
            out.writeBytes(splice.bytes());
            at = splice.to();
        }
        out.write(file, at, file.length - at);
        return out.toByteArray();
    }
}

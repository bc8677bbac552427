package io.tidegate.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An MCP server of 2025-11-25 over HTTP with tasks that go on as the test says: `quick` is never a task, `may` can be
/// one, `must` is always one.
final class TaskServer implements AutoCloseable {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final List<String> ENDS = List.of("completed", "failed", "cancelled");

    private final HttpServer http;
    private final Map<String, Task> tasks = new LinkedHashMap<>();
    private final Map<String, Function<JsonNode, String>> instead = new ConcurrentHashMap<>();
    private final List<JsonNode> heard = new CopyOnWriteArrayList<>();
    private final List<JsonNode> answers = new CopyOnWriteArrayList<>();
    private final List<HttpExchange> streams = new CopyOnWriteArrayList<>();
    private boolean closed;

    private static final class Task {
        private String status = "working";
        private String outcome = "";
        private final List<String> questions = new ArrayList<>();
        private final Set<Integer> answered = new HashSet<>();
    }

    private TaskServer(HttpServer http) {
        this.http = http;
    }

    static TaskServer start() throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        TaskServer server = new TaskServer(http);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/mcp", server::handle);
        http.start();
        return server;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/mcp");
    }

    /// From now on that method is answered so.
    ///
    /// @param outcome by the params, the member `result` or `error`
    void instead(String method, Function<JsonNode, String> outcome) {
        instead.put(method, outcome);
    }

    /// The requests of that method, in order.
    List<JsonNode> heard(String method) {
        return heard.stream()
                .filter(message -> message.path("method").asString().equals(method))
                .toList();
    }

    /// What it was answered, in order.
    List<JsonNode> answers() {
        return answers;
    }

    private synchronized Task known(String id) {
        return tasks.computeIfAbsent(id, _ -> new Task());
    }

    /// @param outcome the member `result` or `error`
    synchronized void end(String task, String status, String outcome) {
        Task found = known(task);
        found.status = status;
        found.outcome = outcome;
        notifyAll();
    }

    /// The task needs an answer to each of these.
    synchronized void ask(String task, String... messages) {
        Task found = known(task);
        found.status = "input_required";
        found.questions.addAll(List.of(messages));
        notifyAll();
    }

    /// How many wait for what it says unasked.
    int streams() {
        return streams.size();
    }

    /// Tells everybody how a task is.
    void tell(String task) throws IOException {
        String told = "{\"jsonrpc\": \"2.0\", \"method\": \"notifications/tasks/status\", \"params\": "
                + state(task, known(task).status) + "}";
        for (HttpExchange stream : streams) {
            stream.getResponseBody().write(("data: " + told + "\n\n").getBytes(StandardCharsets.UTF_8));
            stream.getResponseBody().flush();
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
            streams.add(exchange);
            return;
        }
        JsonNode message = MAPPER.readTree(exchange.getRequestBody().readAllBytes());
        String method = message.path("method").asString("");
        if (!message.has("method") || !message.has("id")) {
            if (!message.has("method")) {
                answered(message);
            }
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
            return;
        }
        heard.add(message);
        if (method.equals("tasks/result") && !instead.containsKey(method)) {
            stream(exchange, message);
            return;
        }
        JsonNode params = message.path("params");
        String outcome = Optional.ofNullable(instead.get(method))
                .map(said -> said.apply(params))
                .orElseGet(() -> outcome(method, params));
        byte[] body = envelope(message, outcome).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String envelope(JsonNode message, String outcome) {
        return "{\"jsonrpc\": \"2.0\", \"id\": " + message.path("id") + ", " + outcome + "}";
    }

    private static String tool(String name, String more) {
        return "{\"name\": \"" + name + "\", \"inputSchema\": {\"type\": \"object\"}" + more + "}";
    }

    static String text(String text) {
        return "\"result\": {\"content\": [{\"type\": \"text\", \"text\": \"" + text + "\"}]}";
    }

    static String state(String task, String status) {
        return "{\"taskId\": \"" + task + "\", \"status\": \"" + status + "\", \"createdAt\": \"2026-01-01T00:00:00Z\","
                + " \"lastUpdatedAt\": \"2026-01-01T00:00:00Z\", \"ttl\": 60000, \"pollInterval\": 100}";
    }

    private synchronized String outcome(String method, JsonNode params) {
        String id = params.path("taskId").asString("");
        return switch (method) {
            case "initialize" -> """
                "result": {"protocolVersion": "2025-11-25", "serverInfo": {"name": "older", "version": "1"}, "capabilities":
                  {"tools": {}, "tasks": {"list": {}, "cancel": {}, "requests": {"tools": {"call": {}}}}}}""";
            case "tools/list" ->
                "\"result\": {\"tools\": ["
                        + tool("quick", "")
                        + ", " + tool("may", ", \"execution\": {\"taskSupport\": \"optional\"}")
                        + ", " + tool("must", ", \"execution\": {\"taskSupport\": \"required\"}") + "]}";
            case "tools/call" -> called(params);
            case "tasks/get" -> "\"result\": " + state(id, known(id).status);
            case "tasks/cancel" -> {
                end(id, "cancelled", "\"error\": {\"code\": -32603, \"message\": \"cancelled\"}");
                yield "\"result\": " + state(id, "cancelled");
            }
            default -> "\"error\": {\"code\": -32601, \"message\": \"unknown\"}";
        };
    }

    private String called(JsonNode params) {
        if (!params.has("task") || params.path("name").asString().equals("quick")) {
            return params.path("name").asString().equals("must")
                    ? "\"error\": {\"code\": -32601, \"message\": \"as a task only\"}"
                    : text("at once");
        }
        String id = "task-" + (tasks.size() + 1);
        tasks.put(id, new Task());
        return "\"result\": {\"task\": " + state(id, "working") + "}";
    }

    /// Waits for the end of the task, and asks meanwhile.
    private void stream(HttpExchange exchange, JsonNode message) throws IOException {
        String id = message.path("params").path("taskId").asString("");
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (exchange;
                OutputStream out = exchange.getResponseBody()) {
            Set<Integer> asked = new HashSet<>();
            for (Next found = next(id, asked); !found.said().isEmpty(); found = next(id, asked)) {
                boolean question = found.question() > 0;
                String next = found.said();
                asked.add(found.question());
                String related = "\"_meta\": {\"io.modelcontextprotocol/related-task\": {\"taskId\": \"" + id + "\"}}";
                String said = question
                        ? "{\"jsonrpc\": \"2.0\", \"id\": \"" + id + "/" + found.question()
                                + "\", \"method\": \"elicitation/create\", \"params\": {\"message\": \"" + next
                                + "\", \"requestedSchema\": {\"type\": \"object\", \"properties\": {}}, " + related
                                + "}}"
                        : envelope(
                                message,
                                next.replace("\"result\": {\"content", "\"result\": {" + related + ", \"content"));
                out.write(("data: " + said + "\n\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
                if (!question) {
                    return;
                }
            }
        }
    }

    /// @param question its number, or 0
    private record Next(int question, String said) {}

    /// What comes next on such a stream: a question that nobody answered, or the outcome; nothing when the server ends.
    private synchronized Next next(String id, Set<Integer> asked) {
        try {
            Task task = known(id);
            while (!closed) {
                for (int at = 1; at <= task.questions.size(); at++) {
                    if (!asked.contains(at) && !task.answered.contains(at)) {
                        return new Next(at, task.questions.get(at - 1));
                    }
                }
                if (ENDS.contains(task.status)) {
                    return new Next(0, task.outcome);
                }
                wait();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return new Next(0, "");
    }

    private synchronized void answered(JsonNode message) {
        answers.add(message);
        String[] id = message.path("id").asString("").split("/", 2);
        Task task = known(id[0]);
        task.answered.add(Integer.parseInt(id[1]));
        if (task.answered.size() == task.questions.size() && !ENDS.contains(task.status)) {
            task.status = "working";
        }
        notifyAll();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        http.stop(0);
    }
}

package io.tidegate.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentsServerTest {
    @Test
    void initializesInTheRevisionThatTheClientAskedFor() throws IOException {
        var answers = Session.run(DocumentsServer.bundled(), Session.INITIALIZE);
        assertThat(Json.object(answers.getFirst().get("result"))).containsEntry("protocolVersion", "2025-06-18");
        assertThat(answers.getFirst()).containsEntry("id", 0);
    }

    @Test
    void answersAnUnknownRevisionWithItsNewest() throws IOException {
        var answers = Session.run(DocumentsServer.bundled(), Session.INITIALIZE.replace("2025-06-18", "1999-01-01"));
        assertThat(Json.object(answers.getFirst().get("result"))).containsEntry("protocolVersion", "2025-11-25");
    }

    @Test
    void doesNotKnowTheStatelessEra() throws IOException {
        var answer = Session.modern(DocumentsServer.bundled(), "server/discover", "");
        assertThat(Json.object(answer.get("error"))).containsEntry("code", -32601);
    }

    @Test
    void refusesToolsBeforeInitialize() throws IOException {
        var answers =
                Session.run(DocumentsServer.bundled(), "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
        assertThat(Json.object(answers.getFirst().get("error"))).containsEntry("code", -32600);
    }

    @Test
    void saysNothingToNotificationsAndGoesOnAfterGarbage() throws IOException {
        var answers = Session.run(
                DocumentsServer.bundled(),
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
                "{not json",
                "",
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\"}");
        assertThat(answers).hasSize(3);
        assertThat(Json.object(answers.getFirst().get("error"))).containsEntry("code", -32700);
        assertThat(answers.getLast()).containsEntry("id", 7).containsKey("result");
    }

    @Test
    void listsThreeReadingTools() throws IOException {
        var answers = Session.run(
                DocumentsServer.bundled(),
                Session.INITIALIZE,
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
        var tools = (List<?>) Json.object(answers.getLast().get("result")).getOrDefault("tools", List.of());
        assertThat(tools).extracting(each -> Json.object(each).get("name")).containsExactly("list", "read", "search");
        assertThat(tools)
                .allSatisfy(each -> assertThat(Json.object(Json.object(each).get("annotations")))
                        .containsEntry("readOnlyHint", true));
    }

    @Test
    void readsAndSearches() throws IOException {
        var server = DocumentsServer.bundled();
        assertThat(Session.text(Session.call(server, "list", "{}")).lines()).hasSize(6);
        assertThat(Session.text(Session.call(server, "read", "{\"name\":\"product-faq.md\"}")))
                .contains("LB-18");
        assertThat(Session.text(Session.call(server, "search", "{\"words\":\"WAREHOUSE\"}")))
                .startsWith("meeting-notes.md: 3.");
    }

    @Test
    void readsOnlyWhatIsListed() throws IOException {
        var result = Session.call(DocumentsServer.bundled(), "read", "{\"name\":\"../customers.txt\"}");
        assertThat(result).containsEntry("isError", true);
    }

    @Test
    void refusesAToolThatIsNotThere() throws IOException {
        var answers = Session.run(
                DocumentsServer.bundled(),
                Session.INITIALIZE,
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"burn\"}}");
        assertThat(Json.object(answers.getLast().get("error"))).containsEntry("code", -32602);
    }

    @Test
    void oneDocumentGivesOrdersOpenlyAndHidden() throws IOException {
        String text =
                Session.text(Session.call(DocumentsServer.bundled(), "read", "{\"name\":\"supplier-notice.md\"}"));
        assertThat(text.lines().toList().get(13)).contains("forward the customer list to");
        assertThat(text).contains("<!-- Assistant:").contains("\u200b");
        assertThat(text.codePoints()).anyMatch(point -> point >= 0xE0020 && point <= 0xE007E);
    }

    @Test
    void servesAFolder(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a.txt"), "alpha");
        Files.createDirectory(folder.resolve("below"));
        assertThat(Session.call(DocumentsServer.of(folder), "list", "{}"))
                .isEqualTo(Map.of("content", List.of(Map.of("type", "text", "text", "a.txt"))));
    }
}

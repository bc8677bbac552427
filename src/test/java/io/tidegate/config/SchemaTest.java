package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Holds the published schema to the code that reads. To write it anew: -Dgolden=write.
class SchemaTest {
    private static final Path PUBLISHED = Path.of("docs/tidegate.schema.json");

    private static String generated() {
        return JsonMapper.builder()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .build()
                        .writeValueAsString(ConfigurationFile.schema())
                + "\n";
    }

    @Test
    void isPublishedAsItIsRead() throws IOException {
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(PUBLISHED, generated());
        }
        assertThat(Files.readString(PUBLISHED)).isEqualTo(generated());
    }

    private static boolean schemaTakes(String yaml) {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(generated(), InputFormat.JSON);
        Object json =
                switch (YamlText.read(yaml.getBytes(StandardCharsets.UTF_8))) {
                    case YamlText.Outcome.Read(Tree tree) -> Defaults.json(tree);
                    case YamlText.Outcome.Unreadable _ -> throw new AssertionError("no YAML");
                };
        return schema.validate(JsonMapper.shared().writeValueAsString(json), InputFormat.JSON)
                .isEmpty();
    }

    private static boolean readerTakes(String yaml) {
        return ConfigurationFile.read(
                        Path.of("tidegate.yaml"),
                        yaml.getBytes(StandardCharsets.UTF_8),
                        ConfigurationFileTest.ENVIRONMENT)
                instanceof ConfigurationResult.Loaded;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "listen: 127.0.0.1:0",
                "servers: { a: { run: [x, -y, -y] } }",
                "servers: { a: { url: https://a.example/, credential: '${env:CRM_TOKEN}', era: legacy, class: shell } }",
                "limits: { depth: 10, calls-per-user: 5/m, call-deadline: 2s, answer-bytes: 1MiB }",
                "data: { arguments: { block: [] } }",
                "policy: []",
                "identity: { anonymous: allowed, oidc: { issuer: https://i.example, audience: a } }",
                "identity: { issuers: [ { issuer: https://i.example, claims: { roles: [a.b, /c/d~1e] } } ] }",
                "identity: { issuers: [ { issuer: https://i.example, dpop: required, audience: [a, b] } ] }",
                "identity: { scopes: { 'crm__*': [a, 'b:c'] } }",
                "public-url: https://gateway.example.com"
            })
    void takesWhatTheReaderTakes(String yaml) {
        assertThat(readerTakes(yaml)).isTrue();
        assertThat(schemaTakes(yaml)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lissten: a",
                "listen: 8420",
                "servers: { a: {} }",
                "servers: { a: { run: [x], url: https://a.example/ } }",
                "servers: { a: { run: [] } }",
                "servers: { A: { run: [x] } }",
                "servers: { a: { run: [x], credential: '${env:CRM_TOKEN}' } }",
                "servers: { a: { url: https://a.example/, environment: {} } }",
                "servers: { a: { url: https://a.example/, credential: plain } }",
                "servers: { a: { url: https://a.example/, concurrency: 0 } }",
                "servers: { a: { run: [x], environment: { DEBUG: 1 } } }",
                "limits: { depth: 1 }",
                "limits: { calls-per-user: 20 }",
                "data: { arguments: { block: [email, email] } }",
                "identity: { anonymous: true }",
                "identity: { oidc: { issuer: https://i.example } }",
                "identity: { oidc: { issuer: https://i.example, audience: a, algorithms: [HS256] } }",
                "identity: { issuers: [ { audience: a } ] }",
                "identity: { issuers: [ { issuer: https://i.example, claims: { groups: '/~' } } ] }",
                "identity: { issuers: [ { issuer: https://i.example, dpop: maybe } ] }",
                "identity: { scopes: { 'crm__*': [] } }",
                "public-url: https://gateway.example.com/mcp",
                "tls: {}"
            })
    void refusesWhatTheReaderRefuses(String yaml) {
        assertThat(readerTakes(yaml)).isFalse();
        assertThat(schemaTakes(yaml)).isFalse();
    }
}

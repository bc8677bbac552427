package io.tidegate.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the tests of the pitfalls share: a scene of servers and clients for each.
@Timeout(60)
abstract class Pitfalls {
    static final String TOOLS = "{\"tools\":{}}";
    static final String CALL = "\"name\": \"t\", \"arguments\": {}";
    static final String FORM = "{\"message\":\"who?\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{}}}";

    @TempDir
    Path folder = Path.of("");

    Scene scene = new Scene(folder);

    @BeforeEach
    void set() {
        scene = new Scene(folder);
    }

    @AfterEach
    void clear() {
        scene.close();
    }
}

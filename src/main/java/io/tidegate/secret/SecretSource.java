package io.tidegate.secret;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Fetches what a reference points at: from the environment, a file beside the configuration, or a secrets manager.
/// Does not judge who else may read the file; `tidegate doctor` does.
public record SecretSource(Map<String, String> environment, Path base, SecretManagers managers) {
    /// The longest secret, in bytes: a certificate chain with its key fits many times.
    public static final int BYTES_MAX = 64 << 10;

    /// Without secrets managers.
    public SecretSource(Map<String, String> environment, Path base) {
        this(environment, base, SecretManagers.unasked());
    }

    public SecretSource {
        environment = Map.copyOf(environment);
    }

    /// What came of it.
    public sealed interface Fetched {
        /// The secret.
        record Found(Secret secret) implements Fetched {}

        /// There is none; `why` names the reference, never a value.
        ///
        /// @param withdrawn whether it was taken back, so that one which was there before may be used no more
        record Missing(String why, boolean withdrawn) implements Fetched {
            Missing(String why) {
                this(why, false);
            }
        }
    }

    /// Where a reference to a file points.
    public Path locate(SecretRef.FromFile reference) {
        return base.resolve(reference.path()).normalize();
    }

    /// Fetches the secret now. An empty value counts as missing.
    public Fetched fetch(SecretRef reference) {
        return switch (reference) {
            case SecretRef.FromEnvironment(String name) -> fromEnvironment(name);
            case SecretRef.FromFile file -> fromFile(file);
            case SecretRef.Managed managed -> managers.fetch(managed);
        };
    }

    private Fetched fromEnvironment(String name) {
        String value = environment.get(name);
        if (value == null) {
            return new Fetched.Missing("the environment has no variable `" + name + "`");
        }
        return held(value, "the environment variable `" + name + "`");
    }

    private Fetched fromFile(SecretRef.FromFile reference) {
        String named = "the file `" + reference.path() + "`";
        Path path = locate(reference);
        if (!Files.isRegularFile(path)) {
            return new Fetched.Missing(Files.exists(path) ? named + " is no ordinary file" : named + " does not exist");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                return new Fetched.Missing(named + " is longer than 64 KiB");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return held(withoutLastNewline(text), named);
        } catch (CharacterCodingException _) {
            return new Fetched.Missing(named + " is no UTF-8 text");
        } catch (IOException _) {
            return new Fetched.Missing(named + " cannot be read");
        }
    }

    static Fetched held(String value, String named) {
        if (value.isEmpty()) {
            return new Fetched.Missing(named + " is empty");
        }
        if (value.indexOf('\0') >= 0) {
            return new Fetched.Missing(named + " has a zero byte");
        }
        return new Fetched.Found(Secret.of(value));
    }

    private static String withoutLastNewline(String text) {
        if (text.endsWith("\r\n")) {
            return text.substring(0, text.length() - 2);
        }
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
}

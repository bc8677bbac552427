package io.tidegate.secret;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// Says where a secret is kept: `${env:NAME}`, `${file:path}`, `${vault:mount/path#field}` or `${aws-sm:name#field}`,
/// always the whole value. Holds no secret itself.
public sealed interface SecretRef {
    /// The value of an environment variable.
    record FromEnvironment(String name) implements SecretRef {
        public FromEnvironment {
            if (!VARIABLE.matcher(name).matches()) {
                throw new IllegalArgumentException("not the name of an environment variable");
            }
        }

        @Override
        public String toString() {
            return "${env:" + name + "}";
        }
    }

    /// The content of a file, without one newline at its end. A relative path is relative to the configuration file.
    record FromFile(Path path) implements SecretRef {
        @Override
        public String toString() {
            return "${file:" + path + "}";
        }
    }

    /// In a secrets manager.
    sealed interface Managed extends SecretRef {
        Kind manager();

        /// Which one.
        enum Kind {
            VAULT("Vault", "secrets.vault"),
            AWS("AWS Secrets Manager", "secrets.aws");

            private final String words;
            private final String key;

            Kind(String words, String key) {
                this.words = words;
                this.key = key;
            }

            String words() {
                return words;
            }

            /// Where the configuration says where it is.
            String key() {
                return key;
            }
        }
    }

    /// A field of a secret in HashiCorp Vault or OpenBao (secrets engine KV, version 2).
    record FromVault(String mount, String path, String field) implements Managed {
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_@.-]{1,255}");

        public FromVault {
            boolean good = NAME.matcher(mount).matches() && NAME.matcher(field).matches() && path.length() <= 1_024;
            for (String part : path.split("/", -1)) {
                good &= NAME.matcher(part).matches() && !part.equals(".") && !part.equals("..");
            }
            if (!good) {
                throw new IllegalArgumentException("not the name of a secret in Vault");
            }
        }

        @Override
        public Kind manager() {
            return Kind.VAULT;
        }

        @Override
        public String toString() {
            return "${vault:" + mount + "/" + path + "#" + field + "}";
        }
    }

    /// A secret in AWS Secrets Manager, by its name or ARN, or a field of one that is a JSON object.
    record FromAws(String name, Optional<String> field) implements Managed {
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9/_+=.@:!-]{1,512}");
        private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9_@.-]{1,255}");

        public FromAws {
            if (!NAME.matcher(name).matches()
                    || field.filter(each -> !FIELD.matcher(each).matches()).isPresent()) {
                throw new IllegalArgumentException("not the name of a secret in AWS");
            }
        }

        @Override
        public Kind manager() {
            return Kind.AWS;
        }

        @Override
        public String toString() {
            return "${aws-sm:" + name + field.map(each -> "#" + each).orElse("") + "}";
        }
    }

    /// What a text turned out to be.
    sealed interface Parsed {
        /// A reference.
        record Reference(SecretRef reference) implements Parsed {}

        /// No reference: the text has no `${`.
        record Literal(String text) implements Parsed {
            @Override
            public String toString() {
                return "Literal(hidden)";
            }
        }

        /// A text with a `${` that is not one of the forms; `why` names no part of the text.
        record Malformed(String why) implements Parsed {}
    }

    /// The published JSON Schema uses this too.
    String PATTERN = "^\\$\\{(env:[A-Za-z_][A-Za-z0-9_]*|file:[^{}\\r\\n]+|vault:[A-Za-z0-9_@./-]+#[A-Za-z0-9_@.-]+"
            + "|aws-sm:[A-Za-z0-9/_+=.@:!-]+(#[A-Za-z0-9_@.-]+)?)\\}$";

    /// The names that a reference to an environment variable may have.
    Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,254}");

    /// Reads one value; never fails.
    static Parsed parse(String text) {
        if (!text.contains("${")) {
            return new Parsed.Literal(text);
        }
        if (!text.startsWith("${") || text.indexOf('}') != text.length() - 1 || text.lastIndexOf("${") != 0) {
            return new Parsed.Malformed("mixes a reference with other text: a reference is always the whole value");
        }
        String inside = text.substring(2, text.length() - 1);
        if (inside.startsWith("env:")) {
            return variable(inside.substring(4));
        }
        if (inside.startsWith("file:")) {
            return file(inside.substring(5));
        }
        if (inside.startsWith("vault:")) {
            return vault(inside.substring(6));
        }
        if (inside.startsWith("aws-sm:")) {
            return aws(inside.substring(7));
        }
        return new Parsed.Malformed("is no reference that is known here: write `${env:NAME}`, `${file:path}`,"
                + " `${vault:mount/path#field}` or `${aws-sm:name#field}`");
    }

    private static Parsed variable(String name) {
        return VARIABLE.matcher(name).matches()
                ? new Parsed.Reference(new FromEnvironment(name))
                : new Parsed.Malformed("names no environment variable: letters, digits and `_`, not a digit first");
    }

    private static Parsed vault(String name) {
        int slash = name.indexOf('/');
        int hash = name.indexOf('#');
        try {
            return new Parsed.Reference(
                    new FromVault(name.substring(0, slash), name.substring(slash + 1, hash), name.substring(hash + 1)));
        } catch (IndexOutOfBoundsException | IllegalArgumentException _) {
            return new Parsed.Malformed("names no secret in Vault: write `${vault:mount/path#field}`");
        }
    }

    private static Parsed aws(String name) {
        int hash = name.indexOf('#');
        try {
            return new Parsed.Reference(
                    hash < 0
                            ? new FromAws(name, Optional.empty())
                            : new FromAws(name.substring(0, hash), Optional.of(name.substring(hash + 1))));
        } catch (IllegalArgumentException _) {
            return new Parsed.Malformed(
                    "names no secret of AWS Secrets Manager: write `${aws-sm:name}` or `${aws-sm:name#field}`");
        }
    }

    private static Parsed file(String path) {
        if (path.isBlank() || path.indexOf('{') >= 0 || path.chars().anyMatch(Character::isISOControl)) {
            return new Parsed.Malformed("names no file");
        }
        try {
            return new Parsed.Reference(new FromFile(Path.of(path)));
        } catch (InvalidPathException _) {
            return new Parsed.Malformed("names no file");
        }
    }
}

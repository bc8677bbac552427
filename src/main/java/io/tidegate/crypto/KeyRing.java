package io.tidegate.crypto;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Which keys do we have? One for each purpose, made on first use and read from their files at start.
///
/// No key leaves the ring: it hands out what uses a key. Does not rotate: every key is version 1 so far.
public final class KeyRing {
    private static final byte KEY_VERSION = 1;
    private static final int SECRET_BYTES = 32;
    private static final String MAGIC = "tidegate-key-1";
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();
    private static final byte[] PROBE = "tidegate key check".getBytes(StandardCharsets.US_ASCII);

    private final Map<KeyPurpose, byte[]> secrets = new EnumMap<>(KeyPurpose.class);
    private final SecureRandom random;
    private final Signer signer;

    private KeyRing(KeyFiles files, Path directory, SecureRandom random) throws IOException {
        this.random = random;
        Signer found = null;
        for (KeyPurpose purpose : KeyPurpose.values()) {
            Path file = directory.resolve(purpose.fileName());
            switch (purpose) {
                case TRAIL_SIGNING ->
                    found = signer(file, files.readOrCreate(purpose.fileName(), () -> freshPair(purpose)));
                case TRAIL_SEALING, API_KEYS, SESSIONS, GRANTS, ACCESS_TOKENS, DATA_VALUES, DATA_TOKENS, OWN_DATA ->
                    secrets.put(
                            purpose,
                            secret(file, purpose, files.readOrCreate(purpose.fileName(), () -> fresh(purpose))));
            }
        }
        if (found == null) {
            throw new IllegalStateException("no signing key");
        }
        signer = found;
    }

    /// Opens the ring in `directory`, making the directory and missing keys. Throws `KeysRefused`, with what to do,
    /// when a file is open to other users or is no key; `IOException` when the disk fails.
    public static KeyRing open(Path directory, SecureRandom random) throws IOException {
        return new KeyRing(KeyFiles.in(directory, random), directory, random);
    }

    /// The files that `open` would make in `directory`, as they are not there.
    public static List<String> missing(Path directory) {
        return Arrays.stream(KeyPurpose.values())
                .map(KeyPurpose::fileName)
                .filter(name -> !Files.exists(directory.resolve(name)))
                .toList();
    }

    /// Whether rings of earlier versions lack this file, so that the next start makes it.
    public static boolean isNew(String file) {
        return Arrays.stream(KeyPurpose.values())
                .anyMatch(purpose -> purpose.isNew() && purpose.fileName().equals(file));
    }

    /// What codes with the key for `purpose`. Throws `IllegalArgumentException` for a signing key.
    public Mac mac(KeyPurpose purpose) {
        return new Mac(Algorithms.derive(secret(purpose), use(purpose, "mac"), "HmacSHA256"));
    }

    /// What seals with the key for `purpose`. Throws `IllegalArgumentException` for a signing key.
    public Aead aead(KeyPurpose purpose) {
        return new Aead(KEY_VERSION, Algorithms.derive(secret(purpose), use(purpose, "aead"), "AES"), random);
    }

    /// What seals with a key of `subject`'s own, derived from the key for `purpose` (HKDF, RFC 5869).
    public Aead aead(KeyPurpose purpose, String subject) {
        byte[] use = use(purpose, "aead of " + subject);
        return new Aead(KEY_VERSION, Algorithms.derive(secret(purpose), use, "AES"), random);
    }

    /// What seals with keys derived from the key for `purpose`, so that the same value always looks the same.
    public Siv siv(KeyPurpose purpose) {
        return new Siv(
                KEY_VERSION,
                Algorithms.derive(secret(purpose), use(purpose, "siv mac"), "AES"),
                Algorithms.derive(secret(purpose), use(purpose, "siv cipher"), "AES"));
    }

    /// What hashes with the key for `purpose`.
    public KeyedHash keyedHash(KeyPurpose purpose) {
        return new KeyedHash(
                Algorithms.derive(secret(purpose), use(purpose, "hash"), "AES").getEncoded());
    }

    /// What signs for the trail.
    public Signer signer() {
        return signer;
    }

    private byte[] secret(KeyPurpose purpose) {
        byte[] secret = secrets.get(purpose);
        if (secret == null) {
            throw new IllegalArgumentException("the key for `" + purpose.label() + "` only signs");
        }
        return secret;
    }

    private static byte[] use(KeyPurpose purpose, String use) {
        return ("tidegate 1 " + purpose.label() + " " + use).getBytes(StandardCharsets.UTF_8);
    }

    private String fresh(KeyPurpose purpose) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return line(purpose, TEXT.encodeToString(secret));
    }

    private String freshPair(KeyPurpose purpose) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(255, random); // the curve's size, for which the JDK picks Ed25519
            KeyPair pair = generator.generateKeyPair();
            return line(
                    purpose,
                    TEXT.encodeToString(pair.getPrivate().getEncoded()) + " "
                            + TEXT.encodeToString(pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException missing) {
            throw Algorithms.missing(missing);
        }
    }

    private static String line(KeyPurpose purpose, String key) {
        return MAGIC + " " + purpose.label() + " " + key + "\n";
    }

    private static byte[] secret(Path file, KeyPurpose purpose, String text) throws KeysRefused {
        byte[][] parts = parts(file, purpose, text, 1);
        if (parts[0].length != SECRET_BYTES) {
            throw malformed(file);
        }
        return parts[0];
    }

    private static Signer signer(Path file, String text) throws KeysRefused {
        byte[][] parts = parts(file, KeyPurpose.TRAIL_SIGNING, text, 2);
        try {
            Signer signer = new Signer(
                    KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(parts[0])),
                    Verifier.ofEncoded(parts[1]));
            if (!signer.verifier().verifies(PROBE, signer.sign(PROBE))) {
                throw malformed(file); // the halves belong to different keys
            }
            return signer;
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            throw malformed(file);
        }
    }

    private static byte[][] parts(Path file, KeyPurpose purpose, String text, int count) throws KeysRefused {
        String[] words = text.strip().split(" ", -1);
        if (words.length != count + 2 || !words[0].equals(MAGIC) || !words[1].equals(purpose.label())) {
            throw malformed(file);
        }
        try {
            return Arrays.stream(words, 2, words.length)
                    .map(Base64.getUrlDecoder()::decode)
                    .toArray(byte[][]::new);
        } catch (IllegalArgumentException _) {
            throw malformed(file);
        }
    }

    private static KeysRefused malformed(Path file) {
        return new KeysRefused("`" + file + "` is damaged or is not the key it should be; restore it from a backup, "
                + "or move it away to start with a new key");
    }
}

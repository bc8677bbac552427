package io.tidegate.detect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.BitSet;

/// Hashes in a file: of the values of a table, or of passages of documents. It holds no clear text, says which keys it
/// was made with, and ends with a code (HMAC-SHA-256) of all before it, so that one that was altered is not taken.
///
/// @param words of the longest value
public record OwnFile(Kind kind, long[] hashes, BitSet lengths, int words) {
    private static final byte[] MAGIC = "tdgown1\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PROBE = "tidegate own data".getBytes(StandardCharsets.US_ASCII);
    private static final int CODE_BYTES = 32;
    private static final int HEAD_BYTES = MAGIC.length + 4 * Integer.BYTES + Long.BYTES;
    private static final int LENGTHS_BYTES_MAX = 64;
    private static final int BYTES_MAX = HEAD_BYTES + LENGTHS_BYTES_MAX + HashedValues.MOST * Long.BYTES + CODE_BYTES;

    /// What was hashed.
    public enum Kind {
        TABLE("table", 't'),
        DOCUMENTS("documents", 'd');

        private final String verb;
        private final int sign;

        Kind(String verb, int sign) {
            this.verb = verb;
            this.sign = sign;
        }
    }

    /// What is looked up in it.
    public HashedValues values() {
        return new HashedValues(hashes, lengths, words);
    }

    /// Writes it beside, and moves it there, so that a gateway reads the old or the new one.
    public void write(Path file, OwnKeys keys) throws IOException {
        byte[] lengthBytes = lengths.toByteArray();
        ByteBuffer out = ByteBuffer.allocate(HEAD_BYTES + lengthBytes.length + hashes.length * Long.BYTES + CODE_BYTES);
        out.put(MAGIC).putInt(kind.sign).putLong(probe(keys)).putInt(words).putInt(lengthBytes.length);
        out.putInt(hashes.length).put(lengthBytes);
        long[] sorted = hashes.clone();
        Arrays.sort(sorted); // the order of the rows is nobody's business
        out.asLongBuffer().put(sorted);
        out.position(out.capacity() - CODE_BYTES);
        out.put(keys.mac().of(Arrays.copyOf(out.array(), out.capacity() - CODE_BYTES)));
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(next, out.array());
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static long probe(OwnKeys keys) {
        return keys.hash().of(PROBE, 0, PROBE.length);
    }

    /// @throws IOException with what is wrong and what to do, if the file is not there, or not as it was written here
    public static OwnFile read(Path file, Kind kind, OwnKeys keys) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(BYTES_MAX + 1);
        } catch (IOException _) {
            throw new IOException("`" + file + "` can't be read; make it with `tidegate data " + kind.verb + "`");
        }
        try {
            return parsed(file, kind, keys, bytes);
        } catch (BufferUnderflowException | NegativeArraySizeException short_) {
            throw damaged(file, kind, short_);
        }
    }

    private static OwnFile parsed(Path file, Kind kind, OwnKeys keys, byte[] bytes) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        boolean isOurs = Arrays.equals(Arrays.copyOf(bytes, MAGIC.length), MAGIC);
        in.position(Math.min(bytes.length, MAGIC.length));
        if (!isOurs || in.getInt() != kind.sign) {
            throw new IOException("`" + file + "` was not made by `tidegate data " + kind.verb + "`");
        }
        if (in.getLong() != probe(keys)) {
            throw new IOException("`" + file + "` was made with the keys of another installation or tenant; make it"
                    + " here with `tidegate data " + kind.verb + " --config FILE`");
        }
        int end = bytes.length - CODE_BYTES;
        byte[] code = Arrays.copyOfRange(bytes, Math.max(0, end), bytes.length);
        if (end < HEAD_BYTES
                || bytes.length > BYTES_MAX
                || !MessageDigest.isEqual(code, keys.mac().of(Arrays.copyOf(bytes, end)))) {
            throw damaged(file, kind, new BufferUnderflowException());
        }
        int words = in.getInt();
        byte[] lengths = new byte[in.getInt()];
        long[] hashes = new long[in.getInt()];
        in.get(lengths);
        in.asLongBuffer().get(hashes);
        return new OwnFile(kind, hashes, BitSet.valueOf(lengths), words);
    }

    private static IOException damaged(Path file, Kind kind, Exception cause) {
        return new IOException(
                "`" + file + "` was altered or damaged; make it again with `tidegate data " + kind.verb + "`", cause);
    }
}

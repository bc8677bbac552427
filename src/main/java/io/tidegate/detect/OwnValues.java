package io.tidegate.detect;

import io.tidegate.crypto.KeyedHash;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;

/// Takes in texts to be listed, one by one, and keeps their hashes.
public final class OwnValues {
    /// Most words of a dictionary.
    public static final int DICTIONARY_MAX = 1_000_000;

    /// The longest text that is listed, in bytes of its spelling.
    public static final int BYTES_MAX = 128;

    /// And in words.
    public static final int WORDS_MAX = 12;

    private static final int LINE_MAX = 1_024;
    private static final int DICTIONARY_BYTES_MIN = 3;

    private final WordText.Spelling spelling;
    private final KeyedHash hash;
    private final int bytesMin;
    private final BitSet lengths = new BitSet();
    private long[] hashes = new long[1_024];
    private int count;
    private int words;

    /// @param bytesMin what is shorter is not taken
    public OwnValues(WordText.Spelling spelling, KeyedHash hash, int bytesMin) {
        this.spelling = spelling;
        this.hash = hash;
        this.bytesMin = bytesMin;
    }

    /// Takes a text in; returns whether it can be one that is listed.
    public boolean add(String text) {
        WordText words = WordText.of(text, spelling);
        byte[] spelled = words.spelled();
        boolean fits = spelled.length >= bytesMin && spelled.length <= BYTES_MAX && words.words() <= WORDS_MAX;
        if (fits) {
            add(hash.of(spelled, 0, spelled.length));
            lengths.set(spelled.length);
            this.words = Math.max(this.words, words.words());
        }
        return fits;
    }

    private void add(long one) {
        if (count == HashedValues.MOST) {
            throw new IllegalArgumentException("there are more than %,d values".formatted(HashedValues.MOST));
        }
        hashes = count == hashes.length ? Arrays.copyOf(hashes, 2 * count) : hashes;
        hashes[count++] = one;
    }

    /// How many were taken in, the same twice counting twice.
    public int count() {
        return count;
    }

    /// As a file of a table. People group numbers as they like, so a value is looked for over as many words as one may
    /// have.
    public OwnFile table() {
        return new OwnFile(OwnFile.Kind.TABLE, distinct(), lengths, WORDS_MAX);
    }

    /// As a file of the documents that these are kept of.
    public static OwnFile documents(Collection<Long> kept) {
        return new OwnFile(
                OwnFile.Kind.DOCUMENTS,
                kept.stream().mapToLong(Long::longValue).toArray(),
                new BitSet(),
                Shingles.WORDS);
    }

    private long[] distinct() {
        return Arrays.stream(hashes, 0, count).distinct().toArray();
    }

    /// Reads a dictionary: a word or a phrase a line.
    ///
    /// @throws IOException with what is wrong, where, and what to do
    public static HashedValues dictionary(Path file, KeyedHash hash) throws IOException {
        OwnValues values = new OwnValues(WordText.Spelling.SPACED, hash, DICTIONARY_BYTES_MIN);
        int number = 0;
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isBlank()) {
                    values.line(file, number, line);
                }
            }
        } catch (NoSuchFileException | AccessDeniedException none) {
            throw new IOException("`" + file + "` can't be read; give a file with a word or a phrase a line", none);
        } catch (CharacterCodingException noText) {
            throw new IOException("`" + file + "` is no UTF-8 text, from line " + (number + 1) + " on", noText);
        }
        if (values.count == 0) {
            throw new IOException("`" + file + "` has no words; give one a line");
        }
        return new HashedValues(values.distinct(), values.lengths, values.words);
    }

    private void line(Path file, int number, String line) throws IOException {
        String mask = DataType.OWN.removed();
        if (Arrays.equals(
                WordText.of(line, spelling).spelled(),
                WordText.of(mask, spelling).spelled())) {
            throw new IOException("line %d of `%s` is the word that stands where something was taken out: `%s`"
                    .formatted(number, file, mask));
        }
        if (count == DICTIONARY_MAX) {
            throw new IOException(
                    "`%s` has more than %,d lines; more fit into a table".formatted(file, DICTIONARY_MAX));
        }
        if (line.length() > LINE_MAX || !add(line)) {
            throw new IOException(
                    "line %d of `%s` is no word or phrase of %d to %d letters and digits, and at most %d words"
                            .formatted(number, file, bytesMin, BYTES_MAX, WORDS_MAX));
        }
    }
}

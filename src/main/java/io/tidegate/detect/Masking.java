package io.tidegate.detect;

import java.util.List;
import java.util.Optional;

/// What does a text look like with its findings masked? Keeps just enough for a person to recognise what was there; a
/// masked text scanned again has no findings.
public final class Masking {
    private static final String CARD = "**** **** **** ";
    private static final String IBAN = "** **** **** ";
    private static final int KEPT_DIGITS = 4;
    private static final int KEPT_LETTERS = 2;
    private static final int FOLLOWING = 64; // enough for what stands between groups, escaped

    private Masking() {}

    /// Masks `findings`, as a scanner gave them for exactly this text: in order, not overlapping.
    public static String mask(String text, List<Finding> findings) {
        return hide(
                text,
                findings.stream()
                        .map(finding -> new Hidden(finding, Optional.empty()))
                        .toList());
    }

    /// What is to be hidden in a text.
    ///
    /// @param token what stands in its place; a mask where there is none
    record Hidden(Finding finding, Optional<String> token) {
        Hidden masked() {
            return new Hidden(finding, Optional.empty());
        }

        /// @param text that it is hidden in
        String shown(String text) {
            return token.orElseGet(() -> Masking.masked(text, finding));
        }
    }

    static String hide(String text, List<Hidden> all) {
        StringBuilder out = new StringBuilder(text.length());
        int done = 0;
        for (Hidden hidden : all) {
            Finding finding = hidden.finding();
            if (finding.start() < done || finding.end() > text.length()) {
                throw new IllegalArgumentException("findings must be in order and of this text");
            }
            out.append(text, done, finding.start());
            out.append(hidden.shown(text));
            done = finding.end();
        }
        return out.append(text, done, text.length()).toString();
    }

    private static String masked(String text, Finding finding) {
        DataType type = finding.type();
        String found = text.substring(finding.start(), finding.end());
        return switch (type) {
            case EMAIL -> finding.kind().equals(EmailShape.KIND) ? email(found) : type.removed();
            case PAYMENT_CARD -> digitsFollow(text, finding.end()) ? type.removed() : card(found);
            case IBAN -> digitsFollow(text, finding.end()) ? type.removed() : iban(found);
            case OWN,
                    CREDENTIAL,
                    PRIVATE_KEY,
                    IP_ADDRESS,
                    MAC_ADDRESS,
                    POSTAL_ADDRESS,
                    BIRTH_DATE,
                    PHONE,
                    HEALTH_CODE,
                    CRYPTO_WALLET,
                    BANK_ACCOUNT,
                    HEALTH_ID,
                    DRIVER_LICENCE,
                    PASSPORT,
                    NATIONAL_ID -> type.removed();
        };
    }

    /// `annabel@example.com` becomes `an***@example.com`. Where the whole is not one plain address, nothing of it is
    /// kept.
    private static String email(String found) {
        FoldedText folded = FoldedText.unescaped(found);
        String symbols = folded.ascii(0, folded.length());
        int at = symbols.indexOf('@');
        if (at < 1 || symbols.indexOf('@', at + 1) >= 0) {
            return DataType.EMAIL.removed();
        }
        // Digits, or all there is, could be the end of a number before it.
        boolean letters = Alphabet.letter(symbols.charAt(0)) && Alphabet.letter(symbols.charAt(1));
        int kept = letters && at > KEPT_LETTERS ? KEPT_LETTERS : 0;
        String start = kept == 0 ? "" : found.substring(0, folded.originalEnd(kept));
        return start + "***" + found.substring(folded.originalStart(at));
    }

    private static String card(String found) {
        String digits = alphanumerics(found);
        boolean plain =
                digits.length() >= 12 && digits.length() <= 19 && digits.chars().allMatch(Alphabet::digit);
        return plain ? CARD + digits.substring(digits.length() - KEPT_DIGITS) : DataType.PAYMENT_CARD.removed();
    }

    private static String iban(String found) {
        String symbols = alphanumerics(found);
        boolean plain = symbols.length() >= 15 && symbols.length() <= 34 && Alphabet.letter(symbols.charAt(0));
        return plain
                ? symbols.substring(0, 2) + IBAN + symbols.substring(symbols.length() - KEPT_DIGITS)
                : DataType.IBAN.removed();
    }

    private static String alphanumerics(String found) {
        FoldedText folded = FoldedText.unescaped(found);
        StringBuilder kept = new StringBuilder();
        for (int i = 0; i < folded.length(); i++) {
            int symbol = folded.bytes()[i] & 0xFF;
            if (Alphabet.ALPHANUMERIC.has(symbol)) {
                kept.append((char) symbol);
            } else if (symbol != ' ' && symbol != '-' && symbol != '.') {
                return ""; // merged with something else, or encoded
            }
        }
        return kept.toString();
    }

    /// Whether kept digits would run into others and could make up a new number with them.
    private static boolean digitsFollow(String text, int end) {
        FoldedText folded = FoldedText.unescaped(text.substring(end, Math.min(text.length(), end + FOLLOWING)));
        for (int i = 0; i < folded.length(); i++) {
            int symbol = folded.bytes()[i] & 0xFF;
            if (symbol != ' ' && symbol != '-' && symbol != '.') {
                return Alphabet.ALPHANUMERIC.has(symbol);
            }
        }
        return false;
    }
}

package io.tidegate.bench;

/// What do calls and answers say? Plain prose of a given length, the same every time, with nothing in it to mask.
final class Text {
    private static final String[] SENTENCES = {
        "The spring catalogue is two weeks late and the printer moves to October.",
        "Returns fell from four to three percent, and nobody knows why yet.",
        "The new warehouse opens in November; keys are with the desk on the first floor.",
        "Trains are preferred to planes when the journey is under five hours.",
        "Receipts are sent within thirty days, and photographs of them are fine.",
        "The lamp lasts nine hours at half brightness and four hours at full.",
        "Orders above five hundred need a second pair of eyes before they are placed.",
    };

    private Text() {}

    /// ASCII prose of exactly `length` characters that needs no escape in JSON.
    static String prose(int length) {
        var text = new StringBuilder(length + 80);
        for (int i = 0; text.length() < length; i++) {
            text.append(SENTENCES[i % SENTENCES.length]).append(' ');
        }
        return text.substring(0, length);
    }
}

package io.tidegate.detect;

/// Is this a client secret of Microsoft Entra ID? Three characters, a digit, `Q~` and 31 to 34 more.
final class AzureSecretShape implements Shape {
    @Override
    public void verify(Sight sight, int start, int end) {
        int first = start - 4;
        if (!Alphabet.digit(sight.at(start - 1)) || first < 0) {
            return;
        }
        for (int i = first; i < start; i++) {
            if (!Alphabet.TILDE.has(sight.at(i))) {
                return;
            }
        }
        if (Alphabet.TILDE.has(sight.at(first - 1))) {
            return;
        }
        int stop = sight.runEnd(Alphabet.TILDE, end);
        int rest = stop - end;
        if (rest >= 31 && rest <= 34 && sight.entropy(end, stop) >= 3.0) {
            sight.report(DataType.CREDENTIAL, "azure-client-secret", first, stop, Confidence.LIKELY);
        }
    }
}

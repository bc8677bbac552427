package io.tidegate.detect;

import io.tidegate.detect.Identifiers.Identifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Which numbers of people and accounts are known? One line each: how they are written, what checks them, and what has
/// to be said of them beside.
///
/// A form is the number as it is written, `9` for a digit and `A` for a letter. In a strong form it is taken by itself;
/// in a weak one only near words that say what it is. Weak is what more than three in a hundred random numbers of the
/// form pass, unless nothing else is written so.
final class Identifiers {
    private static final List<String> NO_FORM = List.of();
    private static final Set<String> MONTHS = Set.of(
            "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC", "MAI", "OKT", "DEZ",
            "ENE", "ABR", "AGO", "DIC", "AVR", "GEN", "MAG", "GIU", "LUG", "SET", "OTT");

    private final Forms strong = new Forms();
    private final Forms all = new Forms();

    /// @param mention what has to be said near a weak form
    record Identifier(DataType type, String kind, Mention mention, Predicate<String> check, boolean isStrong) {}

    private Identifiers() {}

    static Identifiers all() {
        Identifiers all = new Identifiers();
        all.americas();
        all.westernEurope();
        all.northernEurope();
        all.easternEurope();
        all.asia();
        all.elsewhere();
        all.withoutCheckDigits();
        all.health();
        all.banks();
        all.births();
        all.phones();
        return all;
    }

    /// How they are written.
    ///
    /// @param told whether any word stands near that says what a number is; without, only strong forms count
    Forms forms(boolean told) {
        return told ? all : strong;
    }

    /// @param forms strong ones, and weak ones
    private void add(DataType type, String kind, Mention mention, Predicate<String> check, List<List<String>> forms) {
        forms.getFirst().forEach(form -> put(form, new Identifier(type, kind, mention, check, true)));
        forms.getLast().forEach(form -> put(form, new Identifier(type, kind, mention, check, false)));
    }

    private void put(String form, Identifier identifier) {
        all.put(form, identifier);
        if (identifier.isStrong()) {
            strong.put(form, identifier);
        }
    }

    private void national(String kind, Predicate<String> check, List<String> strong, List<String> weak) {
        add(DataType.NATIONAL_ID, kind, Mention.NATIONAL_ID, check, List.of(strong, weak));
    }

    private void americas() {
        national("ca-sin", NationalChecks::sin, NO_FORM, List.of("999 999 999", "999-999-999", "999999999"));
        national("mx-curp", NationalChecks::curp, List.of("AAAA999999AAAAAA99", "AAAA999999AAAAAAA9"), NO_FORM);
        national("br-cpf", NationalChecks::cpf, List.of("999.999.999-99"), List.of("99999999999"));
        national(
                "cl-rut",
                NationalChecks::chilean,
                List.of("99.999.999-9", "99.999.999-A", "9.999.999-9", "9.999.999-A"),
                List.of("99999999-9", "99999999-A", "9999999-9", "9999999-A"));
        national("ar-dni", _ -> true, NO_FORM, List.of("99.999.999"));
    }

    private void westernEurope() {
        national(
                "uk-nino",
                NationalChecks::nino,
                List.of("AA 99 99 99 A", "AA 999999 A", "AA-99-99-99-A"),
                List.of("AA999999A"));
        national("de-tax-id", NationalChecks::steuerId, NO_FORM, List.of("99999999999", "99 999 999 999"));
        national("de-pension", NationalChecks::pension, List.of("99999999A999", "99 999999 A 999"), NO_FORM);
        national(
                "fr-nir",
                NationalChecks::nir,
                List.of("999999999999999", "9 99 99 99 999 999 99", "9999999999999 99"),
                NO_FORM);
        national("it-fiscal-code", NationalChecks::fiscal, List.of("AAAAAA99A99A999A"), NO_FORM);
        national("es-dni", NationalChecks::dni, List.of("99.999.999-A"), List.of("99999999A", "99999999-A"));
        national("es-nie", NationalChecks::dni, List.of("A9999999A", "A-9999999-A"), NO_FORM);
        national("pt-nif", NationalChecks::portuguese, NO_FORM, List.of("999999999", "999 999 999"));
        national("nl-bsn", NationalChecks::bsn, NO_FORM, List.of("999999999", "999.999.999", "9999.99.999"));
        national("be-national", NationalChecks::belgian, List.of("99.99.99-999.99"), List.of("99999999999"));
        national("ch-ahv", NationalChecks::ahv, List.of("999.9999.9999.99", "9999999999999"), NO_FORM);
        national("at-svnr", NationalChecks::austrian, NO_FORM, List.of("9999999999", "9999 999999"));
        national("ie-pps", NationalChecks::irish, NO_FORM, List.of("9999999A", "9999999AA"));
    }

    private void northernEurope() {
        national(
                "se-personnummer",
                NationalChecks::swedish,
                List.of("99999999-9999"),
                List.of("999999-9999", "9999999999", "999999999999"));
        national("no-fodselsnummer", NationalChecks::norwegian, List.of("99999999999", "999999 99999"), NO_FORM);
        national(
                "fi-hetu",
                NationalChecks::finnish,
                List.of("999999-9999", "999999-999A", "999999A9999", "999999A999A"),
                NO_FORM);
        national("ee-lt-isikukood", NationalChecks::baltic, NO_FORM, List.of("99999999999"));
    }

    private void easternEurope() {
        national("pl-pesel", NationalChecks::pesel, NO_FORM, List.of("99999999999"));
        national("cz-sk-rodne-cislo", NationalChecks::czech, List.of("999999/9999"), List.of("9999999999"));
        national("ro-cnp", NationalChecks::romanian, NO_FORM, List.of("9999999999999"));
        national("bg-egn", NationalChecks::bulgarian, NO_FORM, List.of("9999999999"));
        national("hr-oib", NationalChecks::oib, NO_FORM, List.of("99999999999"));
        national(
                "ru-snils", NationalChecks::snils, List.of("999-999-999 99", "999-999-999-99"), List.of("99999999999"));
        national("ru-inn", NationalChecks::inn, NO_FORM, List.of("999999999999"));
    }

    private void asia() {
        national("cn-resident", NationalChecks::chinese, List.of("999999999999999999", "99999999999999999A"), NO_FORM);
        national("tw-id", NationalChecks::taiwanese, NO_FORM, List.of("A999999999"));
        national(
                "hk-id",
                NationalChecks::hongKong,
                NO_FORM,
                List.of("A999999(9)", "A999999(A)", "AA999999(9)", "AA999999(A)", "A9999999", "A999999A", "AA9999999"));
        national("sg-nric", NationalChecks::nric, List.of("A9999999A"), NO_FORM);
        national("kr-rrn", NationalChecks::korean, List.of("999999-9999999"), List.of("9999999999999"));
        national(
                "jp-my-number",
                NationalChecks::japanese,
                NO_FORM,
                List.of("999999999999", "9999 9999 9999", "9999-9999-9999"));
        national(
                "in-aadhaar",
                NationalChecks::aadhaar,
                NO_FORM,
                List.of("9999 9999 9999", "999999999999", "9999-9999-9999"));
        national("in-pan", NationalChecks::pan, NO_FORM, List.of("AAAAA9999A"));
        national("tr-kimlik", NationalChecks::turkish, List.of("99999999999"), NO_FORM);
        national("il-id", NationalChecks::israeli, NO_FORM, List.of("999999999"));
    }

    private void elsewhere() {
        national("za-id", NationalChecks::southAfrican, List.of("9999999999999"), NO_FORM);
        national("au-tfn", NationalChecks::tfn, NO_FORM, List.of("999999999", "999 999 999"));
        national("cl-rut", NationalChecks::chilean, NO_FORM, List.of("999999999", "99999999A", "99999999", "9999999A"));
        national("nz-ird", NationalChecks::ird, NO_FORM, List.of("99999999", "999999999", "99-999-999", "999-999-999"));
    }

    /// They have no check digits, so what fits another kind that has is of that kind.
    private void withoutCheckDigits() {
        national(
                "us-ssn",
                NationalChecks::ssn,
                List.of("999-99-9999"),
                List.of("999999999", "999 99 9999", "999.99.9999"));
        national("us-itin", NationalChecks::itin, NO_FORM, List.of("999-99-9999", "999999999", "999 99 9999"));
        national("dk-cpr", NationalChecks::danish, NO_FORM, List.of("999999-9999", "9999999999"));
    }

    private void health() {
        add(
                DataType.HEALTH_ID,
                "uk-nhs",
                Mention.HEALTH,
                NationalChecks::nhs,
                List.of(NO_FORM, List.of("999 999 9999", "999-999-9999", "9999999999")));
        add(DataType.HEALTH_ID, "us-npi", Mention.HEALTH, NationalChecks::npi, List.of(NO_FORM, List.of("9999999999")));
        add(DataType.HEALTH_ID, "us-dea", Mention.HEALTH, NationalChecks::dea, List.of(NO_FORM, List.of("AA9999999")));
        add(
                DataType.HEALTH_ID,
                "au-medicare",
                Mention.HEALTH,
                NationalChecks::medicare,
                List.of(List.of("9999 99999 9"), List.of("9999999999")));
    }

    private void banks() {
        add(
                DataType.BANK_ACCOUNT,
                "us-routing",
                Mention.BANK,
                NationalChecks::aba,
                List.of(NO_FORM, List.of("999999999")));
        add(DataType.BANK_ACCOUNT, "uk-sort-code", Mention.BANK, _ -> true, List.of(NO_FORM, List.of("99-99-99")));
        add(
                DataType.BANK_ACCOUNT,
                "account-number",
                Mention.BANK,
                digits -> !CheckDigits.isSame(digits),
                List.of(NO_FORM, List.of("99999999", "9999999999", "999999999999")));
    }

    /// A day, however it is written; two numbers of twelve and less can be either way round.
    private void births() {
        List<String> forms = new ArrayList<>(List.of("9999-99-99", "9999/99/99", "9999.99.99"));
        for (String separator : List.of("/", ".", "-")) {
            for (String first : List.of("9", "99")) {
                for (String second : List.of("9", "99")) {
                    forms.add(first + separator + second + separator + "9999");
                    forms.add(first + separator + second + separator + "99");
                }
            }
        }
        add(DataType.BIRTH_DATE, "birth-date", Mention.BIRTH, _ -> true, List.of(NO_FORM, forms));
        List<String> named = new ArrayList<>();
        for (int length = 3; length <= 9; length++) {
            for (String day : List.of("9", "99")) {
                named.add(day + " " + "A".repeat(length) + " 9999");
            }
        }
        add(DataType.BIRTH_DATE, "birth-date", Mention.BIRTH, Identifiers::namesMonth, List.of(NO_FORM, named));
    }

    private static boolean namesMonth(String text) {
        String letters = text.chars()
                .filter(Alphabet::letter)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return letters.length() >= 3 && MONTHS.contains(letters.substring(0, 3));
    }

    private void phones() {
        add(
                DataType.PHONE,
                "nanp",
                Mention.PHONE,
                Identifiers::isNorthAmerican,
                List.of(
                        List.of("999-999-9999", "999.999.9999", "9-999-999-9999"),
                        List.of("9999999999", "999 999 9999")));
    }

    /// Area and exchange of the North American Numbering Plan begin with 2 to 9.
    private static boolean isNorthAmerican(String digits) {
        int from = digits.length() - 10;
        return (from == 0 || digits.charAt(0) == '1')
                && digits.charAt(from) >= '2'
                && digits.charAt(from + 3) >= '2'
                && !CheckDigits.isSame(digits);
    }
}

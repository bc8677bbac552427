package io.tidegate.detect;

import java.util.ArrayList;
import java.util.List;

/// What is a text about just here? Words before a number say what it is, where its shape alone does not.
///
/// A word counts where it ends. One with `*` behind it is a stem and may go on; one with `+` is mostly about something
/// else, and counts only where what follows announces a number.
enum Mention {
    NATIONAL_ID(
            48,
            "social security",
            "ssn",
            "ssns",
            "sin number",
            "social insurance",
            "national id",
            "national_id",
            "national-id",
            "nationalid",
            "national ident*",
            "national_ident*",
            "nationalident*",
            "national insurance",
            "nino",
            "ni number",
            "ni no",
            "identity card",
            "identity number",
            "id number",
            "id card",
            "personal id",
            "personal ident*",
            "personal number",
            "personal code",
            "personnummer*",
            "tax id",
            "tax_id",
            "taxid",
            "tax ident*",
            "tax_ident*",
            "taxident*",
            "tax number",
            "tax file",
            "taxpayer",
            "taxpayerid",
            "tin:",
            "tin is",
            "tfn",
            "itin",
            "steuer-id",
            "steuerid",
            "steuerident*",
            "steuernummer",
            "identifikationsnummer",
            "sozialversicherung*",
            "versicherungsnummer",
            "personalausweis",
            "codice fiscale",
            "carta d'identita",
            "dni",
            "nif",
            "nie ",
            "rut",
            "rfc",
            "curp",
            "cpf",
            "pesel",
            "bsn",
            "burgerservice",
            "rodn", // also where an accented letter follows
            "rodne",
            "rodneho",
            "ahv",
            "avs",
            "pps",
            "ppsn",
            "aadhaar",
            "aadhar",
            "uidai",
            "pan card",
            "pan+",
            "permanent account",
            "my number",
            "mynumber",
            "snils",
            "inn ",
            "egn",
            "cnp",
            "oib",
            "isikukood*",
            "kennitala",
            "fodselsnummer",
            "dselsnummer", // behind an accented letter
            "cpr",
            "hetu",
            "nir ",
            "nric",
            "fin number",
            "hkid",
            "rrn",
            "resident registration",
            "teudat"),
    PASSPORT(40, "passport", "reisepass", "passeport", "pasaporte", "passaporto", "paspoort", "pasport"),
    DRIVER(
            40,
            "driver's licen*",
            "drivers licen*",
            "driver licen*",
            "driving licen*",
            "driver_licen*",
            "driverlicen*",
            "driver-licen*",
            "licence no",
            "license no",
            "license #",
            "dl#",
            "dl #",
            "dl no",
            "fuhrerschein",
            "hrerschein", // behind an accented letter
            "permis de conduire",
            "permiso de conducir",
            "patente di guida",
            "rijbewijs"),
    BIRTH(
            32,
            "date of birth",
            "birth date",
            "birthdate",
            "date_of_birth",
            "dateofbirth",
            "birthday",
            "dob",
            "born",
            "geboren",
            "geburtsdatum",
            "ne le",
            "naissance",
            "nacimiento",
            "nascimento",
            "nascita",
            "geboortedatum"),
    PHONE(
            32,
            "phone",
            "mobile",
            "mobilephone",
            "cell",
            "cellphone",
            "tel:",
            "tel.",
            "tel ",
            "telefon",
            "telephone",
            "telefono",
            "telefone",
            "handy+",
            "whatsapp",
            "fax",
            "call ",
            "dial ",
            "answering at",
            "reach us",
            "reach you",
            "reach me",
            "text me",
            "contact number",
            "contact me",
            "hotline",
            "sms"),
    BANK(
            40,
            "routing+",
            "routing transit",
            "aba",
            "rtn",
            "sort code",
            "sort-code",
            "sort_code",
            "account no",
            "account_no",
            "accountno",
            "account number",
            "account_number",
            "accountnumber",
            "acct",
            "bank account",
            "kontonummer",
            "blz",
            "bsb",
            "ifsc",
            "clabe",
            "swift+",
            "bic+"),
    HEALTH(
            48,
            "medical record*",
            "mrn",
            "patient id",
            "patient_id",
            "patientid",
            "patient ident*",
            "patient_ident*",
            "patientident*",
            "patient number",
            "health number",
            "health insurance",
            "health card",
            "npi",
            "nhs",
            "medicare",
            "dea+",
            "dea registration",
            "medicaid",
            "krankenversicher*",
            "provider id",
            "provider ident*"),
    DIAGNOSIS(48, "diagnos*", "icd", "dx:", "dx ", "ndc", "drug code", "prescri*", "medication*");

    /// No word reaches further.
    static final int REACH_MAX = 48; // symbols

    private final int reach;
    private final String words;

    Mention(int reach, String... words) {
        this.reach = Math.min(reach, REACH_MAX);
        this.words = String.join("|", words);
    }

    /// How many symbols behind a word a number still belongs to it.
    int reach() {
        return reach;
    }

    static List<Anchor> anchors() {
        List<Anchor> anchors = new ArrayList<>();
        for (Mention mention : values()) {
            for (String word : mention.words.split("\\|", -1)) {
                MentionShape.Ending ending = ending(word);
                String literal = ending == MentionShape.Ending.WORD ? word : word.substring(0, word.length() - 1);
                anchors.add(new Anchor(literal, Anchor.Match.ANY_CASE, new MentionShape(mention, ending)));
            }
        }
        return anchors;
    }

    private static MentionShape.Ending ending(String word) {
        return switch (word.charAt(word.length() - 1)) {
            case '*' -> MentionShape.Ending.STEM;
            case '+' -> MentionShape.Ending.NUMBER;
            default -> MentionShape.Ending.WORD;
        };
    }
}

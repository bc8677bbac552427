package io.tidegate.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Are the numbers of people, accounts and machines found, and those left alone that only look like them?
class IdentifiersTest {
    private static final DataScanner ALL = new DataScanner(EnumSet.allOf(DataType.class));

    private static List<String> found(String text) {
        if (!(ALL.scan(text) instanceof Examination.Complete complete)) {
            throw new AssertionError("not examined: " + text);
        }
        return complete.findings().stream()
                .map(finding -> finding.type().id() + " " + finding.kind() + " "
                        + text.substring(finding.start(), finding.end()))
                .toList();
    }

    /// Examples that the states publish, or numbers made up with right check digits.
    @ParameterizedTest
    @CsvFileSource(resources = "identifiers.txt", delimiter = '|')
    void numbersOfPeopleAreFoundAndThoseWithWrongCheckDigitsAreNot(String kind, String text, String number) {
        assertThat(found(text)).anyMatch(one -> one.endsWith(" " + kind + " " + number));
        if (kind.equals("dk-cpr")
                || kind.equals("kr-rrn")
                || kind.equals("in-pan")
                || kind.startsWith("us-ssn")
                || kind.equals("us-itin")
                || kind.equals("uk-nino")
                || kind.equals("au-medicare")) {
            return; // they have no check digit
        }
        int last = number.length() - (number.endsWith(")") ? 2 : 1);
        char check = number.charAt(last);
        char other = Alphabet.digit(check) ? (char) ('0' + (check - '0' + 1) % 10) : check == 'A' ? 'B' : 'A';
        String wrong = text.replace(number, number.substring(0, last) + other + number.substring(last + 1));
        assertThat(found(wrong)).noneMatch(one -> one.contains(" " + kind + " "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "000-12-3456",
                "666-12-3456",
                "536-00-4567",
                "BG123456C",
                "order 536224567 of today",
                "id 86095742719",
                "2026-01-05T12:00:00.123456789Z",
                "a3f5c2d8-1234-4abc-9def-0123456789ab",
                "commit 4f2a9c1 in 12345678 lines",
                "1700000000000",
                "v1.2.3.4 and version 10.0.0.1",
                "at 12:30:45, 09:15:00",
                "127.0.0.1 and 0.0.0.0 and ::1",
                "3.14159265358979",
                "x = 0x1f2e",
                "born to run 12345",
                "the phone has 128 GB",
                "call the method 3 times",
                "passport to 2026",
                "Dear Anna, your invoice 4839201 is due.",
                "Dead letter queue 12345678",
                "The account now has 12345678 points",
                "bicycle model 12345678",
                "a swift answer to 12345678, routing 12345678 calls",
                "{\"dealId\": 20481937}",
                "{\"routingId\": 20481937}",
                "{\"bicycleId\": 20481937}",
                "cells 12345678",
                "handy tip 12345678",
                "smsg 12345678",
                "Purchase order AB1234563 shipped",
                "2341 2341 2346",
                "part A123456789",
                "part 12345678Z",
                "part ABCPV1234D",
                "part AB123456C",
                "call it(A123456(3))",
                "Tax ID: 912-67-1234",
                "Tax ID: 912-93-1234",
                "NRIC M1234567X"
            })
    void whatOnlyLooksLikeOneIsLeftAlone(String text) {
        assertThat(found(text)).isEmpty();
    }

    /// Words are taken as they are written in sentences, in names and in compounds.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Handynummer 12345678",
                "Handy 0171 2345678",
                "Telefonnummer 12345678",
                "phoneNumber=12345678",
                "\"phone\": \"12345678\"",
                "diagnosed E11.9",
                "bank_routing: 021000021",
                "swiftCode 12345678",
                "patient identifier 12345678",
                "SSNs 536224567"
            })
    void wordsForNumbersAreReadAsPeopleWriteThem(String text) {
        assertThat(found(text)).hasSize(1);
    }

    @Test
    void theNameOfAMemberIsAWord() {
        assertThat(ALL.scan("20481937", "dealId"))
                .isInstanceOfSatisfying(Examination.Complete.class, complete -> assertThat(complete.findings())
                        .isEmpty());
        assertThat(ALL.scan("AB1234563", "dea"))
                .isInstanceOfSatisfying(Examination.Complete.class, complete -> assertThat(complete.findings())
                        .hasSize(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "from 203.0.113.7, twice             | ip-address ipv4 203.0.113.7",
                "2001:db8:85a3:0:0:8a2e:370:7334     | ip-address ipv6 2001:db8:85a3:0:0:8a2e:370:7334",
                "fe80::1ff:fe23:4567:890a up         | ip-address ipv6 fe80::1ff:fe23:4567:890a",
                "card 00:1b:44:11:3a:b7              | mac-address mac 00:1b:44:11:3a:b7",
                "card 00-1B-44-11-3A-B7              | mac-address mac 00-1B-44-11-3A-B7",
                "to 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa | crypto-wallet bitcoin 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
                "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq | crypto-wallet bitcoin bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
                "0x52908400098527886E0F7030069857D2E4169EE7 | crypto-wallet ethereum 0x52908400098527886E0F7030069857D2E4169EE7",
                "+44 20 7946 0958 rings              | phone international +44 20 7946 0958",
                "(415) 555-2671 please               | phone nanp (415) 555-2671",
                "415-555-2671                        | phone nanp 415-555-2671",
                "Telefon: 089 72 63 41               | phone national 089 72 63 41",
                "date of birth: 1980-03-12           | birth-date birth-date 1980-03-12",
                "born 12 March 1980 in               | birth-date birth-date 12 March 1980",
                "passport no. C01X00T47              | passport named C01X00T47",
                "Driver's license: D1234567          | driver-licence named D1234567",
                "MRN 00482913                        | health-id named 00482913",
                "diagnosis: E11.9                    | health-code icd-10 E11.9",
                "at 4589 Old Mill Road, Dayton, OH 45402 | postal-address street 4589 Old Mill Road, Dayton, OH 45402"
            })
    void machinesPhonesAndNamedNumbersAreFound(String text, String expected) {
        assertThat(found(text)).containsExactly(expected);
    }

    /// Whoever asked for other types does not get these.
    @Test
    void onlyWhatIsWantedIsFound() {
        DataScanner mails = new DataScanner(EnumSet.of(DataType.EMAIL));
        assertThat(mails.scan("536-22-4567 at 203.0.113.7"))
                .isInstanceOfSatisfying(Examination.Complete.class, complete -> assertThat(complete.findings())
                        .isEmpty());
        DataScanner phones = new DataScanner(EnumSet.of(DataType.PHONE));
        assertThat(phones.scan("SSN 536-22-4567 at 203.0.113.7"))
                .isInstanceOfSatisfying(Examination.Complete.class, complete -> assertThat(complete.findings())
                        .isEmpty());
    }
}

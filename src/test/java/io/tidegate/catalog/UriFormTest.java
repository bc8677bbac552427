package io.tidegate.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Does each resource have one spelling?
class UriFormTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///secret/plan.txt",
                "FILE:///secret/plan.txt",
                "file:/secret/plan.txt",
                "file://localhost/secret/plan.txt",
                "file://LocalHost/secret/plan.txt",
                "file://loc%61lhost/secret/plan.txt",
                "file:///%73ecret/plan.txt",
                "file:///secret/pl%61n%2etxt",
                "file:///./secret/./plan.txt",
                "file:///public/../secret/plan.txt",
                "file:///public/%2e%2E/secret/plan.txt",
                "file:///public/.%2e/secret/plan.txt",
                "file:///../../secret/x/../plan.txt"
            })
    void aFileHasOneSpelling(String uri) {
        assertThat(UriForm.of(uri)).contains("file:///secret/plan.txt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:secret",
                "file:",
                "file:///secret?x",
                "file:///secret#x",
                "file:///secret?",
                "file://host/secret",
                "file://127.0.0.1/secret",
                "file://localhost:80/secret",
                "file://user@localhost/secret",
                "file:////secret",
                "file:///a//secret",
                "file:///a%2Fsecret",
                "file:///a%2f..%2fsecret",
                "file:///a\\..\\secret",
                "file:///a%5C..%5csecret",
                "file:///secret%00.txt",
                "file:///secret%0a",
                "file:///a/%252e%252e/secret",
                "file:///a%252Fsecret",
                "file:///%7",
                "file:///%zz",
                "file:///C|/secret",
                "file:///c%7C/secret",
                "https:\\\\host\\secret",
                "demo:/.//host",
                "demo://a%",
                "no uri"
            })
    void whatIsReadInDifferentWaysHasNone(String uri) {
        assertThat(UriForm.of(uri)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "DEMO://Host/A%2fb, demo://Host/A%2Fb",
        "demo://r/a/../b, demo://r/b",
        "demo://r/a/%2e%2e/b, demo://r/b",
        "demo:a/../b, demo:a/../b",
        "urn:x:%61, urn:x:a",
        "https://EXAMPLE.org/%7Ea?B=%c3%a9#X, https://example.org/~a?B=%C3%A9#X",
        "postgres://User@h/T%C3%A9, postgres://User@h/T%C3%A9",
        "ui://Chart/view, ui://Chart/view",
        "test://{id}/data{?q*}, test://{id}/data{?q*}",
        "file:///a%3Ab%2Bc, file:///a:b+c",
        "file:///a b/é, file:///a%20b/%C3%A9",
        "file:///a%20b/%c3%a9, file:///a%20b/%C3%A9",
        "file:///{path}, file:///{path}",
        "file:///100%25, file:///100%25",
        "file:///dir/, file:///dir/",
        "file:///dir/., file:///dir/",
        "file:///, file:///",
        "file:///..., file:///...",
        "file:///C:/x, file:///C:/x",
        "file:///%FF, file:///%FF"
    })
    void othersAreChangedNoMoreThanIsSafe(String uri, String form) {
        assertThat(UriForm.of(uri)).contains(form);
    }

    @Property
    void aSpellingIsItsOwn(
            @ForAll
                    @StringLength(max = 24)
                    @Chars({'/', '.', '%', '2', 'e', 'E', '5', '6', '1', ':', '?'})
                    @CharRange(from = 'a', to = 'c')
                    String path) {
        for (String start : new String[] {"file:", "file:///", "x://", "https://h/"}) {
            UriForm.of(start + path)
                    .ifPresent(form -> assertThat(UriForm.of(form)).contains(form));
        }
    }
}

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
                "file:///../../secret/x/../plan.txt",
                "file:///secret/plan.txt/",
                "file:///secret/plan.txt/.",
                "file:///secret/plan.txt/x/..",
                "file:///secret/plan.txt/%2E/"
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
                "file:///%2573ecret",
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
    @ValueSource(
            strings = {
                "https://x@host/plan",
                "https://x:y@host/plan",
                "https://@host/plan",
                "https://host:/plan",
                "https://host:x/plan",
                "https://host:65536/plan",
                "https:host/plan",
                "https:/host/plan",
                "https:///host/plan",
                "https:////host/plan",
                "https://",
                "https://\uff48ost/plan",
                "https://vault\u3002example/plan",
                "https://vault%E3%80%82example/plan",
                "https://vault.example./plan",
                "https://vault..example/plan",
                "https://ho_st/plan",
                "https://ho%20st/plan",
                "https://127.1/plan",
                "https://0x7f000001/plan",
                "https://2130706433/plan",
                "https://127.0.0.01/plan",
                "https://[::1/plan",
                "https://[x]/plan",
                "https://[]/plan",
                "https://[::1::]/plan",
                "https://[::ffff:127.0.0.1]/plan",
                "https://[::ffff:7f00:1]/plan",
                "https://[127.0.0.1]/plan",
                "https://host/plan#x",
                "https://host/plan?",
                "docs://x@vault/plan",
                "docs://x%40vault/plan",
                "docs://vault:80/plan",
                "docs://vault:/plan",
                "docs://vault%3A80/plan",
                "docs://vault%2Fplan",
                "docs://../vault/plan",
                "docs://vault\\plan",
                "docs://vault/a%2fplan",
                "docs://vault/a%5Cplan",
                "docs://vault/plan%00",
                "docs://vault/pl%2561n",
                "docs://vault/plan#x",
                "docs://vault/plan#",
                "docs://vault/plan?",
                "urn:a%2Fb"
            })
    void nothingElseReachesAHostOrAServerOfItsOwn(String uri) {
        assertThat(UriForm.of(uri)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "DEMO://Host/A%c3%a9b, demo://Host/A%C3%A9b",
        "demo://r/a/../b, demo://r/b",
        "demo://r/a/%2e%2e/b, demo://r/b",
        "demo:a/../b, demo:a/../b",
        "urn:x:%61, urn:x:a",
        "https://EXAMPLE.org/%7Ea?B=%c3%a9, https://example.org/~a?B=%C3%A9",
        "https://v%61ult.example:443/plan, https://vault.example/plan",
        "HTTP://Vault.example:0080, http://vault.example/",
        "https://vault.example?x, https://vault.example/?x",
        "https://vault.example:8443/a/../plan, https://vault.example:8443/plan",
        "wss://127.0.0.1:443/a, wss://127.0.0.1/a",
        "ws://[::1]:80/a, ws://[::1]/a",
        "ws://[0:0:0:0:0:0:0:1]/a, ws://[::1]/a",
        "ws://[0000::0001]/a, ws://[::1]/a",
        "ws://[::0.0.0.1]/a, ws://[::1]/a",
        "ws://[::]/a, ws://[::]/a",
        "ws://[1::]/a, ws://[1::]/a",
        "ws://[2001:DB8:0:0:1:0:0:1]/a, ws://[2001:db8::1:0:0:1]/a",
        "ws://[2001:db8:0:1:1:1:1:1]/a, ws://[2001:db8:0:1:1:1:1:1]/a",
        "ws://[1:0:0:2:0:0:0:3]/a, ws://[1:0:0:2::3]/a",
        "ftp://h:21/a%2Fb, ftp://h/a%2Fb",
        "https://h/pläne/[a], https://h/pl%C3%A4ne/%5Ba%5D",
        "docs://h/pläne, docs://h/pl%C3%A4ne",
        "docs://h/pl%c3%a4ne?ä, docs://h/pl%C3%A4ne?%C3%A4",
        "greeting://Jörg, greeting://J%C3%B6rg",
        "docs://h/100%25, docs://h/100%25",
        "ui://Chart/view, ui://Chart/view",
        "test://{id}/data{?q*}, test://{id}/data{?q*}",
        "file:///a%3Ab%2Bc, file:///a:b+c",
        "file:///a b/é, file:///a%20b/%C3%A9",
        "file:///a%20b/%c3%a9, file:///a%20b/%C3%A9",
        "file:///{path}, file:///{path}",
        "file:///100%25, file:///100%25",
        "file:///, file:///",
        "file:///a/.., file:///",
        "file:///C:/, file:///C:/",
        "file:///..., file:///...",
        "file:///C:/x, file:///C:/x",
        "file:///%FF, file:///%FF"
    })
    void othersAreChangedNoMoreThanIsSafe(String uri, String form) {
        assertThat(UriForm.of(uri)).contains(form);
    }

    /// What a server lists need have no form: it is judged as near to one as can be.
    @ParameterizedTest
    @CsvSource({
        "POSTGRES://User@H:5432/T%c3%a9/%61, postgres://User@H:5432/T%C3%A9/a, postgres://User@h:5432/T%C3%A9/a",
        "docs://Vault/a%2fb#x, docs://Vault/a%2Fb#x, docs://vault/a%2Fb#x",
        "docs://Vault%c3/a, docs://Vault%C3/a, docs://vault%C3/a",
        "https://X@Vault.example/A, https://X@vault.example/A, https://X@vault.example/A",
        "https://Vault.example:443/A, https://vault.example/A, https://vault.example/A",
        "urn:Isbn:1, urn:Isbn:1, urn:Isbn:1"
    })
    void whatIsListedIsSeenAsNearAsCanBe(String uri, String seen, String small) {
        assertThat(UriForm.seen(uri)).contains(seen);
        assertThat(UriForm.smallHost(seen)).isEqualTo(small);
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
            UriForm.seen(start + path)
                    .ifPresent(form -> assertThat(UriForm.seen(form)).contains(form));
        }
    }
}

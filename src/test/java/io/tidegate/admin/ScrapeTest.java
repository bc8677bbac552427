package io.tidegate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Is Prometheus' text read as it stands, and are quantiles where the histogram says?
class ScrapeTest {
    @Test
    void readsLabelsWithEscapes() {
        Scrape scrape = Scrape.parse("up{server=\"a\\\"b\\\\c\\nd,}\",kind=\"x\"} 1.5\n");
        assertThat(scrape.all("up"))
                .containsExactly(new Scrape.Sample(Map.of("server", "a\"b\\c\nd,}", "kind", "x"), 1.5));
    }

    @Test
    void passesOverWhatIsNoSample() {
        Scrape scrape = Scrape.parse("# HELP up is it\n\nup 1\nup{server=\"x\nup{server=x} 2\n{} 3\nup nothing\nup");
        assertThat(scrape.all("up")).containsExactly(new Scrape.Sample(Map.of(), 1));
    }

    @Test
    void readsATimestampAndInfinity() {
        Scrape scrape = Scrape.parse("a 2 1700000000000\nb +Inf\n");
        assertThat(scrape.value("a")).hasValue(2);
        assertThat(scrape.value("b")).hasValue(Double.POSITIVE_INFINITY);
        assertThat(scrape.value("c")).isEmpty();
    }

    @Test
    void addsHistogramsOverOtherLabels() {
        Scrape scrape = Scrape.parse("""
                t_bucket{le="0.1",server="a"} 1
                t_bucket{le="+Inf",server="a"} 2
                t_bucket{le="0.1",server="b"} 3
                t_bucket{le="+Inf",server="b"} 3
                """);
        assertThat(scrape.histogram("t"))
                .containsExactly(Map.entry(0.1, 4.0), Map.entry(Double.POSITIVE_INFINITY, 5.0));
    }

    @Test
    void estimatesQuantilesInsideABucket() {
        NavigableMap<Double, Double> counts =
                new TreeMap<>(Map.of(1.0, 10.0, 2.0, 90.0, 4.0, 100.0, Double.POSITIVE_INFINITY, 100.0));
        assertThat(Quantiles.of(counts, 0.5)).hasValue(1.5);
        assertThat(Quantiles.of(counts, 0.95)).hasValue(3.0);
        assertThat(Quantiles.of(counts, 0.05)).hasValue(0.5);
    }

    @Test
    void hasNoQuantileOfNothing() {
        assertThat(Quantiles.of(new TreeMap<>(), 0.5)).isEmpty();
        assertThat(Quantiles.of(new TreeMap<>(Map.of(1.0, 0.0)), 0.5)).isEmpty();
    }

    @Test
    void givesTheLastBoundForWhatLiesBeyond() {
        assertThat(Quantiles.of(new TreeMap<>(Map.of(1.0, 1.0, Double.POSITIVE_INFINITY, 10.0)), 0.9))
                .hasValue(1.0);
    }

    @Test
    void subtractsWhatWasCountedBefore() {
        assertThat(Quantiles.between(Map.of(1.0, 3.0), Map.of(1.0, 5.0, 2.0, 9.0)))
                .containsExactly(Map.entry(1.0, 2.0), Map.entry(2.0, 9.0));
    }
}

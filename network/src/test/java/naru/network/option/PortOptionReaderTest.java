package naru.network.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.network.address.Prefix;
import naru.network.model.NaruException;
import naru.network.model.PortOptions;
import naru.network.model.PortOptions.RateLimit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

class PortOptionReaderTest {
    private static final String TIMES = "com.docker.network.advertise_addr_nmsgs";
    private static final String PAUSE = "com.docker.network.advertise_addr_ms";

    @Test
    void readsNoOptions() {
        assertThat(PortOptionReader.ofEndpoint(Map.of("x", "y"))).isEqualTo(PortOptions.NONE);
        assertThat(PortOptionReader.ofNetwork(Map.of("x", "y"))).isEqualTo(PortOptions.NONE);
    }

    @ParameterizedTest
    @CsvSource({"10mbit,1250000", "1.5Gbit,187500000", "512k,64000", "8000,1000"})
    void convertsBitsToBytes(String text, long bytes) {
        assertThat(rate(text)).contains(new RateLimit(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "10mb", "fast", "1e9", "7999", "99999gbit", "1..5m"})
    void rejectsOtherRates(String text) {
        assertThatThrownBy(() -> rate(text))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessageStartingWith("invalid naru.endpoint.rate_in value: " + text);
    }

    @Test
    void readsAddressesAndNetworks() {
        var text = Map.of(PortOptionReader.ADDRESSES, "10.0.0.9 10.1.2.3/24,fd00::1");

        assertThat(PortOptionReader.ofEndpoint(text).addresses())
                .extracting(Prefix::toString)
                .containsExactly("10.0.0.9/32", "10.1.2.0/24", "fd00::1/128");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/8 10.1.0.0/16", "10.0.0.300", "web"})
    void rejectsOtherAddresses(String text) {
        assertThatThrownBy(
                        () -> PortOptionReader.ofEndpoint(Map.of(PortOptionReader.ADDRESSES, text)))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessageStartingWith("invalid naru.endpoint.addresses value: ");
    }

    @Test
    void completesEndpointsByTheNetwork() {
        var network =
                PortOptionReader.ofNetwork(
                        Map.of(
                                PortOptionReader.RATE_IN,
                                "1mbit",
                                PortOptionReader.RATE_OUT,
                                "2mbit",
                                TIMES,
                                "2",
                                PAUSE,
                                "300"));
        var endpoint =
                PortOptionReader.ofEndpoint(Map.of(PortOptionReader.RATE_OUT, "8k", TIMES, "0"));

        var both = endpoint.orElse(network);

        assertThat(both.in()).contains(new RateLimit(125_000));
        assertThat(both.out()).contains(new RateLimit(1000));
        assertThat(both.announcements()).hasValue(0);
        assertThat(both.pause()).contains(Duration.ofMillis(300));
    }

    @Test
    void ignoresInvalidAnnouncementsOfNetworks() {
        var options = Map.of(TIMES, "1", PAUSE, "99");

        assertThat(PortOptionReader.ofNetwork(options)).isEqualTo(PortOptions.NONE);
        assertThatThrownBy(() -> PortOptionReader.checkAnnouncements(options))
                .hasMessage(PAUSE + " must be in the range 100 to 2000");
    }

    private static Optional<RateLimit> rate(String text) {
        return PortOptionReader.ofEndpoint(Map.of(PortOptionReader.RATE_IN, text)).in();
    }
}

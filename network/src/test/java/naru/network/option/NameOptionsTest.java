package naru.network.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.network.model.NaruException;
import naru.network.option.NameOptions.Order;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

class NameOptionsTest {
    @Test
    void areAsUsualUnlessSaid() {
        assertThat(NameOptions.of(Map.of("com.example", "x"))).isEqualTo(NameOptions.USUAL);
    }

    @Test
    void areRead() {
        assertThat(
                        NameOptions.of(
                                Map.of(
                                        NameOptions.TTL, "0",
                                        NameOptions.ORDER, "nearest",
                                        NameOptions.HEALTH_AWARE, "false",
                                        NameOptions.DOMAIN, "Shop.Test.")))
                .isEqualTo(new NameOptions(0, Order.NEAREST, false, "shop.test"));
    }

    @ParameterizedTest
    @CsvSource({
        "naru.dns.ttl, -1",
        "naru.dns.ttl, 90000",
        "naru.dns.ttl, 5s",
        "naru.dns.order, random",
        "naru.dns.health_aware, perhaps",
        "naru.dns.domain, a..b",
        "naru.dns.domain, .",
        "naru.dns.domain, a b"
    })
    void nameWhatIsWrong(String name, String value) {
        assertThatThrownBy(() -> NameOptions.of(Map.of(name, value)))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessageContaining("invalid " + name + " value: " + value);
    }
}

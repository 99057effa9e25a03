package naru.network.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.network.model.DriverOptions;
import naru.network.model.NaruException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

class EndpointOptionReaderTest {
    private static final String SYSCTLS = "com.docker.network.endpoint.sysctls";

    @Test
    void keepsTextOfUnknownOptions() {
        var text = Map.of("com.example", "x");

        assertThat(EndpointOptionReader.read(text)).isEqualTo(DriverOptions.ofText(text));
    }

    @Test
    void readsSysctlsOfTheInterface() {
        var options =
                EndpointOptionReader.read(
                        Map.of(
                                SYSCTLS,
                                "net.ipv4.conf.ifname.log_martians = 1,"
                                        + "net.ipv6.conf.IFNAME.disable_ipv6=1"));

        assertThat(options.sysctls())
                .containsEntry("net/ipv4/conf/IFNAME/log_martians", "1")
                .containsEntry("net/ipv6/conf/IFNAME/disable_ipv6", "1");
        assertThat(options.disableIpv6()).isTrue();
        assertThat(DriverOptions.NONE.disableIpv6()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"net.ipv4.conf.eth0.x=1", "net.ipv4.conf.IFNAME.x", "kernel.IFNAME.a=1"})
    void rejectsOtherSysctls(String setting) {
        assertThatThrownBy(() -> EndpointOptionReader.read(Map.of(SYSCTLS, setting)))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessageStartingWith("invalid endpoint sysctl setting: " + setting);
    }

    @Test
    void weighsOneUnlessSpecified() {
        assertThat(EndpointOptionReader.read(Map.of()).virtual().weight()).isOne();
        assertThat(weight("0")).isZero();
        assertThat(weight("1000")).isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1001", "1.5"})
    void rejectsOtherWeights(String weight) {
        assertThatThrownBy(() -> weight(weight))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessageContaining("invalid naru.endpoint.weight value: " + weight);
    }

    @Test
    void ignoresInvalidOnesInTheJournal() {
        var text = Map.of(EndpointOptionReader.WEIGHT, "heavy");

        assertThat(EndpointOptionReader.restore(text)).isEqualTo(DriverOptions.ofText(text));
        assertThat(
                        EndpointOptionReader.restore(
                                        Map.of(
                                                EndpointOptionReader.WEIGHT,
                                                "heavy",
                                                PortOptionReader.RATE_IN,
                                                "8k"))
                                .port()
                                .in())
                .isPresent();
        assertThat(EndpointOptionReader.restore(Map.of(EndpointOptionReader.WEIGHT, "7")).virtual())
                .extracting(DriverOptions.VirtualShare::weight)
                .isEqualTo(7);
    }

    private static int weight(String text) {
        return EndpointOptionReader.read(Map.of(EndpointOptionReader.WEIGHT, text))
                .virtual()
                .weight();
    }
}

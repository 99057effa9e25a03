package naru.network.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import naru.network.driver.overlay.OverlayKey;
import naru.network.model.NaruException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** Encrypted overlay networks over two hosts; needs a kernel with ESP: {@code make test-kernel}. */
class EncryptedOverlayLiveTest {
    private static final Map<String, String> ENCRYPTED = Map.of("encrypted", "");
    private static final int VNI = 4097;

    private List<OverlayHost> hosts = List.of();

    @AfterEach
    void close() {
        hosts.forEach(OverlayHost::close);
    }

    @Test
    void encryptsAndDropsClearText() {
        connect("10.77.0.");
        assertThat(one().pings("a", "10.20.0.12")).isTrue();
        assertThat(one().pings("a", "fd20::12")).isTrue();
        assertThat(packets("esp_packets")).isGreaterThan(3);
        assertThat(one().lab.tryIn(one().netns("a"), largest("10.20.0.12")).status()).isZero();

        rotate();
        dropClearTextOfSender();
        dropClearTextForReceiver();
    }

    @Test
    void encryptsOverIpv6() {
        connect("fd77::");
        assertThat(one().pings("a", "10.20.0.12")).isTrue();
        assertThat(packets("esp_packets")).isPositive();
    }

    private void connect(String lan) {
        hosts = OverlayHost.pair(lan);
        try {
            for (var host : hosts) {
                host.keys.set(List.of(key(1)));
                host.create("app", ENCRYPTED, VNI, "10.20.0.0/24", "fd20::/64");
            }
        } catch (NaruException.HostFailure lacking) {
            assumeTrue(!lacking.getMessage().contains("kernel lacks"), lacking.getMessage());
            throw lacking;
        }
        one().open("a", OverlayHost.on("app", "10.20.0.11", "fd20::11"));
        other().open("b", OverlayHost.on("app", "10.20.0.12", "fd20::12"));
        one().peers.replace(one().networks.get("app").id(), List.of(other().remote("b")));
        other().peers.replace(other().networks.get("app").id(), List.of(one().remote("a")));
        count();
    }

    private static String[] largest(String target) {
        return ("ping -c3 -i0.3 -M do -s " + (1416 - 28) + " " + target).split(" ");
    }

    /** Three steps on both hosts; containers reach each other after each half of a step. */
    private void rotate() {
        for (var step : List.of(List.of(1, 2), List.of(2, 1), List.of(2))) {
            for (var host : hosts) {
                host.keys.set(step.stream().map(EncryptedOverlayLiveTest::key).toList());
                assertThat(one().pings("a", "10.20.0.12")).as("keys %s", step).isTrue();
            }
        }
    }

    /** Without a state there is no packet at all. */
    private void dropClearTextOfSender() {
        one().keys.set(List.of());
        one().lab.run("ip", "xfrm", "state", "flush");
        assertThat(one().pings("a", "10.20.0.12")).isFalse();
        assertThat(packets("clear_packets")).isZero();
        one().keys.set(List.of(key(2)));
        assertThat(one().pings("a", "10.20.0.12")).isTrue();
    }

    /** A sender without the policy sends clear text, which the receiver drops. */
    private void dropClearTextForReceiver() {
        one().keys.set(List.of());
        one().lab.run("ip", "xfrm", "policy", "flush");
        one().lab.run("ip", "xfrm", "state", "flush");
        assertThat(one().pings("a", "10.20.0.12")).isFalse();
        assertThat(packets("clear_packets")).isPositive();
    }

    /** Counts what arrives at the other host, before decryption. */
    private void count() {
        var rules =
                """
                table inet look {
                  counter esp_packets {}
                  counter clear_packets {}
                  chain prerouting {
                    type filter hook prerouting priority -10;
                    meta l4proto esp counter name esp_packets
                    meta secpath missing udp dport 4790 counter name clear_packets
                  }
                }
                """;
        other().lab.run("sh", "-c", "nft -f - <<'END'\n" + rules + "END");
    }

    private int packets(String counter) {
        var text = other().lab.run("nft", "list", "counter", "inet", "look", counter);
        return Integer.parseInt(text.replaceAll("(?s).*packets (\\d+).*", "$1"));
    }

    private static OverlayKey key(int tag) {
        return new OverlayKey(tag, new byte[OverlayKey.MIN_BYTES]);
    }

    private OverlayHost one() {
        return hosts.getFirst();
    }

    private OverlayHost other() {
        return hosts.getLast();
    }
}

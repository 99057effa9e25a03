package naru.network.fake;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The parameters of a link in one family: {@code conf/eth0/forwarding} and the like. */
final class FakeConf {
    private final Map<String, String> values = new HashMap<>();

    private FakeConf(Map<String, String> values) {
        this.values.putAll(values);
    }

    /** A new link has what {@code default} says. */
    FakeConf(FakeConf defaults) {
        this(defaults.values);
    }

    static FakeConf ipv4() {
        return new FakeConf(
                Map.of(
                        "conf/forwarding", "0",
                        "conf/route_localnet", "0",
                        "conf/arp_filter", "0",
                        "conf/arp_notify", "0",
                        "conf/log_martians", "0",
                        "conf/rp_filter", "0",
                        "neigh/retrans_time_ms", "1000"));
    }

    static FakeConf ipv6() {
        return new FakeConf(
                Map.of(
                        "conf/forwarding", "0",
                        "conf/disable_ipv6", "0",
                        "conf/accept_ra", "1",
                        "conf/addr_gen_mode", "0",
                        "conf/accept_dad", "1",
                        "conf/ndisc_notify", "0",
                        "conf/keep_addr_on_down", "0",
                        "neigh/retrans_time_ms", "1000"));
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    boolean is(String name, String value) {
        return value.equals(values.get(name));
    }

    void put(String name, String value) {
        values.put(name, value);
    }
}

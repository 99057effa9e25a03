package naru.network.live;

import naru.network.Networks;
import naru.network.model.IpamSpec;
import naru.network.model.NetworkSpec;
import naru.network.model.PoolSpec;

import org.junit.jupiter.api.Assumptions;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A driver and what its network rides on. */
enum LanKind {
    MACVLAN_WITH_HOST("macvlan", Map.of("parent", "wan", "host_access", "true")),
    MACVLAN_ALONE("macvlan", Map.of()),
    MACVLAN_TAGGED("macvlan", Map.of("parent", "wan.10")),
    IPVLAN("ipvlan", Map.of("parent", "wan")),
    IPVLAN_TAGGED("ipvlan", Map.of("parent", "wan.10", "ipvlan_mode", "l3"));

    private final String driver;
    private final Map<String, String> options;

    LanKind(String driver, Map<String, String> options) {
        this.driver = driver;
        this.options = options;
    }

    private List<String> needs() {
        boolean tagged = options.getOrDefault("parent", "").contains(".");
        return tagged ? List.of(driver, "vlan") : List.of(driver);
    }

    void create(Networks networks) {
        var pool = new PoolSpec("10.50.0.0/24", "10.50.0.64/26", "10.50.0.2", Map.of());
        var ipam = new IpamSpec("default", Map.of(), List.of(pool));
        var all = new HashMap<>(options);
        all.put("naru.lan.probe_ms", "0"); // nobody else is there
        networks.create(NetworkSpec.bridge("lan", ipam).withDriver(driver).withOptions(all));
    }

    /** Skips a test, and says so, where the kernel lacks something. */
    void assumeKernelKnows(Lab lab) {
        for (var need : needs()) {
            boolean known = lab.host().route().knows(need);
            System.out.println((known ? "tried: " : "NOT TRIED, the kernel has none: ") + need);
            Assumptions.assumeTrue(known, "this kernel has no " + need + ": make test-kernel");
        }
    }
}

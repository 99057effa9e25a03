package naru.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Who reaches whom. */
@InLab
class IsolationTest {
    private final LabHost host;
    private final Docker docker;

    IsolationTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
    }

    @Test
    void containersOfOneBridgeReachEachOther() {
        docker.text("network", "create", "my_bridge");
        docker.waiting("one", "--network", "my_bridge");
        docker.waiting("two", "--network", "my_bridge");

        assertThat(pings("one", docker.address("two"))).isTrue();
    }

    @Test
    void containersOfDifferentBridgesDoNot() {
        docker.text("network", "create", "left");
        docker.text("network", "create", "right");
        docker.waiting("one", "--network", "left");
        docker.waiting("two", "--network", "right");
        docker.waiting("three");

        assertThat(pings("one", docker.address("two"))).isFalse();
        assertThat(pings("one", docker.address("three"))).isFalse();
        assertThat(pings("three", docker.address("two"))).isFalse();
    }

    @Test
    void aContainerOnBothReachesBoth() {
        docker.text("network", "create", "left");
        docker.text("network", "create", "right");
        docker.waiting("one", "--network", "left");
        docker.waiting("two", "--network", "right");
        docker.waiting("both", "--network", "left");
        docker.text("network", "connect", "right", "both");

        assertThat(pings("both", "one")).isTrue();
        assertThat(pings("both", "two")).isTrue();
    }

    @Test
    void anInternalNetworkReachesNobodyOutside(Lab lab) {
        docker.text("network", "create", "--internal", "inside");
        docker.waiting("one", "--network", "inside");
        docker.waiting("two", "--network", "inside");

        assertThat(pings("one", "two")).isTrue();
        assertThat(pings("one", lab.neighbour().lanAddress())).isFalse();
        assertThat(docker.text("exec", "one", "ip", "route")).doesNotContain("default");
    }

    @Test
    void aNetworkWithoutIccKeepsItsContainersApart() {
        docker.text(
                "network", "create", "-o", "com.docker.network.bridge.enable_icc=false", "apart");
        docker.waiting("one", "--network", "apart");
        docker.waiting("two", "--network", "apart");

        assertThat(pings("one", docker.address("two"))).isFalse();
        assertThat(host.see("ping", "-c", "1", "-W", "1", docker.address("one")))
                .contains("1 received");
    }

    private boolean pings(String from, String to) {
        return docker.run("exec", from, "ping", "-c", "1", "-W", "1", to).exit() == 0;
    }
}

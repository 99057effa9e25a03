package naru.container.config;

import static org.assertj.core.api.Assertions.assertThat;

import naru.container.config.NetworkMode.Host;
import naru.container.config.NetworkMode.Named;
import naru.container.config.NetworkMode.None;
import naru.container.config.NetworkMode.SharedWith;

import org.junit.jupiter.api.Test;

class NetworkModeTest {
    @Test
    void distinguishesDockersModes() {
        assertThat(NetworkMode.parse("host")).isEqualTo(new Host());
        assertThat(NetworkMode.parse("none")).isEqualTo(new None());
        assertThat(NetworkMode.parse("container:db")).isEqualTo(new SharedWith("db"));
        assertThat(NetworkMode.parse("container:")).isEqualTo(new SharedWith(""));
        assertThat(NetworkMode.parse("bridge")).isEqualTo(NetworkMode.DEFAULT_BRIDGE);
        assertThat(NetworkMode.parse("front")).isEqualTo(new Named("front"));
        assertThat(NetworkMode.parse("containers")).isEqualTo(new Named("containers"));
    }

    @Test
    void refersToContainersInModes() {
        assertThat(ContainerRef.in("container:db")).contains("db");
        assertThat(ContainerRef.in("host")).isEmpty();
        assertThat(ContainerRef.in(ContainerRef.mode("1f"))).contains("1f");
    }
}

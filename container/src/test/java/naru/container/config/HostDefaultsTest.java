package naru.container.config;

import static org.assertj.core.api.Assertions.assertThat;

import naru.container.store.Codec;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

class HostDefaultsTest {
    private static final HostDefaults OWN =
            new HostDefaults(
                    new LogConfig("json-file", Map.of("max-size", "10m", "max-file", "3")),
                    List.of(new Ulimit("nofile", 64000, 32000), new Ulimit("core", 0, 0)),
                    128L << 20,
                    "shareable",
                    "private",
                    "/mine",
                    true,
                    true,
                    "{}");

    private static HostConfig filled(String json) {
        return Codec.decode(HostConfig.class, json.getBytes(StandardCharsets.UTF_8)).filled(OWN);
    }

    @Test
    void fillsInMissingValues() {
        var host = filled("{}");

        assertThat(host.logConfig()).isEqualTo(OWN.logging());
        assertThat(host.ulimits()).isEqualTo(OWN.moreUlimits());
        assertThat(host.shmSize()).isEqualTo(128L << 20);
        assertThat(host.ipcMode()).isEqualTo("shareable");
        assertThat(host.cgroupnsMode()).isEqualTo("private");
        assertThat(host.cgroupParent()).isEqualTo("/mine");
        assertThat(host.init()).isTrue();
        assertThat(host.securityOpt()).containsExactly("no-new-privileges", "seccomp={}");
    }

    @Test
    void keepsWhatWasGiven() {
        var host =
                filled(
                        """
                        {"LogConfig": {"Type": "json-file", "Config": {"max-size": "1m"}},
                         "Ulimits": [{"Name": "nofile", "Hard": 9, "Soft": 9}], "ShmSize": 4096,
                         "IpcMode": "private", "CgroupnsMode": "host", "CgroupParent": "/other",
                         "Init": false, "SecurityOpt": ["no-new-privileges=false", "seccomp=unconfined"]}
                        """);

        assertThat(host.logConfig().config()).isEqualTo(Map.of("max-size", "1m", "max-file", "3"));
        assertThat(host.ulimits())
                .containsExactly(new Ulimit("nofile", 9, 9), new Ulimit("core", 0, 0));
        assertThat(host.shmSize()).isEqualTo(4096);
        assertThat(host.ipcMode()).isEqualTo("private");
        assertThat(host.cgroupnsMode()).isEqualTo("host");
        assertThat(host.cgroupParent()).isEqualTo("/other");
        assertThat(host.init()).isFalse();
        assertThat(host.securityOpt())
                .containsExactly("no-new-privileges=false", "seccomp=unconfined");
    }

    @Test
    void givesOptionsOfOneLogDriverToNoOther() {
        assertThat(filled("{\"LogConfig\": {\"Type\": \"local\"}}").logConfig())
                .isEqualTo(new LogConfig("local", Map.of()));
    }

    @Test
    void leavesThePrivilegedUnconfined() {
        assertThat(filled("{\"Privileged\": true}").securityOpt())
                .containsExactly("no-new-privileges");
    }
}

package naru.container.config;

import static org.assertj.core.api.Assertions.assertThat;

import naru.container.store.Codec;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

class CgroupNamespaceTest {
    private static final HostDefaults PRIVATE =
            new HostDefaults(
                    HostDefaults.STANDARD.logging(),
                    HostDefaults.STANDARD.moreUlimits(),
                    HostDefaults.USUAL_SHM_SIZE,
                    "private",
                    "private",
                    "",
                    null,
                    false,
                    "");

    private static HostConfig read(String json) {
        return Codec.decode(HostConfig.class, json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void privilegedContainersUseTheHostsOnCgroupV1() {
        var usual = HostDefaults.UNIFIED_CGROUPS ? "private" : "host";

        assertThat(read("{\"Privileged\":true}").filled(PRIVATE).cgroupnsMode()).isEqualTo(usual);
        assertThat(read("{}").filled(PRIVATE).cgroupnsMode()).isEqualTo("private");
        assertThat(
                        read("{\"Privileged\":true,\"CgroupnsMode\":\"private\"}")
                                .filled(PRIVATE)
                                .cgroupnsMode())
                .isEqualTo("private");
    }

    @Test
    void oldClientsUseTheHostsOnCgroupV1() {
        var usual = HostDefaults.UNIFIED_CGROUPS ? "private" : "host";

        assertThat(read("{}").withOldCgroupns().filled(PRIVATE).cgroupnsMode()).isEqualTo(usual);
        assertThat(read("{\"CgroupnsMode\":\"private\"}").withOldCgroupns().cgroupnsMode())
                .isEqualTo("private");
    }
}

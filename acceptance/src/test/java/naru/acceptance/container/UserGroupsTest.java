package naru.acceptance.container;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;

import org.junit.jupiter.api.Test;

/** Which groups a container's processes are in. */
@InLab
class UserGroupsTest {
    private final Docker docker;

    UserGroupsTest(Lab lab) {
        docker = lab.host().docker();
    }

    @Test
    void runAndExecKeepThePrimaryGroup() {
        assertThat(run("")).isEqualTo("0");
        assertThat(run("-u nobody")).isEqualTo("65534");
        assertThat(run("-u 1000:1001 --group-add 2000")).isEqualTo("1001 2000");
        assertThat(run("-u 1000 --group-add nogroup")).isEqualTo("0 65534");
        docker.waiting("member", "-u nobody --group-add 7");
        assertThat(docker.cli("exec member id -G")).isEqualTo("65534 7");
        assertThat(docker.cli("exec -u 5:6 member id -G")).isEqualTo("6 7");
    }

    private String run(String options) {
        return docker.cli("run --rm --network=none " + options + " busybox id -G");
    }

    /**
     * A file that group 2000 is denied and everyone else may read (CVE-2022-36109). The host's own
     * cat keeps its effective group; busybox gives it up.
     */
    @Test
    void setGroupIdProgramsKeepDeniedGroups() {
        docker.waiting("member", "-v /usr:/host:ro --network=none");
        var prepare =
                """
                ln -s /host/lib /lib
                ln -s /host/lib64 /lib64
                cp /host/bin/cat /tmp/peek && chgrp 3000 /tmp/peek && chmod 2755 /tmp/peek
                echo secret > /tmp/denied && chgrp 2000 /tmp/denied && chmod 0604 /tmp/denied
                chmod 755 /tmp
                """;
        docker.cli("exec member sh -ec {}", prepare);
        assertThat(docker.cli("exec -u 1000:9 member /tmp/peek /tmp/denied")).isEqualTo("secret");
        assertThat(docker.refusal("exec -u 1000:2000 member cat /tmp/denied"))
                .contains("Permission denied");
        assertThat(docker.refusal("exec -u 1000:2000 member /tmp/peek /tmp/denied"))
                .contains("Permission denied");
    }
}

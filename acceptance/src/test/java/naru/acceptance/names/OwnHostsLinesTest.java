package naru.acceptance.names;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;

import org.junit.jupiter.api.Test;

/** Lines that a container's user adds to /etc/hosts. */
@InLab
class OwnHostsLinesTest {
    private static final String OWN = "192.0.2.7\tmine";

    private final Docker docker;

    OwnHostsLinesTest(Lab lab) {
        docker = lab.host().docker();
    }

    private void addLine(String container) {
        docker.cli("exec {} sh -c {}", container, "printf '" + OWN + "\\n' >> /etc/hosts");
    }

    private String hosts(String container) {
        return docker.cli("exec {} cat /etc/hosts", container);
    }

    @Test
    void outliveConnectAndDisconnect() {
        docker.cli("network create --subnet=10.99.1.0/24 more");
        docker.waiting("web", "--hostname=web");
        addLine("web");
        var before = hosts("web");
        docker.cli("network connect --ip=10.99.1.9 more web");
        assertThat(hosts("web")).contains(OWN, "10.99.1.9\tweb");
        docker.cli("network disconnect more web");
        assertThat(hosts("web")).isEqualTo(before);
        docker.cli("restart -t 0 web");
        assertThat(hosts("web")).as("a new run begins anew, as with Docker").doesNotContain(OWN);
    }

    @Test
    void outliveTheRestartOfALinkedContainer() {
        docker.waiting("db");
        docker.waiting("web", "--link db");
        addLine("web");
        docker.cli("stop -t 0 db");
        docker.waiting("other"); // is not given the address meanwhile
        docker.cli("start db");
        assertThat(hosts("web")).contains(OWN, docker.address("db") + "\tdb");
        assertThat(hosts("web").lines().filter(line -> line.matches(".*\\tdb( .*)?"))).hasSize(1);
    }
}

package naru.acceptance.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;

import org.junit.jupiter.api.Test;

/** The row S25 of the notes: members that fail receive no requests. */
@InLab
class ProxyChecksTest extends WithProxy {
    ProxyChecksTest(Lab lab) {
        super(lab);
    }

    /** S25: HTTP checks of the proxy. */
    @Test
    void takesOutMembersWhoseCheckFails() throws Exception {
        var options = "-l naru.proxy.check=/index.html -l naru.proxy.check-interval=200ms";
        ground.member("one", "web", options);
        ground.member("two", "web", options);
        ground.awaitReady("one", "two");
        ground.docker().cli("exec one mv /www/index.html /www/away");

        ground.awaitState("its checks fail");
        assertThat(ground.get(4, "web.test")).containsOnly("two");

        ground.docker().cli("exec one mv /www/away /www/index.html");
        ground.awaitReady("one");
        assertThat(ground.get(4, "web.test")).contains("one");
    }

    /** S25: the container's own health check. */
    @Test
    void takesOutUnhealthyContainers() throws Exception {
        var options =
                "--health-cmd {} --health-interval 300ms --health-retries 1 --health-timeout 5s";
        ground.member("one", "web", options, "test -e /www/index.html");
        ground.member("two", "web", "");
        ground.awaitReady("one", "two");
        ground.docker().cli("exec one mv /www/index.html /www/away");

        ground.awaitState("its health check fails");
        assertThat(ground.get(4, "web.test")).containsOnly("two");
    }

    /** A new member receives nothing before it listens. */
    @Test
    void waitsForTheFirstConnection() throws Exception {
        ground.member("one", "web", "");
        ground.awaitReady("one");
        ground.docker()
                .cli(
                        "run -d --name slow --hostname slow -l naru.proxy.host=web.test"
                                + " -l naru.proxy.port=80 -l com.docker.compose.project=shop"
                                + " -l com.docker.compose.service=web web sh -c {}",
                        "until test -e /go; do sleep 0.1; done; hostname > /www/index.html;"
                                + " exec httpd -f -p 80 -h /www");

        ground.awaitState("slow .* accepts no connections yet");
        assertThat(ground.get(6, "web.test")).containsOnly("one");

        ground.docker().cli("exec slow touch /go");
        ground.awaitReady("slow");
        assertThat(ground.get(4, "web.test")).contains("slow");
    }
}

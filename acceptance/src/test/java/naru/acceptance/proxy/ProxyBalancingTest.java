package naru.acceptance.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;

/** The rows S20, S24 and S26 of the notes: how requests are spread over containers. */
@InLab
class ProxyBalancingTest extends WithProxy {
    ProxyBalancingTest(Lab lab) {
        super(lab);
    }

    private void members(String options) throws Exception {
        for (var name : List.of("one", "two", "three")) {
            ground.member(name, "web", options);
        }
        ground.awaitReady("one", "two", "three");
    }

    /** S20. */
    @Test
    void spreadsRequestsOverReplicas() throws Exception {
        members("");

        assertThat(ground.get(6, "web.test"))
                .containsExactlyInAnyOrder("one", "one", "two", "two", "three", "three");
    }

    /** S24: weighted round robin. */
    @Test
    void spreadsRequestsByWeight() throws Exception {
        ground.member("heavy", "web", "-l naru.proxy.weight=3");
        ground.member("light", "web", "-l naru.proxy.weight=1");
        ground.awaitReady("heavy", "light");

        var answers = ground.get(20, "web.test");

        assertThat(Collections.frequency(answers, "heavy")).isEqualTo(15);
        assertThat(Collections.frequency(answers, "light")).isEqualTo(5);
    }

    /** S24. */
    @Test
    void spreadsRequestsByLeastConnections() throws Exception {
        members("-l naru.proxy.algorithm=leastconn");

        assertThat(new HashSet<>(ground.get(12, "web.test"))).hasSize(3);
        assertThat(ground.naru("show config").text()).contains("balance leastconn");
    }

    /** S24. */
    @Test
    void sendsAClientToOneMemberBySource() throws Exception {
        members("-l naru.proxy.algorithm=source");

        assertThat(new HashSet<>(ground.get(8, "web.test"))).hasSize(1);
    }

    /** S24. */
    @Test
    void sendsAPathToOneMemberByUri() throws Exception {
        members("-l naru.proxy.algorithm=uri");

        assertThat(new HashSet<>(ground.get(8, "web.test"))).hasSize(1);
    }

    /** S26: sessions stay by cookie, and move on when their member stops. */
    @Test
    void keepsSessionsByCookie() throws Exception {
        members("-l naru.proxy.sticky=cookie");
        var jar = "/tmp/naru-acceptance-cookies";
        var first = ground.get("web.test", "/", "-c", jar);
        try {
            assertThat(ground.get(6, "web.test", "-b", jar)).containsOnly(first);

            ground.docker().cli("stop -t 1 {}", first);

            assertThat(ground.get(4, "web.test", "-b", jar))
                    .doesNotContain(first)
                    .allMatch(answer -> List.of("one", "two", "three").contains(answer));
        } finally {
            ground.client().shell().quietly("rm -f {}", jar);
        }
    }

    /** S26: sessions stay by the client's address. */
    @Test
    void keepsSessionsBySource() throws Exception {
        members("-l naru.proxy.sticky=source");

        assertThat(new HashSet<>(ground.get(8, "web.test"))).hasSize(1);
    }
}

package naru.acceptance.network;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Networks made from a template: {@code docker network create --config-only} and {@code
 * --config-from}.
 */
@InLab
class ConfigNetworksTest {
    private final LabHost host;
    private final Docker docker;

    ConfigNetworksTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
    }

    @BeforeEach
    void aTemplate() {
        docker.cli(
                "network create --config-only --subnet 10.93.0.0/24 --opt"
                        + " com.docker.network.driver.mtu=1300 --label tier=front template");
    }

    @AfterEach
    void withoutWhatCameFromIt() { // which must go before the template
        docker.run("rm -f web");
        docker.run("network rm used");
    }

    @Test
    void takeSubnetOptionsAndLabelsFromTheTemplate() {
        docker.cli("network create --config-from template used");
        docker.waiting("web", "--network used");

        assertThat(
                        network(
                                "used",
                                "{{.Driver}} {{.ConfigOnly}} {{.ConfigFrom.Network}}"
                                        + " {{.Labels.tier}}"))
                .isEqualTo("bridge false template front");
        assertThat(docker.address("web")).startsWith("10.93.0.");
        assertThat(docker.cli("exec web cat /sys/class/net/eth0/mtu")).isEqualTo("1300");
    }

    @Test
    void leaveTheTemplateWithoutABridge() {
        assertThat(network("template", "{{.Driver}} {{.ConfigOnly}}")).isEqualTo("null true");
        assertThat(host.see("ip -br link")).doesNotContain(host.bridge("template"));
        assertThat(docker.refusal("run -d --name web --network template busybox true"))
                .contains("cannot create endpoint on configuration-only network");
    }

    @Test
    void keepTheTemplateWhileTheyLive() {
        docker.cli("network create --config-from template used");

        assertThat(docker.refusal("network rm template"))
                .contains("configuration network \"template\" is in use");
        assertThat(docker.cli("network prune -f")).contains("used").doesNotContain("template");
        docker.cli("network rm template");
    }

    @Test
    void sayNothingThatTheTemplateSays() {
        assertThat(docker.refusal("network create --config-from nosuch used"))
                .contains("configuration network \"nosuch\" does not exist");
        assertThat(
                        docker.refusal(
                                "network create --config-from template --subnet 10.94.0.0/24 used"))
                .contains("user specified configurations are not supported");
        assertThat(docker.refusal("network create --config-from template --opt a=b used"))
                .contains("network driver options are not supported");
        assertThat(docker.refusal("network create --config-only --internal used"))
                .contains("configuration network can only contain network specific fields");
        assertThat(docker.refusal("network create --config-only --config-from template used"))
                .contains("a configuration network cannot depend on another configuration network");
    }

    private String network(String name, String template) {
        return docker.cli("network inspect --format {} {}", template, name);
    }
}

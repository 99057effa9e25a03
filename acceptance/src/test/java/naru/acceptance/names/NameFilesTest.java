package naru.acceptance.names;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/** What containers find in /etc/hosts, /etc/hostname and /etc/resolv.conf. */
@InLab
class NameFilesTest {
    private final Docker docker;

    @TempDir Path here;

    NameFilesTest(Lab lab) {
        docker = lab.host().docker();
    }

    private String file(String container, String name) {
        return docker.cli("exec {} cat /etc/{}", container, name);
    }

    @Test
    void hostsHasALineForEachEndpointWhileItIsThere() {
        docker.cli("network create front");
        docker.cli("network create back");
        docker.waiting(
                "web",
                "--network front --hostname shop --domainname shop.test --add-host"
                        + " gate:host-gateway --add-host far:192.0.2.7");
        docker.cli("network connect back web");

        var gateway = docker.inspect("bridge", "{{(index .IPAM.Config 0).Gateway}}");
        var names = "\tshop.shop.test shop";
        assertThat(file("web", "hosts").lines())
                .startsWith(
                        "127.0.0.1\tlocalhost",
                        "::1\tlocalhost ip6-localhost ip6-loopback",
                        "fe00::\tip6-localnet",
                        "ff00::\tip6-mcastprefix",
                        "ff02::1\tip6-allnodes",
                        "ff02::2\tip6-allrouters",
                        gateway + "\tgate",
                        "192.0.2.7\tfar")
                .contains(docker.address("web", "front") + names)
                .contains(docker.address("web", "back") + names);

        var back = docker.address("web", "back");
        docker.cli("network disconnect back web");
        assertThat(file("web", "hosts")).doesNotContain(back);
        assertThat(file("web", "hostname")).isEqualTo("shop");
    }

    @Test
    void hostsSpeaksOfNoIpv6WhereItIsSwitchedOff() {
        docker.waiting("old", "--sysctl net.ipv6.conf.all.disable_ipv6=1");

        assertThat(file("old", "hosts")).contains("127.0.0.1\tlocalhost").doesNotContain(":");
    }

    @Test
    void containersResolverSettingsComeFirst() {
        docker.cli("network create front");
        docker.waiting(
                "web", "--network front --dns 192.0.2.53 --dns-search a.test --dns-option ndots:2");
        docker.waiting("plain", "--dns 192.0.2.53 --dns-search .");

        assertThat(file("web", "resolv.conf").lines())
                .contains(
                        "nameserver 127.0.0.11",
                        "search a.test",
                        "options ndots:2",
                        "# ExtServers: [192.0.2.53]");
        assertThat(file("plain", "resolv.conf"))
                .contains("nameserver 192.0.2.53")
                .doesNotContain("search ");
    }

    @Test
    void filesAreWritableAndAnEditedResolverFileIsKept() {
        docker.cli("network create front");
        docker.waiting("web", "--network front");
        docker.waiting("fixed", "--network front --read-only");

        docker.cli("exec web sh -c 'echo 192.0.2.9 mine >>/etc/hosts'");
        docker.cli("exec web sh -c 'echo options timeout:1 >>/etc/resolv.conf'");
        assertThat(docker.refusal("exec fixed sh -c 'echo x >>/etc/hosts'"))
                .contains("Read-only file system");
        docker.cli("restart -t 0 web fixed");

        assertThat(file("web", "resolv.conf")).contains("options timeout:1");
        assertThat(file("web", "hosts")).as("made anew").doesNotContain("mine");
        assertThat(file("fixed", "resolv.conf")).contains("nameserver 127.0.0.11");
    }

    @Test
    void userMountsWinAndSharedNetworksShareFiles() throws Exception {
        var own = Files.writeString(here.resolve("hosts"), "192.0.2.1 own\n");
        docker.waiting("web", "-v {}:/etc/hosts --hostname shop", own);
        docker.waiting("mate", "--network container:web");
        docker.waiting("host", "--network host --add-host far:192.0.2.7");

        assertThat(file("web", "hosts")).isEqualTo("192.0.2.1 own");
        assertThat(file("mate", "resolv.conf")).isEqualTo(file("web", "resolv.conf"));
        assertThat(file("mate", "hostname")).isEqualTo("shop");
        var hosts = Files.readString(Path.of("/etc/hosts")).strip();
        assertThat(file("host", "hosts")).startsWith(hosts).endsWith("192.0.2.7\tfar");
        assertThat(file("host", "resolv.conf"))
                .isEqualTo(Files.readString(Path.of("/etc/resolv.conf")).strip());
    }
}

package naru.network.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.linux.EthernetAddress;
import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.route.Link;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.network.address.MacAddress;
import naru.network.fake.FakeKernel;
import naru.network.host.Owner;
import naru.network.host.SandboxSession;
import naru.network.model.DriverOptions;
import naru.network.model.Endpoint;
import naru.network.model.EndpointId;
import naru.network.model.EndpointSpec;
import naru.network.model.NaruException;
import naru.network.model.NetworkId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class InterfaceNamesTest {
    private static final String OPTION = "com.docker.network.endpoint.ifname";
    private static final Path FILE = Path.of("/run/naru/netns/web");
    private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:07");

    private static EndpointSpec spec(String name) {
        var options = name.isEmpty() ? Map.<String, String>of() : Map.of(OPTION, name);
        return new EndpointSpec(
                "front", null, null, List.of(), null, List.of(), List.of(), options, 0);
    }

    private static Endpoint endpoint(char letter, String name, boolean byUser) {
        return new Endpoint(
                new EndpointId(String.valueOf(letter).repeat(64)),
                new NetworkId("f".repeat(64)),
                "front",
                null,
                null,
                null,
                null,
                List.of(),
                letter == 'e' ? MAC : null,
                name,
                null,
                List.of(),
                List.of(),
                List.of(),
                byUser ? DriverOptions.ofText(Map.of(OPTION, name)) : DriverOptions.NONE,
                0);
    }

    private static String choose(String wanted, Set<String> taken, Set<String> reserved) {
        return InterfaceNames.choose("eth", spec(wanted), taken, reserved);
    }

    @Test
    void numbersFromZero() {
        assertThat(choose("", Set.of(), Set.of())).isEqualTo("eth0");
        assertThat(choose("", Set.of("eth0", "eth2"), Set.of())).isEqualTo("eth1");
        assertThat(choose("", Set.of("eth0"), Set.of("eth1"))).isEqualTo("eth2");
    }

    @Test
    void usesTheNameOfTheUser() {
        assertThat(choose("wan", Set.of("eth0"), Set.of("wan"))).isEqualTo("wan");
        assertThat(choose("a".repeat(15), Set.of(), Set.of())).hasSize(15);
        assertThatThrownBy(() -> choose("wan", Set.of("wan"), Set.of()))
                .isInstanceOf(NaruException.HostFailure.class)
                .hasMessage("error renaming interface to \"wan\": file exists");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abcdefghijklmnop", "a/b", "a%d", " ", "lo"})
    void rejectsNamesThatTheKernelRejects(String name) {
        assertThatThrownBy(() -> choose(name, Set.of(), Set.of()))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessage("invalid interface name \"" + name + "\"");
    }

    @Test
    void listsNamesOfUsers() {
        assertThat(InterfaceNames.named(List.of(spec("wan"), spec(""), spec("lan"))))
                .containsExactlyInAnyOrder("wan", "lan");
    }

    @Test
    void makesRoomForTheNameOfTheUser() {
        var first = endpoint('a', "eth0", false);
        var second = endpoint('b', "eth1", false);

        assertThat(names(List.of(first, second), "eth0")).containsExactly("eth2", "eth1");
        assertThat(names(List.of(first, second), "wan")).containsExactly("eth0", "eth1");
        assertThat(names(List.of(first, second), "")).containsExactly("eth0", "eth1");
    }

    @Test
    void keepsNamesThatUsersGaveEarlier() {
        assertThat(names(List.of(endpoint('a', "eth0", true)), "eth0")).containsExactly("eth0");
    }

    @Test
    void keepsNamesWithoutPrefix() {
        var endpoints = List.of(endpoint('a', "eth0", false));
        assertThat(InterfaceNames.makingRoom(endpoints, spec("eth0"), _ -> Optional.empty()))
                .isEqualTo(endpoints);
    }

    private static List<String> names(List<Endpoint> endpoints, String joining) {
        return InterfaceNames.makingRoom(endpoints, spec(joining), _ -> Optional.of("eth")).stream()
                .map(Endpoint::interfaceName)
                .toList();
    }

    @Test
    void renamesInterfacesByTagOrAddress() {
        var kernel = new FakeKernel();
        var host = kernel.boot();
        var netns = kernel.add(FILE);
        var tagged = endpoint('a', "eth1", false);
        var settings = LinkSettings.NONE;
        netns.apply(new LinkChange.AddPlain("old0", "dummy", settings));
        netns.apply(
                new LinkChange.Set(
                        LinkRef.of("old0"), settings.alias(Owner.UNNAMED.tag(tagged.id()))));
        netns.apply(
                new LinkChange.AddPlain(
                        "old1", "dummy", settings.address(new EthernetAddress(MAC.value()))));
        netns.apply(new LinkChange.AddPlain("foreign", "dummy", settings));

        try (var inside = new SandboxSession(host.namespaces().open(FILE))) {
            var endpoints =
                    List.of(
                            tagged,
                            endpoint('e', "wan", false),
                            endpoint('c', "gone", false),
                            endpoint('d', null, false));
            InterfaceNames.settle(inside, endpoints);
            host.faults().take();
            InterfaceNames.settle(inside, endpoints);
        }

        assertThat(netns.listLinks().stream().map(Link::name))
                .containsExactly("lo", "eth1", "wan", "foreign");
        assertThat(host.faults().take()).as("changes of a repetition").isEmpty();
    }

    @Test
    void explainsRefusalOfOlderKernels() {
        var kernel = new FakeKernel();
        var host = kernel.boot();
        var endpoint = endpoint('e', "wan", false);
        var address = new EthernetAddress(MAC.value());
        kernel.add(FILE)
                .apply(new LinkChange.AddPlain("old", "dummy", LinkSettings.NONE.address(address)));
        try (var inside = new SandboxSession(host.namespaces().open(FILE))) {
            host.faults().failAt(1, () -> failure(Errno.EBUSY));
            assertThatThrownBy(() -> InterfaceNames.settle(inside, List.of(endpoint)))
                    .isInstanceOf(NaruException.HostFailure.class)
                    .hasMessageContaining("Linux before 6.2");
            host.faults().failAt(1, () -> failure(Errno.EPERM));
            assertThatThrownBy(() -> InterfaceNames.settle(inside, List.of(endpoint)))
                    .isInstanceOf(LinuxException.class);
        }
    }

    private static RuntimeException failure(Errno errno) {
        return new LinuxException(errno, "rename", "old");
    }
}

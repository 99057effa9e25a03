package naru.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.container.config.HostDefaults;
import naru.container.config.LogConfig;
import naru.container.config.Ulimit;
import naru.container.image.model.Proxies;
import naru.network.address.Prefix;
import naru.network.settings.DefaultBridge;
import naru.network.settings.DefaultPool;
import naru.network.settings.FirewallSettings;
import naru.network.settings.PacketMark;
import naru.proxy.acme.AcmeSettings;
import naru.proxy.option.EntryPoints;
import naru.proxy.option.ListenAddress;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class DaemonConfigTest {
    @Test
    void acceptsNetworkOptionsOfCommandLine() {
        var words = List.of("bridge=a.b=1", "bridge=c=x=y", "macvlan=a.b=2");
        assertThat(DaemonConfig.STANDARD.withNetworkOptions(words).networkOptions())
                .isEqualTo(
                        Map.of(
                                "bridge",
                                Map.of("a.b", "1", "c", "x=y"),
                                "macvlan",
                                Map.of("a.b", "2")));
        assertThatThrownBy(() -> DaemonConfig.STANDARD.withNetworkOptions(List.of("bridge=mtu")))
                .hasMessageContaining("expected driver=option=value");
        var file = DaemonConfig.parse("{\"default-network-opts\": {\"bridge\": {\"a\": \"1\"}}}");
        assertThatThrownBy(() -> file.withNetworkOptions(words))
                .hasMessageContaining("use one of them");
    }

    @Test
    void readsAnyNameOfAnOption() {
        var config =
                DaemonConfig.parse(
                        "{\"default-network-opts\": {\"bridge\": {\"a\\\"\\\\\\n\u00e9\":"
                                + " \"1\"}}}");

        assertThat(config.networkOptions())
                .isEqualTo(Map.of("bridge", Map.of("a\"\\\n\u00e9", "1")));
    }

    @Test
    void hasDockersDefaultsForMissingKeys() {
        var config = DaemonConfig.parse("{}");

        assertThat(config).isEqualTo(DaemonConfig.STANDARD);
        assertThat(DaemonConfig.parse("")).isEqualTo(DaemonConfig.STANDARD);
        assertThat(config.bridge().mtu()).isEqualTo(1500);
        assertThat(config.bridge().icc()).isTrue();
        assertThat(config.bridge()).isEqualTo(DefaultBridge.STANDARD);
        assertThat(config.containers()).isEqualTo(HostDefaults.STANDARD);
        assertThat(config.notes()).isEmpty();
        assertThat(config.logLevel()).isEqualTo("info");
    }

    @Test
    void readsKeysOfDaemonJson() {
        var config =
                DaemonConfig.parse(
                        """
                        {"bip": "10.9.0.1/24", "fixed-cidr": "10.9.0.128/25", "mtu": 1400, "icc": false,
                         "ip": "127.0.0.1", "ip-forward": false, "ip-masq": false,
                         "allow-direct-routing": true, "bridge-accept-fwmark": "0x2/0x3",
                         "default-address-pools": [{"base": "10.10.0.0/16", "size": 24}],
                         "dns": ["192.0.2.53", "2001:db8::53"], "dns-search": ["example.test"],
                         "dns-opts": ["ndots:1"], "insecure-registries": ["127.0.0.1:5000"],
                         "labels": ["rack=7"], "log-level": "debug", "live-restore": true,
                         "userland-proxy": false,
                         "default-network-opts": {"bridge": {"com.docker.network.driver.mtu": "9000"}}}
                        """);

        assertThat(config.bridge().ipv4().address()).isEqualTo(Prefix.parse("10.9.0.1/24"));
        assertThat(config.bridge().ipv4().automatic()).isEqualTo(Prefix.parse("10.9.0.128/25"));
        assertThat(config.bridge().mtu()).isEqualTo(1400);
        assertThat(config.bridge().icc()).isFalse();
        assertThat(config.bridge().bindAddress()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
        assertThat(config.ipForward()).isFalse();
        assertThat(config.firewall()).isEqualTo(new FirewallSettings(true, new PacketMark(2, 3)));
        assertThat(config.bridge().masquerade()).isFalse();
        assertThat(config.userlandProxy()).isFalse();
        assertThat(config.defaultAddressPools())
                .containsExactly(new DefaultPool(Prefix.parse("10.10.0.0/16"), 24));
        assertThat(config.names().servers())
                .containsExactly(
                        InetAddress.ofLiteral("192.0.2.53"), InetAddress.ofLiteral("2001:db8::53"));
        assertThat(config.names().search()).containsExactly("example.test");
        assertThat(config.names().options()).containsExactly("ndots:1");
        assertThat(config.registries().insecure()).containsExactly("127.0.0.1:5000");
        assertThat(config.labels()).containsExactly("rack=7");
        assertThat(config.logLevel()).isEqualTo("debug");
        assertThat(config.networkOptions())
                .isEqualTo(Map.of("bridge", Map.of("com.docker.network.driver.mtu", "9000")));
    }

    @Test
    void readsContainerDefaults() {
        var defaults =
                DaemonConfig.parse(
                                """
                                {"log-driver": "local", "log-opts": {"max-size": "10m"},
                                 "default-ulimits": {"nofile": {"Name": "nofile", "Hard": 64000, "Soft": 32000}},
                                 "default-shm-size": "128M", "default-ipc-mode": "shareable",
                                 "default-cgroupns-mode": "private", "cgroup-parent": "/mine",
                                 "init": true, "no-new-privileges": true, "seccomp-profile": "unconfined"}
                                """)
                        .containers();

        assertThat(defaults.logging()).isEqualTo(new LogConfig("local", Map.of("max-size", "10m")));
        assertThat(defaults.moreUlimits()).containsExactly(new Ulimit("nofile", 64000, 32000));
        assertThat(defaults.shmSize()).isEqualTo(128L << 20);
        assertThat(defaults.ipcMode()).isEqualTo("shareable");
        assertThat(defaults.cgroupnsMode()).isEqualTo("private");
        assertThat(defaults.cgroupParent()).isEqualTo("/mine");
        assertThat(defaults.init()).isTrue();
        assertThat(defaults.noNewPrivileges()).isTrue();
        assertThat(defaults.seccomp()).isEqualTo("unconfined");
    }

    @Test
    void readsBothFamiliesOfDefaultBridge() {
        var bridge =
                DaemonConfig.parse(
                                """
                                {"bip": "10.9.0.1/24", "default-gateway": "10.9.0.254", "ipv6": true,
                                 "bip6": "fd00:9::1/64", "fixed-cidr-v6": "fd00:9::/80",
                                 "default-gateway-v6": "fd00:9::fe"}
                                """)
                        .bridge();

        assertThat(bridge.ipv4().gateway()).isEqualTo(InetAddress.ofLiteral("10.9.0.254"));
        assertThat(bridge.enableIpv6()).isTrue();
        assertThat(bridge.ipv6())
                .isEqualTo(
                        new DefaultBridge.Range(
                                Prefix.parse("fd00:9::1/64"),
                                Prefix.parse("fd00:9::/80"),
                                InetAddress.ofLiteral("fd00:9::fe")));
        assertRefused(
                "{\"default-gateway\": \"10.9.0.254\"}",
                "default-gateway: the subnet is not known without bip or fixed-cidr");
        assertRefused(
                "{\"bridge\": \"br0\", \"bip\": \"10.9.0.1/24\"}",
                "You specified -b & --bip, mutually exclusive options. Please specify only one");
    }

    @Test
    void readsPathsGatewaysAndProxies() {
        var config =
                DaemonConfig.parse(
                        """
                        {"data-root": "/srv/naru", "exec-root": "/run/other", "group": "wheel", "debug": true,
                         "host-gateway-ips": ["192.0.2.1", "2001:db8::1"],
                         "proxies": {"http-proxy": "http://proxy.test:3128", "no-proxy": "a.test, .b.test"}}
                        """);

        assertThat(config.dataRoot()).isEqualTo(Path.of("/srv/naru"));
        assertThat(config.execRoot()).isEqualTo(Path.of("/run/other"));
        assertThat(config.group()).isEqualTo("wheel");
        assertThat(config.logLevel()).isEqualTo("debug");
        assertThat(config.names().hostGateways()).hasSize(2);
        assertThat(config.registries().proxies())
                .isEqualTo(
                        new Proxies(
                                URI.create("http://proxy.test:3128"),
                                null,
                                List.of("a.test", ".b.test")));
    }

    @Test
    void readsSettingsOfTheProxy() {
        var proxy =
                DaemonConfig.parse(
                                """
                                {"proxy": {"http-port": 8000, "trusted-sources": ["10.0.0.0/8"],
                                           "exposed-by-default": true,
                                           "access-log": "[::1]:514",
                                           "domains": {"shop": ["shop.test", "*.shop.test"]}}}
                                """)
                        .proxy();

        assertThat(proxy.enabled()).isTrue();
        assertThat(proxy.httpPort()).isEqualTo(8000);
        assertThat(proxy.httpsPort()).isEqualTo(443);
        assertThat(proxy.trusted()).hasToString("[10.0.0.0/8]");
        assertThat(proxy.exposesAll()).isTrue();
        assertThat(proxy.accessLog()).isEqualTo("[::1]:514");
        assertThat(proxy.domains()).containsEntry("shop", List.of("shop.test", "*.shop.test"));
        assertThat(DaemonConfig.STANDARD.proxy().enabled()).isFalse();
    }

    @Test
    void readsEntryPointsOfTheProxy() {
        var all =
                DaemonConfig.parse(
                                """
                                {"proxy": {"https-port": 8443, "trusted-sources": ["10.0.0.0/8"],
                                           "default-host": "Shop.test", "http3": true,
                                           "files": "/etc/naru/routes",
                                           "entry-points": {
                                             "web": {"addresses": [":80", "[::1]:81"],
                                                     "redirect-to-https": true},
                                             "internal": {"addresses": ["127.0.0.1:8080"],
                                                          "protocol": "http"},
                                             "postgres": ":5432"}}}
                                """)
                        .proxy()
                        .entryPoints();

        assertThat(all.defaultHost()).isEqualTo("shop.test");
        assertThat(all.http3()).isTrue();
        assertThat(all.all())
                .map(entry -> entry.by() + " " + entry.by().kind() + " " + ports(entry))
                .containsExactlyInAnyOrder(
                        "http HTTP [80, 81]",
                        "https HTTPS [8443]",
                        "internal HTTP [8080]",
                        "postgres TCP [5432]");
        assertThat(all.all())
                .filteredOn(EntryPoints.Entry::redirects)
                .map(entry -> entry.by().name())
                .containsExactly("http");
        assertThat(all.all()).allMatch(entry -> entry.trusted().size() == 1);
    }

    private static List<Integer> ports(EntryPoints.Entry entry) {
        return entry.addresses().stream().map(ListenAddress::port).toList();
    }

    @Test
    void rejectsInvalidEntryPoints() {
        assertRefused(
                "{\"proxy\": {\"files\": \"routes\"}}", "files: \"routes\" is no absolute path");
        assertRefused(
                "{\"proxy\": {\"entry-points\": {\"db\": \"5432\"}}}",
                "db: \"5432\" is no address and port, such as :80 or 192.0.2.1:80");
        assertRefused(
                "{\"proxy\": {\"entry-points\": {\"db\": \":80\"}}}",
                "proxy: port 80 is used by two entry points");
        assertRefused(
                "{\"proxy\": {\"entry-points\": {\"d b\": \":81\"}}}",
                "entry-points: \"d b\" is no name of lower-case letters, digits, - and _");
        assertRefused(
                "{\"proxy\": {\"entry-points\": {\"web\": {\"addresses\": [\":81\"],"
                        + " \"protocol\": \"tcp\"}}}}",
                "entry-points: web is always of http");
    }

    @Test
    void readsSettingsOfAcme() {
        var acme =
                DaemonConfig.parse(
                                """
                                {"proxy": {"acme": {"email": "me@shop.test", "agreement": true,
                                           "challenge": "dns-01", "hook": "/bin/true",
                                           "eab-key-id": "me",
                                           "eab-key": "AAAAAAAAAAAAAAAAAAAAAAAA",
                                           "renew-before": "20d"}}}
                                """)
                        .proxy()
                        .acme()
                        .orElseThrow();

        assertThat(acme.directory()).isEqualTo(AcmeSettings.LETS_ENCRYPT);
        assertThat(acme.agreed()).isTrue();
        assertThat(acme.challenge()).isEqualTo(AcmeSettings.Challenge.DNS_01);
        assertThat(acme.renewBefore()).contains(Duration.ofDays(20));
        assertThat(acme.external().orElseThrow().key()).isEqualTo("AAAAAAAAAAAAAAAAAAAAAAAA");
        assertThat(acme.toString()).doesNotContain("AAAA");
        assertThat(DaemonConfig.STANDARD.proxy().acme()).isEmpty();
    }

    @Test
    void rejectsInvalidSettingsOfAcme() {
        assertRefused(
                "{\"proxy\": {\"acme\": {\"challenge\": \"dns-01\"}}}",
                "acme: the challenge dns-01 needs a \"hook\"");
        assertRefused(
                "{\"proxy\": {\"acme\": {\"directory\": \"http://ca.test/\"}}}",
                "directory: the address of a directory begins with https://");
        assertRefused(
                "{\"proxy\": {\"acme\": {\"eab-key-id\": \"me\"}}}",
                "acme: \"eab-key-id\" needs an \"eab-key\"");
        assertRefused(
                "{\"proxy\": {\"acme\": {\"eab-key-id\": \"me\", \"eab-key\": \"AAAA\"}}}",
                "eab-key: the key is too short");
        assertRefused(
                "{\"proxy\": {\"acme\": {\"renew-before\": \"soon\"}}}",
                "renew-before: \"soon\" is no number of days, such as 30d");
    }

    @Test
    void rejectsInvalidSettingsOfTheProxy() {
        assertRefused("{\"proxy\": {\"http-port\": 70000}}", "http-port: 70000 is not a port");
        assertRefused(
                "{\"proxy\": {\"https-port\": 80}}",
                "proxy: http-port and https-port are the same");
        assertRefused(
                "{\"proxy\": {\"access-log\": \"/dev/log\"}}",
                "access-log: /dev/log is no address and port, such as 127.0.0.1:514");
        assertRefused(
                "{\"proxy\": {\"prot\": 1}}",
                "the following directives don't match any configuration option: prot");
    }

    @Test
    void acceptsDockersFileAndNotesIgnoredKeys() {
        var config =
                DaemonConfig.parse(
                        """
                        {"exec-opts": ["native.cgroupdriver=systemd"], "storage-driver": "overlay2",
                         "features": {"buildkit": true}, "max-concurrent-downloads": 10,
                         "runtimes": {"nvidia": {"path": "nvidia-container-runtime"}},
                         "iptables": true, "userland-proxy": true, "live-restore": false}
                        """);

        assertThat(config.notes())
                .containsExactly(
                        "exec-opts has no effect: runtimes get their cgroups by path",
                        "features has no effect: nothing is hidden",
                        "max-concurrent-downloads has no effect: as many as the registry serves are"
                                + " under way",
                        "runtimes has no effect: the host's crun or runc runs everything",
                        "live-restore is always on: containers outlive the daemon");
        assertThat(config.userlandProxy()).isTrue();
    }

    @Test
    void rejectsUnsupportedFeatures() {
        assertRefused(
                "{\"iptables\": false}",
                "iptables: published ports and isolation are rules, in tables of Naru's own");
        assertRefused("{\"selinux-enabled\": true}", "selinux-enabled: Naru does not have it");
        assertRefused("{\"userns-remap\": \"default\"}", "userns-remap: Naru does not have it");
        assertRefused(
                "{\"storage-driver\": \"zfs\"}",
                "storage-driver: zfs is not one of overlay2, overlayfs");
        assertRefused(
                "{\"log-driver\": \"syslog\"}",
                "log-driver: syslog is not one of json-file, local, none");
        assertRefused("{\"default-shm-size\": \"big\"}", "default-shm-size: big is not a size");
    }

    @Test
    void rejectsUnknownKeysLikeDocker() {
        assertThatThrownBy(() -> DaemonConfig.parse("{\"zoo\": 1, \"bip\": \"\", \"art\": 2}"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "the following directives don't match any configuration option: art, zoo");
    }

    @Test
    void namesKeyWithInvalidValue() {
        assertRefused("{\"bip\": 7}", "bip: 7 is not a string");
        assertRefused("{\"bip\": \"10.0.0.1\"}", "bip: invalid CIDR address: 10.0.0.1");
        assertRefused("{\"mtu\": -1}", "mtu: -1 is not a positive whole number");
        assertRefused("{\"mtu\": 14.5}", "mtu: 14.5 is not a positive whole number");
        assertRefused(
                "{\"bridge-accept-fwmark\": \"green\"}",
                "bridge-accept-fwmark: invalid firewall mark \"green\": wanted is a number, and"
                        + " perhaps a mask, such as 0x2/0x3");
        assertRefused("{\"icc\": \"no\"}", "icc: no is not true or false");
        assertRefused("{\"labels\": [\"rack\"]}", "labels: bad attribute format: rack");
        assertRefused(
                "{\"log-level\": \"loud\"}",
                "log-level: loud is not one of info, debug, warn, error, fatal");
        assertRefused(
                "{\"default-address-pools\": [{\"base\": \"10.0.0.0/16\", \"size\": 8}]}",
                "default-address-pools: invalid pool size 8 for 10.0.0.0/16");
        assertRefused(
                "{\"default-address-pools\": [{\"base\": \"10.0.0.0/16\", \"siez\": 24}]}",
                "the following directives don't match any configuration option: siez");
    }

    @Test
    void rejectsNonObject() {
        for (var text : new String[] {"[]", "{", "7", "{\"bip\"}"}) {
            assertThatThrownBy(() -> DaemonConfig.parse(text))
                    .as("[%s]", text)
                    .isInstanceOf(ConfigException.class);
        }
    }

    @Test
    void namesFile(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("daemon.json"), "{\"zoo\": 1}");

        assertThatThrownBy(() -> DaemonConfig.read(file))
                .hasMessageStartingWith("unable to configure the daemon with file " + file + ": ");
        assertThatThrownBy(() -> DaemonConfig.read(folder.resolve("absent")))
                .hasMessageContaining("absent");
    }

    private static void assertRefused(String json, String message) {
        assertThatThrownBy(() -> DaemonConfig.parse(json))
                .as(json)
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }
}

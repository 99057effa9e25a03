package naru.dns.directory;

import static org.assertj.core.api.Assertions.assertThat;

import naru.dns.directory.Directory.Shared;
import naru.network.model.EndpointId;
import naru.network.model.NetworkId;
import naru.network.option.NameOptions;
import naru.network.option.NameOptions.Order;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class DirectoryTest {
    private static final Shared FRONT = new Shared(new NetworkId("a".repeat(64)), "Front");
    private static final Shared BACK = new Shared(new NetworkId("b".repeat(64)), "back");
    private static final EndpointId WEB = new EndpointId("1".repeat(64));
    private static final EndpointId DB = new EndpointId("2".repeat(64));
    private static final EndpointId DB_2 = new EndpointId("3".repeat(64));

    private final Directory directory = new Directory();
    private final View view = directory.view(List.of(FRONT, BACK), Map.of(), List.of());

    @BeforeEach
    void fill() {
        directory.put(FRONT, entry(WEB, List.of("Web", "www"), "172.30.0.10"));
        directory.put(BACK, entry(DB, List.of("db", "store"), "172.31.0.2", "fd31::2"));
        directory.put(BACK, entry(DB_2, List.of("db-2", "store"), "172.31.0.3"));
    }

    @Test
    void knowsNamesAndAliases() {
        assertThat(view.lookup("web", AddressFilter.IPV4)).isEqualTo(known("172.30.0.10"));
        assertThat(view.lookup("www", AddressFilter.IPV4)).isEqualTo(known("172.30.0.10"));
        assertThat(view.lookup("unknown", AddressFilter.IPV4)).isEqualTo(new Answer.Unknown());
    }

    @Test
    void findsNamesWithNetworkSuffix() {
        assertThat(view.lookup("web.front", AddressFilter.IPV4)).isEqualTo(known("172.30.0.10"));
        assertThat(view.lookup("web.back", AddressFilter.IPV4)).isEqualTo(new Answer.Unknown());
    }

    @Test
    void triesDottedNameWholeFirst() {
        directory.put(FRONT, entry(DB, List.of("web.front"), "172.30.0.99"));

        assertThat(view.lookup("web.front", AddressFilter.IPV4)).isEqualTo(known("172.30.0.99"));
    }

    @Test
    void returnsAllHoldersOfAlias() {
        assertThat(view.lookup("store", AddressFilter.IPV4))
                .isEqualTo(known("172.31.0.2", "172.31.0.3"));
    }

    @Test
    void knowsNameWithoutAddressOfFamily() {
        assertThat(view.lookup("web", AddressFilter.IPV6)).isEqualTo(known());
        assertThat(view.lookup("web", AddressFilter.NONE)).isEqualTo(known());
        assertThat(view.lookup("db", AddressFilter.IPV6)).isEqualTo(known("fd31::2"));
        assertThat(view.lookup("db", AddressFilter.ALL)).isEqualTo(known("172.31.0.2", "fd31::2"));
    }

    @Test
    void showsOnlyNetworksOfClient() {
        var outsider = directory.view(List.of(FRONT), Map.of(), List.of());

        assertThat(outsider.lookup("db", AddressFilter.IPV4)).isEqualTo(new Answer.Unknown());
        assertThat(outsider.lookup("db.back", AddressFilter.IPV4)).isEqualTo(new Answer.Unknown());
        assertThat(outsider.nameOf(address("172.31.0.2"))).isEmpty();
    }

    @Test
    void answersFromPreferredNetworkOnly() {
        directory.put(BACK, entry(WEB, List.of("web"), "172.31.0.10", "fd31::10"));

        assertThat(view.lookup("web", AddressFilter.IPV4)).isEqualTo(known("172.30.0.10"));
        assertThat(view.lookup("web", AddressFilter.IPV6))
                .as("where there is one")
                .isEqualTo(known("fd31::10"));
        var fromBack = directory.view(List.of(BACK, FRONT), Map.of(), List.of());
        assertThat(fromBack.lookup("web", AddressFilter.IPV4)).isEqualTo(known("172.31.0.10"));
    }

    @Test
    void prefersLinks() {
        var linked =
                directory.view(
                        List.of(FRONT, BACK), Map.of("Web", "db", "database", "DB"), List.of());

        assertThat(linked.lookup("web", AddressFilter.IPV4)).isEqualTo(known("172.31.0.2"));
        assertThat(linked.lookup("database", AddressFilter.IPV4)).isEqualTo(known("172.31.0.2"));
        assertThat(view.lookup("database", AddressFilter.IPV4))
                .as("a link is private")
                .isEqualTo(new Answer.Unknown());
    }

    @Test
    void returnsNameOfAddress() {
        assertThat(view.nameOf(address("172.30.0.10"))).contains(new Pointer("web.front", 5));
        assertThat(view.nameOf(address("fd31::2"))).contains(new Pointer("db.back", 5));
        assertThat(view.nameOf(address("172.30.0.11"))).isEmpty();
    }

    @Test
    void removesDetachedEndpoints() {
        directory.remove(BACK.id(), DB);

        assertThat(view.lookup("db", AddressFilter.IPV4)).isEqualTo(new Answer.Unknown());
        assertThat(view.lookup("store", AddressFilter.IPV4)).isEqualTo(known("172.31.0.3"));
        assertThat(view.nameOf(address("172.31.0.2"))).isEmpty();
        directory.remove(BACK.id(), DB); // a repetition is not an error
    }

    @Test
    void renamesEndpointAtomically() {
        directory.put(FRONT, entry(WEB, List.of("shop", "www"), "172.30.0.10"));

        assertThat(view.lookup("web", AddressFilter.IPV4)).isEqualTo(new Answer.Unknown());
        assertThat(view.lookup("shop", AddressFilter.IPV4)).isEqualTo(known("172.30.0.10"));
        assertThat(view.lookup("www", AddressFilter.IPV4)).isEqualTo(known("172.30.0.10"));
        assertThat(view.nameOf(address("172.30.0.10"))).contains(new Pointer("shop.front", 5));
    }

    @Test
    void keepsNewHolderWhenOldOneLeavesLate() {
        directory.put(FRONT, entry(DB, List.of("next"), "172.30.0.10"));
        directory.remove(FRONT.id(), WEB);

        assertThat(view.nameOf(address("172.30.0.10"))).contains(new Pointer("next.front", 5));
    }

    @Test
    void neverLosesNameDuringReplacement() throws Exception {
        var asking =
                Thread.ofPlatform()
                        .start(() -> {
                            for (int i = 0; i < 20_000; i++) {
                                directory.put(
                                        FRONT,
                                        entry(WEB, List.of("web", "name-" + i % 7), "172.30.0.10"));
                            }
                        });
        while (asking.isAlive()) {
            assertThat(view.lookup("web", AddressFilter.IPV4)).isEqualTo(known("172.30.0.10"));
        }
        asking.join();
    }

    @Test
    void skipsUnhealthyMembersWhileOthersServe() {
        directory.put(BACK, unfit(entry(DB_2, List.of("db-2", "store"), "172.31.0.3")));
        assertThat(view.lookup("store", AddressFilter.IPV4)).isEqualTo(known("172.31.0.2"));
        assertThat(view.lookup("db-2", AddressFilter.IPV4))
                .as("no other holder of this name")
                .isEqualTo(known("172.31.0.3"));

        directory.put(BACK, unfit(entry(DB, List.of("db", "store"), "172.31.0.2", "fd31::2")));
        assertThat(view.lookup("store", AddressFilter.IPV4))
                .as("no better one")
                .isEqualTo(known("172.31.0.3", "172.31.0.2"));
        directory.put(BACK, entry(DB, List.of("db", "store"), "172.31.0.2", "fd31::2"));
        assertThat(view.lookup("store", AddressFilter.IPV4)).isEqualTo(known("172.31.0.2"));
    }

    @Test
    void keepsUnhealthyMembersIfConfigured() {
        directory.configure(BACK, NameOptions.of(Map.of(NameOptions.HEALTH_AWARE, "false")));
        directory.put(BACK, unfit(entry(DB_2, List.of("db-2", "store"), "172.31.0.3")));

        assertThat(view.lookup("store", AddressFilter.IPV4))
                .isEqualTo(known("172.31.0.2", "172.31.0.3"));
    }

    @Test
    void usesTtlOfNetwork() {
        directory.configure(BACK, NameOptions.of(Map.of(NameOptions.TTL, "60")));

        assertThat(view.lookup("db-2", AddressFilter.IPV4))
                .isEqualTo(new Answer.Known(List.of(address("172.31.0.3")), 60, Order.SHUFFLED));
        assertThat(view.nameOf(address("172.31.0.3"))).contains(new Pointer("db-2.back", 60));
        assertThat(view.lookup("web", AddressFilter.IPV4)).isEqualTo(known("172.30.0.10"));
    }

    @Test
    void ordersByDistanceIfConfigured() {
        directory.configure(BACK, NameOptions.of(Map.of(NameOptions.ORDER, "nearest")));
        var four = List.of("172.31.0.3", "172.31.0.200", "172.31.0.14", "172.31.0.12");
        for (int i = 0; i < 4; i++) {
            var id = new EndpointId(Integer.toString(4 + i).repeat(64));
            directory.put(BACK, entry(id, List.of("shard"), four.get(i)));
        }
        var asker = directory.view(List.of(BACK), Map.of(), List.of(address("172.31.0.12")));

        assertThat(asker.lookup("shard", AddressFilter.IPV4))
                .isEqualTo(
                        new Answer.Known(
                                Stream.of(
                                                "172.31.0.12",
                                                "172.31.0.14",
                                                "172.31.0.3",
                                                "172.31.0.200")
                                        .map(DirectoryTest::address)
                                        .toList(),
                                5,
                                Order.NEAREST));
    }

    @Test
    void matchesWildcards() {
        directory.put(FRONT, entry(DB, List.of("*.Shop", "*.eu.shop."), "172.30.0.20"));
        directory.put(FRONT, entry(DB_2, List.of("a.shop", "*.eu.shop"), "172.30.0.21"));

        assertThat(view.lookup("b.shop", AddressFilter.IPV4)).isEqualTo(known("172.30.0.20"));
        assertThat(view.lookup("x.y.shop", AddressFilter.IPV4)).isEqualTo(known("172.30.0.20"));
        assertThat(view.lookup("b.shop.front", AddressFilter.IPV4)).isEqualTo(known("172.30.0.20"));
        assertThat(view.lookup("b.shop", AddressFilter.IPV6)).isEqualTo(known());
        assertThat(view.lookup("a.shop", AddressFilter.IPV4))
                .as("a name comes before wildcards")
                .isEqualTo(known("172.30.0.21"));
        assertThat(view.lookup("b.eu.shop", AddressFilter.IPV4))
                .as("the longest wildcard comes first")
                .isEqualTo(known("172.30.0.20", "172.30.0.21"));
        assertThat(view.lookup("shop", AddressFilter.IPV4)).isEqualTo(new Answer.Unknown());
        assertThat(view.lookup("bshop", AddressFilter.IPV4)).isEqualTo(new Answer.Unknown());
    }

    @Test
    void isAuthoritativeForDomainOfNetwork() {
        directory.configure(BACK, NameOptions.of(Map.of(NameOptions.DOMAIN, "Shop.Test.")));

        assertThat(view.lookup("db.shop.test", AddressFilter.IPV4)).isEqualTo(known("172.31.0.2"));
        assertThat(view.lookup("db.back", AddressFilter.IPV4)).isEqualTo(known("172.31.0.2"));
        assertThat(view.lookup("web.shop.test", AddressFilter.IPV4))
                .as("on another network")
                .isEqualTo(new Answer.Nowhere());
        assertThat(view.lookup("shop.test", AddressFilter.IPV4)).isEqualTo(known());
        assertThat(view.lookup("test", AddressFilter.IPV4)).isEqualTo(new Answer.Unknown());
        assertThat(view.lookup("workshop.test", AddressFilter.IPV4))
                .isEqualTo(new Answer.Unknown());
        assertThat(view.nameOf(address("172.31.0.2"))).contains(new Pointer("db.shop.test", 5));
    }

    @Test
    void doesNotForwardServicesOfKnownNames() {
        assertThat(view.lookup("_http._tcp.db", AddressFilter.NONE))
                .isEqualTo(new Answer.Nowhere());
        assertThat(view.lookup("_http._tcp.db.back", AddressFilter.NONE))
                .isEqualTo(new Answer.Nowhere());
        for (var name : List.of("_http._tcp.example", "_http.db", "_a._b._c.db", "_a._b", "_._")) {
            assertThat(view.lookup(name, AddressFilter.NONE))
                    .as(name)
                    .isEqualTo(new Answer.Unknown());
        }
    }

    @Test
    void returnsVirtualAddressOfName() {
        directory.setVirtual(BACK, "store", List.of(address("172.31.0.9")));

        assertThat(view.lookup("store", AddressFilter.IPV4)).isEqualTo(known("172.31.0.9"));
        assertThat(view.lookup("store.back", AddressFilter.IPV4)).isEqualTo(known("172.31.0.9"));
        assertThat(view.lookup("store", AddressFilter.IPV6)).isEqualTo(known());
        assertThat(view.lookup("db", AddressFilter.IPV4)).isEqualTo(known("172.31.0.2"));
        assertThat(view.lookup("tasks.store", AddressFilter.IPV4))
                .as("those behind it")
                .isEqualTo(known("172.31.0.2", "172.31.0.3"));
        assertThat(view.lookup("tasks.db", AddressFilter.IPV4)).isEqualTo(new Answer.Unknown());
        assertThat(view.nameOf(address("172.31.0.9"))).contains(new Pointer("store.back", 5));

        directory.setVirtual(BACK, "store", List.of());
        assertThat(view.lookup("store", AddressFilter.IPV4))
                .isEqualTo(known("172.31.0.2", "172.31.0.3"));
    }

    @Test
    void showsAllNamesToHostInOneDomain() {
        var host = directory.whole("naru");

        assertThat(host.lookup("web.naru", AddressFilter.IPV4)).isEqualTo(known("172.30.0.10"));
        assertThat(host.lookup("db.back.naru", AddressFilter.IPV4)).isEqualTo(known("172.31.0.2"));
        assertThat(host.lookup("unknown.naru", AddressFilter.IPV4)).isEqualTo(new Answer.Nowhere());
        assertThat(host.lookup("web", AddressFilter.IPV4)).isEqualTo(new Answer.Unknown());
        assertThat(host.nameOf(address("172.31.0.3"))).contains(new Pointer("db-2.back.naru", 5));

        directory.put(BACK, entry(WEB, List.of("web"), "172.31.0.10"));
        assertThat(host.lookup("web.naru", AddressFilter.IPV4))
                .as("of two, the one on the network that comes first by name")
                .isEqualTo(known("172.31.0.10"));
        directory.drop(BACK.id());
        assertThat(host.lookup("web.naru", AddressFilter.IPV4)).isEqualTo(known("172.30.0.10"));
    }

    private static Entry unfit(Entry entry) {
        return new Entry(entry.endpoint(), entry.names(), entry.addresses(), false);
    }

    private static Answer known(String... literals) {
        return new Answer.Known(
                Stream.of(literals).map(DirectoryTest::address).toList(), 5, Order.SHUFFLED);
    }

    private static Entry entry(EndpointId endpoint, List<String> names, String... literals) {
        return new Entry(
                endpoint, names, Stream.of(literals).map(DirectoryTest::address).toList(), true);
    }

    private static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }
}

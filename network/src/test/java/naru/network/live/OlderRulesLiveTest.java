package naru.network.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.linux.NamespaceWork;
import naru.linux.Netns;
import naru.network.model.EndpointSpec;
import naru.network.model.NaruException;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;
import naru.network.publish.PortRequest;
import naru.network.publish.Protocol;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A table that another release has left, with a set of other types, a rule that says something
 * else, a chain at another place and one that nobody wants any more, becomes what this release
 * wants; the user's chain stays, and so do connections.
 */
class OlderRulesLiveTest {
    private final Lab lab = new Lab();
    private Sandbox web;
    private Path peer;

    @BeforeEach
    void start() {
        var networks = lab.start();
        peer = lab.neighbour("192.0.2.1", "192.0.2.2");
        var spec =
                SandboxSpec.of("a".repeat(64), "web", EndpointSpec.of("bridge"))
                        .withPorts(
                                List.of(
                                        PortRequest.of(Protocol.TCP, 8080, 80),
                                        PortRequest.of(Protocol.TCP, 8081, 81)));
        web = networks.open(spec);
        networks.awaitPassage(web.containerId());
        lab.serve(web.netns(), 80);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void areReplacedWithoutLosingAnyThing() throws IOException {
        lab.run("nft", "add", "rule", "inet", "naru", "user", "tcp dport 9 drop");
        var wanted = table();
        try (var server = in(web.netns(), () -> new ServerSocket(81));
                var client = in(peer, () -> connect("192.0.2.1", 8081));
                var accepted = server.accept()) {
            lab.kill();
            load(older(wanted));
            assertThat(table()).isNotEqualTo(wanted);
            assertThat(lab.call(peer, "192.0.2.1", 8080))
                    .as("the older rules")
                    .isEqualTo("nothing");

            var networks = lab.start();

            assertThat(parts(table())).isEqualTo(parts(wanted));
            assertThat(lab.call(peer, "192.0.2.1", 8080)).isEqualTo("192.0.2.2");
            client.getOutputStream().write('?');
            assertThat(accepted.getInputStream().read()).as("the open connection").isEqualTo('?');
            long generation = lab.host().nft().generation();
            networks.reconcile();
            assertThat(lab.host().nft().generation()).as("nothing more").isEqualTo(generation);
        }
    }

    @Test
    void areLeftAloneWhereARuleOfTheUsersHoldsThem() throws IOException {
        var wanted = table();
        lab.kill();
        load(older(wanted));
        lab.run("nft", "add", "rule", "inet", "naru", "user", "oifname", "@hairpin4", "accept");
        var older = table();

        assertThatThrownBy(lab::start)
                .isInstanceOf(NaruException.HostFailure.class)
                .hasMessageContainingAll("hairpin4", "a rule of yours in chain user looks into it");
        assertThat(table()).isEqualTo(older);
        lab.run("nft", "flush", "chain", "inet", "naru", "user");
        lab.start();
        assertThat(parts(table())).isEqualTo(parts(wanted));
    }

    private String table() {
        return lab.run("nft", "-s", "list", "table", "inet", "naru");
    }

    /** Sets and chains in the order of their names: what was made anew is listed last. */
    private static List<String> parts(String table) {
        return Stream.of(table.split("\n\n|(?<=made by naru\"\n)|\n}\n"))
                .map(String::strip)
                .sorted()
                .toList();
    }

    /** nft cannot read all that it prints. */
    private static String older(String table) {
        var narrower =
                Pattern.compile("set hairpin4 \\{.*?\n\t}", Pattern.DOTALL)
                        .matcher(table.replaceAll("\n.*(fib saddr oifname|numgen|jhash).*", ""))
                        .replaceFirst("set hairpin4 {\n\t\ttype ifname\n\t}");
        var moved =
                narrower.replace("oifname . ip saddr @hairpin4", "oifname @hairpin4")
                        .replace(
                                "hook postrouting priority srcnat",
                                "hook postrouting priority srcnat + 5");
        int end = moved.lastIndexOf('}');
        return moved.substring(0, end)
                + "\tchain closed {\n"
                + "\t\ttype filter hook forward priority 10; policy drop;\n"
                + "\t}\n"
                + "}\n";
    }

    private void load(String table) throws IOException {
        var file = Files.createTempFile("naru-older-", ".nft");
        try {
            Files.writeString(file, "delete table inet naru\n" + table);
            lab.run("nft", "-f", file.toString());
        } finally {
            Files.delete(file);
        }
    }

    private static <T> T in(Path namespace, NamespaceWork<T, IOException> work) throws IOException {
        try (var netns = Netns.open(namespace)) {
            return netns.call(work);
        }
    }

    private static Socket connect(String address, int port) throws IOException {
        var socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port), 5000);
        return socket;
    }
}

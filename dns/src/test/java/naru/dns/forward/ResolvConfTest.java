package naru.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;

class ResolvConfTest {
    private static final InetAddress OURS = InetAddress.ofLiteral("127.0.0.11");

    @Test
    void listsServersInOrderAndSkipsOthers() {
        var text =
                """
                # nameserver 192.0.2.1
                search example.org
                nameserver 127.0.0.53
                nameserver	192.0.2.7 # the second
                nameserver
                nameserver resolver.example
                options ndots:2
                nameserver 2001:db8::53
                """;

        assertThat(ResolvConf.servers(text, Set.of(OURS)))
                .containsExactly(server("127.0.0.53"), server("192.0.2.7"), server("2001:db8::53"));
    }

    @Test
    void neverListsItself() {
        assertThat(ResolvConf.servers("nameserver 127.0.0.11\nnameserver 192.0.2.1", Set.of(OURS)))
                .containsExactly(server("192.0.2.1"));
    }

    private static InetSocketAddress server(String literal) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), 53);
    }
}

package naru.network.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;

class ResolverFileTest {
    private static final String TEXT =
            """
            # nameserver 192.0.2.1
            ;nameserver 192.0.2.2
            search example.org
            nameserver 127.0.0.53
            nameserver
            nameserver resolver.example
            nameserver 192.0.2.7 # the second
              nameserver\tfe80::1%nosuchlink
            nameserver 2001:db8::53
            nameservers 192.0.2.3
            options ndots:2 rotate
            """;

    @Test
    void aBadLineHidesNoOther() {
        assertThat(ResolverFile.parse(TEXT).addresses())
                .containsExactly(
                        InetAddress.ofLiteral("127.0.0.53"),
                        InetAddress.ofLiteral("192.0.2.7"),
                        InetAddress.ofLiteral("2001:db8::53"));
    }

    @Test
    void keepsServersAsWritten() {
        var file = ResolverFile.parse(TEXT);
        assertThat(file.servers()).contains("resolver.example", "fe80::1%nosuchlink");
        assertThat(file.search()).containsExactly("example.org");
        assertThat(file.options()).containsExactly("ndots:2", "rotate");
    }
}

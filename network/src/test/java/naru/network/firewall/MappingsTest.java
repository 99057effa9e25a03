package naru.network.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import static java.net.InetAddress.ofLiteral;

import naru.network.publish.Protocol;
import naru.network.publish.PublishedPort;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class MappingsTest {
    @Test
    void foldsAdjacentEqualPortsIntoOneInterval() {
        var elements =
                Mappings.elements(List.of(tcp(82, 82), tcp(80, 80), tcp(81, 81), tcp(90, 90)));

        assertThat(elements.get(Sets.PUBLISHED4.anyRange()))
                .extracting(Object::toString)
                .containsExactly("tcp . 80-82 : 10.0.0.2");
        assertThat(elements.get(Sets.PUBLISHED4.any()))
                .extracting(Object::toString)
                .containsExactly("tcp . 90 : 10.0.0.2 . 90");
    }

    @Test
    void keepsPortsThatChangeTheirNumberApart() {
        var elements = Mappings.elements(List.of(tcp(8080, 80), tcp(8081, 81)));

        assertThat(elements.get(Sets.PUBLISHED4.any()))
                .extracting(Object::toString)
                .containsExactly("tcp . 8080 : 10.0.0.2 . 80", "tcp . 8081 : 10.0.0.2 . 81");
    }

    @Test
    void tellsAddressesAndFamiliesApart() {
        var mappings = new ArrayList<Mapping>();
        mappings.add(tcp(80, 80));
        mappings.add(
                new Mapping(
                        new PublishedPort(Protocol.TCP, 81, ofLiteral("127.0.0.1"), 81),
                        ofLiteral("10.0.0.2")));
        mappings.add(
                new Mapping(
                        new PublishedPort(Protocol.UDP, 53, ofLiteral("::"), 53),
                        ofLiteral("fd00::2")));
        var elements = Mappings.elements(mappings);

        assertThat(elements.keySet())
                .containsExactlyInAnyOrder(
                        Sets.PUBLISHED4.any(), Sets.PUBLISHED4.at(), Sets.PUBLISHED6.any());
    }

    private static Mapping tcp(int hostPort, int containerPort) {
        return new Mapping(
                new PublishedPort(Protocol.TCP, containerPort, ofLiteral("0.0.0.0"), hostPort),
                ofLiteral("10.0.0.2"));
    }
}

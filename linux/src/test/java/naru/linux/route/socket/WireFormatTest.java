package naru.linux.route.socket;

import static org.assertj.core.api.Assertions.assertThat;

import static java.net.InetAddress.ofLiteral;

import naru.linux.EthernetAddress;
import naru.linux.netlink.MalformedMessageException;
import naru.linux.netlink.Wire;
import naru.linux.route.AddressChange;
import naru.linux.route.BridgePortFlag;
import naru.linux.route.Change;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.linux.route.Qdisc;
import naru.linux.route.Route;
import naru.linux.route.RouteChange;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Messages against those of ip (iproute2 6.1.0), captured with strace 6.1 on x86-64. */
class WireFormatTest {
    private static final int SEQUENCE = 0x6b018c34;

    @Test
    void addsAddressLikeIp() {
        // ip addr add 10.99.0.1/16 dev br-a
        assertThat(ours(new AddressChange.Add(InterfaceAddress.of(2, ofLiteral("10.99.0.1"), 16))))
                .isEqualTo(
                        Wire.hex(
                                """
                                28 00 00 00 14 00 05 06  34 8c 01 6b 00 00 00 00
                                02 10 00 00 02 00 00 00  08 00 02 00 0a 63 00 01
                                08 00 01 00 0a 63 00 01
                                """));
    }

    @Test
    void addsDefaultRouteLikeIp() {
        // ip route add default via 10.99.0.9
        assertThat(ours(new RouteChange.Add(Route.byDefault(ofLiteral("10.99.0.9")))))
                .isEqualTo(
                        Wire.hex(
                                """
                                24 00 00 00 18 00 05 06  34 8c 01 6b 00 00 00 00
                                02 00 00 00 fe 03 00 01  00 00 00 00 08 00 05 00
                                0a 63 00 09
                                """));
    }

    @Test
    void deletesLinkLikeIp() {
        // ip link del veth1
        assertThat(ours(new LinkChange.Delete(LinkRef.of(4))))
                .isEqualTo(
                        Wire.hex(
                                """
                                20 00 00 00 11 00 05 00  34 8c 01 6b 00 00 00 00
                                00 00 00 00 04 00 00 00  00 00 00 00 00 00 00 00
                                """));
    }

    @Test
    void setsAliasLikeIpExceptTrailingZero() {
        // ip link set dev br-a alias naru:network:1
        byte[] alias =
                ours(new LinkChange.Set(LinkRef.of(2), LinkSettings.NONE.alias("naru:network:1")));
        byte[] theirs =
                Wire.hex(
                        """
                        34 00 00 00 10 00 05 00  34 8c 01 6b 00 00 00 00
                        00 00 00 00 02 00 00 00  00 00 00 00 00 00 00 00
                        12 00 14 00 6e 61 72 75  3a 6e 65 74 77 6f 72 6b
                        3a 31 00 00
                        """);
        theirs[32] = 0x13;
        assertThat(alias).isEqualTo(theirs);
    }

    @Test
    void addsVethPairLikeIp() {
        // ip link add veth1 mtu 1400 master br-a type veth peer name eth0
        byte[] theirs =
                Wire.hex(
                        """
                        6c 00 00 00 10 00 05 06  34 8c 01 6b 00 00 00 00
                        00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00
                        08 00 04 00 78 05 00 00  08 00 0a 00 02 00 00 00
                        0a 00 03 00 76 65 74 68  31 00 00 00 30 00 12 00
                        08 00 01 00 76 65 74 68  24 00 02 00 20 00 01 00
                        00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00
                        09 00 03 00 65 74 68 30  00 00 00 00
                        """);
        // iproute2 writes the kind without a trailing zero, which the kernel accepts as well.
        theirs[64] = 0x09;
        byte[] kind = new byte[theirs.length + 4];
        System.arraycopy(theirs, 0, kind, 0, 72);
        System.arraycopy(theirs, 72, kind, 76, theirs.length - 72);
        kind[60] += 4;
        byte[] ours =
                ours(
                        new LinkChange.AddVeth(
                                "veth1",
                                LinkSettings.NONE.mtu(1400).master(2),
                                "eth0",
                                LinkSettings.NONE));
        ByteBuffer.wrap(kind).order(ByteOrder.nativeOrder()).putInt(0, kind.length);
        // The order of attributes differs, and so does NLA_F_NESTED.
        var nests = new TreeSet<>(List.of("/18", "/18/2"));
        assertThat(Wire.shape(ours, 16, nests)).isEqualTo(Wire.shape(kind, 16, nests));
    }

    @Test
    void decodesLinkAndRejectsTruncation() {
        byte[] whole = Wire.resource(WireFormatTest.class, "veth-port.hex");
        Link link = decode(whole);
        assertThat(link)
                .isEqualTo(
                        new Link(
                                70,
                                "veth1",
                                "veth",
                                0x1002,
                                1400,
                                EthernetAddress.parse("b6:00:0e:55:5d:a3"),
                                2,
                                5,
                                -1,
                                0,
                                "",
                                false,
                                new Link.BridgePort(
                                        EnumSet.of(
                                                BridgePortFlag.HAIRPIN,
                                                BridgePortFlag.ISOLATED,
                                                BridgePortFlag.LEARNING,
                                                BridgePortFlag.UNICAST_FLOOD,
                                                BridgePortFlag.MULTICAST_FLOOD,
                                                BridgePortFlag.BROADCAST_FLOOD),
                                        false),
                                null));
        assertStopsWhereverItIsCutOff(whole, cut -> decode(cut).index() == 70);
    }

    @Test
    void decodesQdiscAndRejectsTruncation() {
        byte[] whole = Wire.resource(WireFormatTest.class, "tbf.hex");
        assertThat(qdisc(whole)).isEqualTo(new Qdisc(3, true, "tbf", 2_000_000, 120_000));
        assertStopsWhereverItIsCutOff(whole, cut -> qdisc(cut).link() == 3);
    }

    private static void assertStopsWhereverItIsCutOff(byte[] whole, Predicate<byte[]> knows) {
        for (int length = 16; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            // The header says that the message ends here, so only the attribute at the cut is
            // wrong.
            ByteBuffer.wrap(cut).order(ByteOrder.nativeOrder()).putInt(0, length);
            try {
                assertThat(knows.test(cut)).isTrue();
            } catch (MalformedMessageException expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            }
        }
    }

    private static Qdisc qdisc(byte[] bytes) {
        var reader = Wire.reader(bytes);
        assertThat(reader.next()).isTrue();
        return QdiscCodec.decode(reader);
    }

    private static Link decode(byte[] bytes) {
        var reader = Wire.reader(bytes);
        assertThat(reader.next()).isTrue();
        return LinkCodec.decode(reader);
    }

    private static byte[] ours(Change change) {
        return Wire.written(SEQUENCE, out -> ChangeCodec.encode(change, true, out));
    }
}

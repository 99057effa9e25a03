package naru.network.host.linux;

import static org.assertj.core.api.Assertions.assertThat;

import static java.net.InetAddress.ofLiteral;

import naru.network.host.linux.SocketTable.Row;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

/** Lines of Linux 6.18 on x86-64. */
class SocketTableTest {
    private static final String HEAD =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid "
                    + " timeout inode";
    private static final String LISTENER =
            "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0   "
                    + "     0 12345 1 0000000000000000 100 0 0 10 0";
    private static final String STREAM =
            "   1: 020000C0:0050 0A0000C0:9C40 01 00000000:00000000 00:00000000 00000000     0   "
                    + "     0 777 1 0000000000000000 20 4 30 10 -1";
    private static final String IPV6 =
            "   2: 000000FD00000000000000000A000000:0035 00000000000000000000000000000000:0000 07 "
                    + "00000000:00000000 00:00000000 00000000     0        0 888 2 0";

    /** Linux 6.1 on x86-64. */
    private static final List<String> SCTP =
            List.of(
                    " ENDPT     SOCK   STY SST HBKT LPORT   UID INODE LADDRS",
                    "8c47302c  f37a8ab 2   10  62   7001      0  1272 0.0.0.0 ",
                    "13715e4f 5fca0584 2   10  63   7002      0  1322 "
                            + "0000:0000:0000:0000:0000:0000:0000:0001 ");

    @Test
    void tellsWhereSctpIsBound() {
        assertThat(SocketTable.readSctp(SCTP.stream()))
                .containsExactly(
                        new Row(ofLiteral("0.0.0.0"), 7001, true, "1272"),
                        new Row(ofLiteral("::1"), 7002, true, "1322"));
        assertThat(SocketTable.readSctp(Stream.of())).isEmpty();
    }

    @Test
    void tellsWhereSocketsAreBound() {
        assertThat(SocketTable.read(Stream.of(HEAD, LISTENER, STREAM, "", "3: odd")))
                .containsExactly(
                        new Row(ofLiteral("127.0.0.1"), 8080, true, "12345"),
                        new Row(ofLiteral("192.0.0.2"), 80, false, "777"));
        assertThat(SocketTable.read(Stream.of(IPV6)))
                .containsExactly(new Row(ofLiteral("fd00::a"), 53, false, "888"));
    }
}

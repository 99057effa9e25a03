package naru.linux.xfrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.net.InetAddress.ofLiteral;

import naru.linux.Kernel;
import naru.linux.Scratch;
import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.xfrm.EspPolicy.Direction;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Set;

/** IPsec by netlink, verified with ip xfrm of iproute2. */
class XfrmSocketLiveTest {
    private static final int REQID = 0x4e617275;

    /** The errors of a kernel without ESP, and of one without AES-GCM. */
    private static final Set<Errno> LACKING = Set.of(Errno.EPROTONOSUPPORT, Errno.ENOSYS);

    private Scratch scratch;
    private XfrmSocket xfrm;

    @BeforeEach
    void open() {
        scratch = Scratch.create();
        xfrm = scratch.netns("host").call(() -> XfrmSocket.open(Kernel.DIRECT));
    }

    @AfterEach
    void close() {
        if (scratch != null) {
            xfrm.close();
            scratch.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"10.77.0.1, 0.0.0.0/0, 32", "fd77::1, ::/0, 128"})
    void addsListsAndDeletesPolicies(String address, String any, int bits) {
        var in = new EspPolicy(Direction.IN, ofLiteral(address), 4790, REQID);
        var out = new EspPolicy(Direction.OUT, ofLiteral(address), 4790, REQID);
        xfrm.put(in);
        xfrm.put(out);
        xfrm.put(out);
        assertThat(xfrm.policies(REQID)).containsExactlyInAnyOrder(in, out);
        assertThat(xfrm.policies(1)).isEmpty();
        var own = address + "/" + bits;
        assertThat(scratch.run("host", "ip", "xfrm", "policy").replaceAll("\\s+", " "))
                .contains(
                        "src " + any + " dst " + own + " proto udp dport 4790 dir in",
                        "src " + own + " dst " + any + " proto udp dport 4790 dir out",
                        "proto esp reqid " + REQID + " mode transport");

        xfrm.delete(in);
        xfrm.delete(in);
        assertThat(xfrm.policies(REQID)).containsExactly(out);
        xfrm.delete(out);
        assertThat(scratch.run("host", "ip", "xfrm", "policy")).doesNotContain("4790");
    }

    /** A kernel without ESP refuses the state: then the message is correct at least. */
    @ParameterizedTest
    @CsvSource({"10.77.0.1, 10.77.0.2", "fd77::1, fd77::2"})
    void addsListsAndDeletesStates(String source, String destination) {
        var state = new EspState(ofLiteral(source), ofLiteral(destination), 0x12345678, REQID);
        var key = new EspKey(new byte[EspKey.BYTES]);
        if (!hasEsp()) {
            assertThatThrownBy(() -> xfrm.add(state, key))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isIn(LACKING));
            return;
        }
        xfrm.add(state, key);
        assertThat(xfrm.states(REQID)).containsExactly(state);
        assertThat(scratch.run("host", "ip", "xfrm", "state"))
                .contains(
                        "src " + source + " dst " + destination,
                        "proto esp spi 0x12345678",
                        "reqid " + REQID,
                        "mode transport",
                        "aead rfc4106(gcm(aes))");
        xfrm.delete(state);
        xfrm.delete(state);
        assertThat(xfrm.states(REQID)).isEmpty();
    }

    private boolean hasEsp() {
        try {
            var state = new EspState(ofLiteral("127.0.0.1"), ofLiteral("127.0.0.1"), 4711, 1);
            xfrm.add(state, new EspKey(new byte[EspKey.BYTES]));
            return true;
        } catch (LinuxException e) {
            return false;
        }
    }

    @Test
    void hidesKeys() {
        assertThat(new EspKey(new byte[EspKey.BYTES]).toString()).doesNotContain("0000");
        assertThatThrownBy(() -> new EspKey(new byte[16]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

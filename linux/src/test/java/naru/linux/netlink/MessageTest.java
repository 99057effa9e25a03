package naru.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Random;

class MessageTest {
    private static final byte[] TWO =
            Wire.written(
                    7,
                    out -> {
                        out.begin(16, 5).put8(1).put8(2).put16(3).put32(4);
                        out.u8(1, 0xab);
                        out.u16(2, 0xabcd);
                        out.u32(3, 0x12345678);
                        out.u32be(4, 0x12345678);
                        out.u64be(5, 0x1122334455667788L);
                        out.string(6, "veth€");
                        out.flag(7);
                        out.address(8, InetAddress.ofLiteral("fd00::1"));
                        out.nested(9, in -> in.nested(1, deep -> deep.string(2, "x")));
                        out.begin(17, 6).put16be(0x0a0b).put16(0);
                        out.bytes(1, new byte[] {1, 2, 3});
                    });

    @Test
    void readsWhatWasWritten() {
        var reader = Wire.reader(TWO);
        assertThat(reader.next()).isTrue();
        assertThat(reader.type()).isEqualTo(16);
        assertThat(reader.flags()).isEqualTo(5);
        assertThat(reader.sequence()).isEqualTo(7);
        assertThat(reader.get8(1)).isEqualTo(2);
        assertThat(reader.get32(4)).isEqualTo(4);
        var a = reader.attributes(8);
        assertThat(a.next()).isTrue();
        assertThat(a.u8()).isEqualTo(0xab);
        a.next();
        assertThat(a.u16()).isEqualTo(0xabcd);
        a.next();
        assertThat(a.u32()).isEqualTo(0x12345678);
        a.next();
        assertThat(a.u32be()).isEqualTo(0x12345678);
        assertThat(a.bytes()).containsExactly(0x12, 0x34, 0x56, 0x78);
        a.next();
        assertThat(a.u64be()).isEqualTo(0x1122334455667788L);
        a.next();
        assertThat(a.string()).isEqualTo("veth€");
        a.next();
        assertThat(a.length()).isZero();
        a.next();
        assertThat(a.address()).isEqualTo(InetAddress.ofLiteral("fd00::1"));
        a.next();
        assertThat(a.type()).isEqualTo(9);
        var nested = a.nested();
        nested.next();
        var deep = nested.nested();
        deep.next();
        assertThat(deep.string()).isEqualTo("x");
        assertThat(a.next()).isFalse();
        assertThat(reader.next()).isTrue();
        assertThat(reader.sequence()).isEqualTo(8);
        assertThat(reader.get16be(0)).isEqualTo(0x0a0b);
        assertThat(reader.next()).isFalse();
    }

    @Test
    void rejectsTruncatedMessages() {
        int first = ByteBuffer.wrap(TWO).order(java.nio.ByteOrder.nativeOrder()).getInt(0);
        for (int length = 1; length < TWO.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(TWO, length);
            if (length == first) {
                assertThat(readAll(cut)).isEqualTo(1);
            } else {
                assertThatThrownBy(() -> readAll(cut))
                        .as("%d bytes", length)
                        .isInstanceOf(MalformedMessageException.class);
            }
        }
    }

    @Test
    void rejectsZeroAndExcessiveLengths() {
        for (int length : new int[] {0, 3, 15, TWO.length + 1, -1, Integer.MIN_VALUE}) {
            byte[] bytes = TWO.clone();
            ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.nativeOrder()).putInt(0, length);
            assertThatThrownBy(() -> readAll(bytes)).isInstanceOf(MalformedMessageException.class);
        }
        for (int length : new int[] {0, 3, 0xffff}) {
            byte[] bytes = TWO.clone();
            ByteBuffer.wrap(bytes)
                    .order(java.nio.ByteOrder.nativeOrder())
                    .putShort(24, (short) length);
            assertThatThrownBy(() -> readAll(bytes)).isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void rejectsValueShorterThanType() {
        var attributes = Attributes.of(ByteBuffer.wrap(new byte[] {5, 0, 1, 0, 9, 0, 0, 0}));
        attributes.next();
        assertThat(attributes.u8()).isEqualTo(9);
        assertThatThrownBy(attributes::u16).isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(attributes::u32).isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(attributes::u64be).isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(attributes::address).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void terminatesOnRandomBytes() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = TWO.clone();
            for (int change = random.nextInt(8); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(readAll(bytes)).isBetween(0, 10);
            } catch (MalformedMessageException expected) {
                assertThat(expected).hasMessageMatching(".+");
            } catch (RuntimeException | AssertionError wrong) {
                throw new AssertionError("seed " + seed, wrong);
            }
        }
    }

    @Test
    void growsAndRejectsOverlongAttribute() {
        byte[] large = new byte[60_000];
        assertThat(Wire.written(1, out -> out.begin(1, 0).bytes(1, large))).hasSize(60_020);
        assertThatThrownBy(() -> Wire.written(1, out -> out.begin(1, 0).bytes(1, new byte[65_536])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        Wire.written(
                                1,
                                out ->
                                        out.begin(1, 0)
                                                .nested(
                                                        1,
                                                        in -> {
                                                            in.bytes(1, large);
                                                            in.bytes(2, large);
                                                        })))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static int readAll(byte[] bytes) {
        var reader = Wire.reader(bytes);
        int messages = 0;
        while (reader.next()) {
            messages++;
            int fixed = reader.type() == 16 ? 8 : 4;
            var attributes = reader.attributes(fixed);
            while (attributes.next()) {
                if (attributes.type() == 9) {
                    var nested = attributes.nested();
                    while (nested.next()) {
                        nested.bytes();
                    }
                }
                attributes.bytes();
            }
        }
        return messages;
    }
}

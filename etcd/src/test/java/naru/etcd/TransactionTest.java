package naru.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

class TransactionTest {
    private static final Bytes VALUE = Bytes.ofUtf8("v");

    @Test
    void refusesWhatEtcdWouldRefuse() {
        var absent = new Condition.Absent("/a");
        assertThatThrownBy(() -> new Transaction(List.of(), List.of(new Write.Delete("/a"))))
                .hasMessageContaining("without a condition");
        assertThatThrownBy(() ->
                        new Transaction(
                                List.of(absent),
                                List.of(new Write.Delete("/a"), new Write.Put("/a", VALUE))))
                .hasMessageContaining("two writes");
        var many =
                IntStream.range(0, 128).<Write>mapToObj(i -> new Write.Delete("/b" + i)).toList();
        assertThatThrownBy(() -> new Transaction(List.of(absent), many))
                .hasMessageContaining("129 keys");
        assertThat(new Transaction(List.of(new Condition.Absent("/b0")), many).keys()).hasSize(128);
    }

    @Test
    void endsARangeAfterItsPrefix() {
        assertThat(Keys.end("/a/")).isEqualTo(ByteString.copyFromUtf8("/a0"));
        assertThat(Keys.end("")).isEqualTo(ByteString.copyFrom(new byte[] {0}));
        // U+00FF is 0xc3 0xbf in UTF-8, which has no 0xff.
        assertThat(Keys.end("\u00ff"))
                .isEqualTo(ByteString.copyFrom(new byte[] {(byte) 0xc3, (byte) 0xc0}));
    }

    @Test
    void readsEndpointsLikeEtcd() {
        assertThat(Endpoint.of("https://[2001:db8::1]:2379"))
                .isEqualTo(new Endpoint(true, "[2001:db8::1]", 2379))
                .hasToString("https://[2001:db8::1]:2379");
        assertThat(Endpoint.of("http://etcd.test:1"))
                .isEqualTo(new Endpoint(false, "etcd.test", 1));
        assertThatThrownBy(() -> Endpoint.of("etcd.test:2379"))
                .hasMessage("\"etcd.test:2379\" is not of the form https://HOST:PORT");
        assertThatThrownBy(() -> Endpoint.of("https://etcd.test"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

package naru.linux.nft.socket;

import static org.assertj.core.api.Assertions.assertThat;

import naru.linux.Kernel;
import naru.linux.Scratch;
import naru.linux.nft.NftEvent;
import naru.linux.nft.NftTable;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;

class NftMonitorLiveTest {
    @Test
    void reportsTableAndSenderOfChange() {
        try (var scratch = Scratch.create()) {
            var host = scratch.netns("host");
            try (var monitor = host.call(() -> NftMonitor.open());
                    var nft = host.call(() -> NftSocket.open(Kernel.DIRECT))) {
                scratch.run("host", "nft", "add", "table", "ip", "foreign");
                nft.commit(Firewall.changes());

                var events = new ArrayList<NftEvent>();
                var event = monitor.next(Duration.ofMillis(200));
                while (event.isPresent()) {
                    events.add(event.get());
                    event = monitor.next(Duration.ofMillis(200));
                }
                assertThat(events)
                        .startsWith(
                                new NftEvent.Changed(NftTable.ip("foreign"), "NFT_MSG_NEWTABLE"))
                        .contains(new NftEvent.Changed(Firewall.TABLE, "NFT_MSG_NEWRULE"));
                assertThat(events.get(1))
                        .isInstanceOfSatisfying(
                                NftEvent.Committed.class,
                                c -> assertThat(c.threadName()).isEqualTo("nft"));
                assertThat(events.getLast())
                        .isInstanceOfSatisfying(
                                NftEvent.Committed.class,
                                c -> {
                                    assertThat(c.generation()).isEqualTo(nft.generation());
                                    assertThat(c.port()).isEqualTo(nft.port()).isNotZero();
                                });
            }
        }
    }
}

package naru.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessStatTest {
    /** The name is that of a program called {@code a) S (b}. */
    private static final String STAT =
            "4711 (a) S (b) Z 1 4711 4711 0 -1 4194560 9 8 7 6 250 75 5 4 20 0 1 0 123456 0 0\n";

    @Test
    void readsFieldsAfterAnyName() {
        var stat = ProcessStat.parse(STAT);

        assertThat(stat).isEqualTo(new ProcessStat("a) S (b", 'Z', 4711, 325, 123456));
        assertThat(stat.isZombie()).isTrue();
        assertThat(stat.processorSeconds()).isEqualTo(3.25);
    }

    @Test
    void readsThisProcess() {
        var first = ProcessStat.read(ProcessHandle.current().pid()).orElseThrow();
        var second = ProcessStat.read(ProcessHandle.current().pid()).orElseThrow();

        assertThat(first.isZombie()).isFalse();
        assertThat(first.startTicks()).isPositive().isEqualTo(second.startTicks());
        assertThat(second.processorTicks()).isGreaterThanOrEqualTo(first.processorTicks());
    }

    @Test
    void isEmptyWithoutProcess() {
        assertThat(ProcessStat.read(Integer.MAX_VALUE)).isEmpty();
        assertThat(ProcessStat.read(0)).isEmpty();
    }
}

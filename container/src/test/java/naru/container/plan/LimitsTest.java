package naru.container.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.container.config.HostConfig;
import naru.container.config.UpdateRequest;
import naru.container.store.Codec;
import naru.network.model.NaruException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

class LimitsTest {
    private static <T> T read(Class<T> type, String json) {
        return Codec.decode(type, json.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"Memory\":1000|Minimum memory limit allowed is 6MB",
                "\"MemorySwap\":9000000|You should always set the Memory limit",
                "\"Memory\":9000000,\"MemorySwap\":8000000|Minimum memoryswap limit",
                "\"Memory\":9000000,\"MemoryReservation\":9900000|Minimum memory limit can not",
                "\"MemorySwappiness\":101|Invalid value: 101",
                "\"NanoCpus\":1000,\"CpuPeriod\":10000|Conflicting options: Nano CPUs",
                "\"NanoCpus\":9000000000000|Range of CPUs is from 0.01",
                "\"CpuPeriod\":1|CPU cfs period can not be less than 1ms",
                "\"BlkioWeight\":5|Range of blkio weight",
                "\"OomScoreAdj\":2000|Invalid value 2000",
                "\"CpusetCpus\":\"0,8000-8001\"|Requested CPUs are not available - requested"
                        + " 0,8000",
                "\"CpusetMems\":\"4000\"|Requested memory nodes are not available - requested 4000",
                "\"CpusetCpus\":\"x\"|Invalid value x for cpuset cpus: invalid format: x",
                "\"CpusetCpus\":\"3-1\"|Invalid value 3-1 for cpuset cpus"
            })
    void areRefusedAsDockerDoes(String fields, String message) {
        assertThatThrownBy(() -> LimitChecks.check(read(HostConfig.class, "{" + fields + "}")))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void mayBeAbsent() {
        assertThatCode(() -> LimitChecks.check(read(HostConfig.class, "{}")))
                .doesNotThrowAnyException();
    }

    @Test
    void stayAsTheyAreUnlessAnUpdateNamesThem() {
        var before =
                read(
                        HostConfig.class,
                        "{\"Memory\":9000000,\"PidsLimit\":7,\"RestartPolicy\":{\"Name\":\"always\"},"
                            + "\"NetworkMode\":\"front\"}");

        var after =
                read(UpdateRequest.class, "{\"CpuShares\":5,\"RestartPolicy\":{\"Name\":\"\"}}")
                        .applied(before);

        assertThat(after.cpuShares()).isEqualTo(5);
        assertThat(after.memory()).isEqualTo(9_000_000);
        assertThat(after.pidsLimit()).isEqualTo(7);
        assertThat(after.restartPolicy().name()).isEqualTo("always");
        assertThat(after.networkMode()).isEqualTo("front");
        var other =
                read(UpdateRequest.class, "{\"RestartPolicy\":{\"Name\":\"no\"}}").applied(after);
        assertThat(other.restartPolicy().name()).isEqualTo("no");
    }
}

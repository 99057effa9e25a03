package naru.container.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.container.config.HostConfig;
import naru.container.config.HostDefaults;
import naru.container.store.Codec;
import naru.network.model.NaruException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

class HostChecksTest {
    private static HostConfig host(String json) {
        return Codec.decode(HostConfig.class, json.getBytes(StandardCharsets.UTF_8))
                .filled(HostDefaults.STANDARD);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"IpcMode\":\"ours\"} | invalid IPC mode: ours",
                "{\"IpcMode\":\"container:\"} | invalid IPC mode: container:",
                "{\"PidMode\":\"private\"} | invalid PID mode: private",
                "{\"UTSMode\":\"own\"} | invalid UTS mode: own",
                "{\"CgroupnsMode\":\"x\"} | invalid cgroup namespace mode: x",
                "{\"Isolation\":\"hyperv\"} | invalid isolation: \"hyperv\" - linux only supports"
                        + " 'default'",
                "{\"IOMaximumIOps\":1} | Invalid QoS settings: linux does not support Maximum IO"
                        + " Bandwidth or Maximum IO IOps",
            })
    void refuseWhatLinuxHasNot(String json, String message) {
        assertThatThrownBy(() -> HostChecks.check(host(json)))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}",
                "{\"IpcMode\":\"container:x\",\"PidMode\":\"host\",\"UTSMode\":\"host\"}",
                "{\"Isolation\":\"default\",\"CgroupnsMode\":\"private\",\"IpcMode\":\"none\"}",
            })
    void letPassWhatItHas(String json) {
        HostChecks.check(host(json));
        HostChecks.checkDevices(host(json));
    }

    @Test
    void refuseQuotasAndDriversForDevices() {
        assertThatThrownBy(() -> HostChecks.check(host("{\"StorageOpt\":{\"size\":\"1G\"}}")))
                .isInstanceOf(NaruException.HostFailure.class)
                .hasMessageStartingWith("--storage-opt is supported only for overlay over xfs");
        var gpus = host("{\"DeviceRequests\":[{\"Count\":-1,\"Capabilities\":[[\"gpu\"]]}]}");
        assertThatThrownBy(() -> HostChecks.checkDevices(gpus))
                .hasMessage("could not select device driver \"\" with capabilities: [[gpu]]");
    }

    @Test
    void warnOfWhatIsDiscarded() {
        assertThat(HostChecks.warnings(host("{}"))).isEmpty();
        assertThat(HostChecks.warnings(host("{\"CpuPercent\":5}")))
                .containsExactly("linux does not support CPU percent. Percent discarded.");
        assertThat(HostChecks.warnings(host("{\"OomKillDisable\":true}"))).hasSize(1);
        assertThat(HostChecks.warnings(host("{\"OomKillDisable\":true,\"Memory\":8000000}")))
                .isEmpty();
        assertThat(HostChecks.warnings(host("{\"BlkioWeightDevice\":[{\"Path\":\"/dev/sda\"}]}")))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "json-file | {} | 0 | 1",
                "local | {} | 20971520 | 5",
                "json-file | {\"max-size\":\"10k\",\"max-file\":\"3\"} | 10240 | 3",
                "json-file | {\"max-size\":\"1mb\"} | 1048576 | 1",
                "local | {\"max-file\":\"2\",\"compress\":\"false\"} | 20971520 | 2",
            })
    void knowTheFilesOfLogs(String driver, String options, long bytes, int files) {
        assertThat(LogFiles.of(log(driver, options))).isEqualTo(new LogFiles(true, bytes, files));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "json-file | {\"max-files\":\"3\"} | unknown log opt 'max-files' for json-file log"
                        + " driver",
                "local | {\"x\":\"3\"} | unknown log opt 'x' for log driver local",
                "json-file | {\"max-file\":\"0\"} | max-file cannot be less than 1",
                "json-file | {\"max-size\":\"0\"} | max-size must be a positive number",
                "json-file | {\"compress\":\"true\"} | compress cannot be true when max-file is"
                        + " less than 2 or max-size is not set",
                "json-file | {\"max-size\":\"abc\"} | invalid size: 'abc'",
                "json-file | {\"max-file\":\"x\"} | strconv.Atoi: parsing \"x\": invalid syntax",
                "gelf | {} | logger: no log driver named 'gelf' is registered",
            })
    void refuseOptionsOfLogs(String driver, String options, String message) {
        assertThatThrownBy(() -> LogFiles.of(log(driver, options)))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessage(message);
    }

    private static HostConfig log(String driver, String options) {
        return host("{\"LogConfig\":{\"Type\":\"" + driver + "\",\"Config\":" + options + "}}");
    }
}

package naru.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import naru.container.model.LogOptions;
import naru.container.model.WaitCondition;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Wishes of {@code HostConfig} that the kernel or the runtime has to grant. */
@ExtendWith(TestEngineExtension.class)
class HostConfigLiveTest {
    private static final Path BLKIO = Path.of("/sys/fs/cgroup/blkio");

    private final TestEngine engine;

    HostConfigLiveTest(TestEngine engine) {
        this.engine = engine;
    }

    @Test
    void isInTheControlGroupsOfItsParent() throws Exception {
        String parent = "naru-test-" + ProcessHandle.current().pid();
        String id =
                engine.create(
                        "child",
                        "{\"CgroupParent\":\"/" + parent + "/below\",\"Memory\":16777216}",
                        "sleep",
                        "60");
        engine.containers.start(id);
        try {
            int pid = engine.containers.find(id).state().pid();
            assertThat(Files.readString(Path.of("/proc/" + pid + "/cgroup")))
                    .contains("/" + parent + "/below/" + id)
                    .doesNotContain("/naru/" + id);
            assertThat(engine.containers.top(id, java.util.List.of("-o", "pid,args")).rows())
                    .hasSize(1);
            engine.containers.pause(id);
            engine.containers.unpause(id);
            assertThat(engine.containers.stats(id).memory().limit()).isEqualTo(16777216);
        } finally {
            engine.containers.remove(id, true, true);
        }
        try (var trees = Files.newDirectoryStream(Path.of("/sys/fs/cgroup"))) {
            for (Path tree : trees) {
                assertThat(tree.resolve(parent + "/below/" + id)).doesNotExist();
                Files.deleteIfExists(tree.resolve(parent + "/below"));
                Files.deleteIfExists(tree.resolve(parent));
            }
        }
    }

    @Test
    void limitsTheRateOfADevice() throws Exception {
        assumeTrue(
                Files.exists(BLKIO.resolve("blkio.throttle.read_bps_device")), "needs cgroup v1");
        Path device;
        try (var blocks = Files.newDirectoryStream(Path.of("/sys/block"))) {
            device = Path.of("/dev", blocks.iterator().next().getFileName().toString());
        }
        assumeTrue(Files.exists(device), "needs a block device");
        String id =
                engine.create(
                        "slow",
                        "{\"BlkioDeviceReadBps\":[{\"Path\":\"" + device + "\",\"Rate\":1048576}]}",
                        "sleep",
                        "60");
        engine.containers.start(id);

        assertThat(BLKIO.resolve("naru/" + id + "/blkio.throttle.read_bps_device"))
                .content()
                .contains(" 1048576");
        engine.containers.remove(id, true, true);
    }

    @Test
    void hasItsDomainAnnotationsAndSharedMemory() throws Exception {
        String id =
                engine.createWith(
                        "named",
                        "{\"Hostname\":\"box\",\"Domainname\":\"naru.test\"}",
                        "{\"Annotations\":{\"org.example.team\":\"ops\"},\"IpcMode\":\"none\"}",
                        "sh",
                        "-c",
                        "cat /proc/sys/kernel/domainname; grep -c /dev/shm /proc/mounts; sleep"
                                + " 0.5");
        var exit = engine.containers.await(id, WaitCondition.NEXT_EXIT);
        engine.containers.start(id);

        Path bundle = engine.directory.resolve("x/live/bundles/" + id.substring(0, 12));
        assertThat(bundle.resolve("config.json"))
                .content()
                .contains("\"org.example.team\":\"ops\"");
        exit.get(1, TimeUnit.MINUTES);
        assertThat(engine.log(id)).isEqualTo("naru.test\n0\n");
    }

    @Test
    void sharesMemoryWithThoseItLets() throws Exception {
        String donor =
                engine.create(
                        "donor",
                        "{\"IpcMode\":\"shareable\",\"ShmSize\":1048576}",
                        "sh",
                        "-c",
                        "echo shared >/dev/shm/word; sleep 60");
        engine.containers.start(donor);
        String joiner =
                engine.create(
                        "joiner",
                        "{\"IpcMode\":\"container:donor\"}",
                        "sh",
                        "-c",
                        "until cat /dev/shm/word; do sleep 0.1; done; df -k /dev/shm | tail -n 1;"
                                + " echo back >/dev/shm/answer");

        assertThat(engine.run(joiner)).isZero();
        assertThat(engine.log(joiner)).contains("shared\n").contains("1024");
        int pid = engine.containers.find(donor).state().pid();
        assertThat(Path.of("/proc/" + pid + "/root/dev/shm/answer")).content().isEqualTo("back\n");
        engine.containers.remove(donor, true, true);

        String other = engine.create("other", "{}", "sleep", "60");
        engine.containers.start(other);
        String refused = engine.create("refused", "{\"IpcMode\":\"container:other\"}", "true");
        assertThatThrownBy(() -> engine.containers.start(refused))
                .hasMessage(
                        "failed to join IPC namespace: container "
                                + other
                                + ": non-shareable IPC (hint: use IpcMode:shareable for the donor"
                                + " container)");
        engine.containers.remove(other, true, true);
    }

    @Test
    void isNotStartedWithoutItsDevices() {
        String id =
                engine.create(
                        "gpus",
                        "{\"DeviceRequests\":[{\"Driver\":\"nvidia\",\"Count\":-1,"
                                + "\"Capabilities\":[[\"gpu\",\"compute\"]]}]}",
                        "true");
        assertThatThrownBy(() -> engine.containers.start(id))
                .hasMessage(
                        "could not select device driver \"nvidia\" with capabilities: [[gpu"
                                + " compute]]");
        assertThat(engine.containers.find(id).state().exitCode()).isEqualTo(128);
    }

    @Test
    void showsLabelsAndVariablesBesideItsLog() throws Exception {
        String id =
                engine.createWith(
                        "detailed",
                        "{\"Labels\":{\"team\":\"a&b\",\"other\":\"1\"},\"Env\":[\"STAGE=live\"]}",
                        "{\"LogConfig\":{\"Type\":\"json-file\",\"Config\":{\"labels\":\"team\","
                                + "\"env-regex\":\"^STA\",\"tag\":\"{{.Name}}/{{.ID}}\"}}}",
                        "echo",
                        "hello");
        engine.run(id);
        var options = new LogOptions(true, true, false, null, null, -1, false, true);

        assertThat(TestEngine.text(engine.containers.logs(id, options)))
                .isEqualTo(
                        "STAGE=live,tag=detailed%2F" + id.substring(0, 12) + ",team=a%26b hello\n");
    }
}

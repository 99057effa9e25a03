package naru.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.container.event.Events;
import naru.container.model.Volume;
import naru.container.volume.Volumes;
import naru.linux.Kernel;
import naru.linux.MountTable;
import naru.network.journal.Journal;
import naru.network.model.NaruException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;

class VolumesLiveTest {
    @TempDir private Path folder;
    private Journal journal;
    private Volumes volumes;

    @BeforeEach
    void open() {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        journal = Journal.open(folder.resolve("journal"));
        volumes = reopened();
    }

    @AfterEach
    void close() throws IOException {
        if (journal != null) {
            for (var volume : volumes.list()) {
                volumes.remove(volume.name(), true);
            }
            journal.close();
            assertThat(MountTable.below(folder)).isEmpty();
        }
    }

    private Volumes reopened() {
        return new Volumes(
                folder,
                journal,
                new Events(Clock.systemUTC()),
                Kernel.DIRECT,
                Clock.systemUTC(),
                new Random(),
                _ -> List.of());
    }

    @Test
    void areMemoryWhileAContainerRunsWithThem() throws IOException {
        var options = Map.of("type", "tmpfs", "device", "tmpfs", "o", "size=1m,noexec");
        var volume = volumes.create("memory", "local", options, Map.of());

        volumes.open("memory", "container", "/place", true);
        volumes.open("memory", "other", "/place", true);
        assertThat(MountTable.below(folder))
                .singleElement()
                .satisfies(mount -> assertThat(mount.target()).isEqualTo(volume.mountpoint()));
        volumes.close("memory", "container", false);
        assertThat(MountTable.below(folder)).hasSize(1);
        volumes.close("memory", "other", true);

        assertThat(MountTable.below(folder)).isEmpty();
        assertThat(volume.options()).isEqualTo(options);
    }

    @Test
    void leaveAFolderThatTheyOnlyBoundAsItIs() throws IOException {
        Path host = Files.createDirectories(folder.resolve("host"));
        Files.writeString(host.resolve("precious"), "data");
        volumes.create(
                "bound",
                "local",
                Map.of("type", "none", "device", host.toString(), "o", "bind"),
                Map.of());

        volumes.open("bound", "container", "/place", true);
        assertThat(volumes.find("bound").mountpoint().resolve("precious")).hasContent("data");
        volumes.remove("bound", false);

        assertThat(host.resolve("precious")).hasContent("data");
    }

    /** The kernel ignores everything but "bind" when it binds. */
    @Test
    void areReadOnlyWhenTheirOptionsSaySo() throws IOException {
        Path host = Files.createDirectories(folder.resolve("host"));
        var options = Map.of("type", "none", "device", host.toString(), "o", "bind,ro,noexec");
        var volume = volumes.create("fixed", "local", options, Map.of());

        volumes.open("fixed", "container", "/place", true);

        assertThatThrownBy(() -> Files.createFile(volume.mountpoint().resolve("new")))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("Read-only file system");
        Files.createFile(host.resolve("new"));
        volumes.close("fixed", "container", true);
    }

    @Test
    void rejectUnknownAndIncompleteOptions() {
        assertThatThrownBy(() -> volumes.create("xx", "local", Map.of("colour", "red"), Map.of()))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessage("create xx: invalid option: \"colour\"");
        assertThatThrownBy(() -> volumes.create("xx", "local", Map.of("type", "nfs"), Map.of()))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessageStartingWith("create xx: missing required option: \"device\"");
        assertThatThrownBy(() -> volumes.create("xx", "nosuch", Map.of(), Map.of()))
                .isInstanceOf(NaruException.NotFound.class)
                .hasMessage(
                        "create xx: error looking up volume plugin nosuch: plugin \"nosuch\" not"
                                + " found");
        assertThat(volumes.list()).isEmpty();
    }

    @Test
    void creatingThemAgainReturnsTheOldOnes() {
        var volume = volumes.create("same", "local", Map.of(), Map.of("a", "b"));

        assertThat(volumes.create("same", "local", Map.of("colour", "red"), Map.of()))
                .isEqualTo(volume);
    }

    @Test
    void sayThatTheKernelLacksAFileSystem() {
        volumes.create("odd", "local", Map.of("type", "nosuchfs", "device", "d"), Map.of());

        assertThatThrownBy(() -> volumes.open("odd", "container", "/place", true))
                .isInstanceOf(NaruException.HostFailure.class)
                .hasMessageStartingWith("failed to mount local volume")
                .hasMessageContaining("this kernel has no file system nosuchfs");
    }

    @Test
    void endARemovalThatDiedInTheMiddle() throws IOException {
        volumes.create("half", "local", Map.of(), Map.of());
        volumes.create("whole", "local", Map.of(), Map.of());
        Files.writeString(volumes.find("half").mountpoint().resolve("old"), "data");
        Files.createDirectories(folder.resolve("volumes/.gone"));
        Files.move(folder.resolve("volumes/half"), folder.resolve("volumes/.gone/half"));
        Files.createDirectories(folder.resolve("volumes/unborn/_data"));

        volumes = reopened();

        assertThat(volumes.list()).extracting(Volume::name).containsExactly("whole");
        assertThat(folder.resolve("volumes"))
                .isDirectoryNotContaining("glob:**{half,.gone,unborn}");
    }
}

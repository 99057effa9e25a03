package naru.acceptance.container;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.CommandLine;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.RawApi;
import naru.acceptance.lab.Shell;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Binds of folders of the host that have mounts below them. */
@InLab
class BindMountsTest {
    private static final String BOTH = "touch /m/top; touch /m/sub/below; ls /m /m/sub";

    private final LabHost host;
    private final Docker docker;
    private Path source = Path.of("/");

    BindMountsTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
    }

    /** A shared tmpfs with another one below it. */
    @BeforeEach
    void mount() throws IOException {
        source = Files.createTempDirectory("naru-binds");
        var script =
                """
                mount -t tmpfs outer $0
                mount --make-shared $0
                mkdir $0/sub
                mount -t tmpfs inner $0/sub
                touch $0/sub/marker
                """;
        new Shell().run("sh -ec {} {}", script, source).text();
    }

    @AfterEach
    void unmount() throws IOException {
        new Shell().run("umount -R {}", source).text();
        Files.delete(source);
    }

    /** The names below the bind after a container has tried to write at both depths. */
    private String written(String options, Object... arguments) {
        var words = CommandLine.words(options, arguments);
        var output =
                docker.run("run --rm --network=none {} busybox sh -c {}", words, BOTH).output();
        new Shell().quietly("rm -f {}/top {}/sub/below", source, source);
        return output;
    }

    private String option(String more) {
        return "type=bind,src=" + source + ",dst=/m" + more;
    }

    @Test
    void readOnlyBindsCoverTheMountsBelow() {
        assertThat(written("-v {}:/m:ro", source))
                .contains("marker")
                .doesNotContain("top", "below");
        assertThat(written("--mount {}", option(",readonly")))
                .contains("marker")
                .doesNotContain("top", "below");
        var forced = ",readonly,bind-propagation=rprivate,bind-recursive=readonly";
        assertThat(written("--mount {}", option(forced)))
                .contains("marker")
                .doesNotContain("top", "below");
        assertThat(written("--mount {}", option(",readonly,bind-recursive=writable")))
                .contains("marker", "below")
                .doesNotContain("top");
        assertThat(written("--mount {}", option(",bind-recursive=disabled")))
                .contains("top")
                .doesNotContain("marker");
        assertThat(written("-v {}:/m", source)).contains("top", "below", "marker");
    }

    @Test
    void readOnlyBindsMayBeFiles() throws IOException {
        var file = Files.writeString(source.resolve("file"), "kept");
        var link = Files.createSymbolicLink(source.resolve("link"), file);
        for (var options :
                List.of(
                        CommandLine.words("-v {}:/m:ro", file),
                        CommandLine.words("-v {}:/m:ro", link),
                        CommandLine.words("--mount type=bind,src={},dst=/m,readonly", file))) {
            var result =
                    docker.run(
                            "run --rm --network=none {} busybox sh -c 'cat /m; echo changed > /m'",
                            options);
            assertThat(result.output()).isEqualTo("kept");
            assertThat(result.errors()).contains("Read-only file system");
        }
        assertThat(docker.cli("run --rm -v /dev/null:/m:ro busybox cat /m")).isEmpty();
        assertThat(file).hasContent("kept");
    }

    @Test
    void olderClientsGetReadOnlyBindsAsBefore() {
        var api = new RawApi(docker.endpoint());
        var body =
                """
                {"Image":"busybox","Cmd":["sh","-c","%s"],
                 "HostConfig":{"NetworkMode":"none","Binds":["%s:/m:ro"]}}
                """
                        .formatted(BOTH, source);
        assertThat(api.post("/v1.43/containers/create?name=old", body).status()).isEqualTo(201);
        docker.cli("start old");
        docker.cli("wait old");
        assertThat(docker.cli("logs old")).contains("below").doesNotContain("top\n");
        assertThat(docker.inspect("old", "{{json .Mounts}}"))
                .contains("\"RW\":false")
                .doesNotContain("BindOptions", "null");
        var forced =
                """
                {"Image":"busybox","HostConfig":{"Mounts":[{"Type":"bind","Source":"%s","Target":"/m",
                 "ReadOnly":true,"BindOptions":{"ReadOnlyForceRecursive":true}}]}}
                """
                        .formatted(source);
        assertThat(api.post("/v1.43/containers/create", forced))
                .extracting(RawApi.Response::status, RawApi.Response::body)
                .satisfies(answer ->
                        assertThat(answer.toString())
                                .contains(
                                        "400",
                                        "BindOptions.ReadOnlyForceRecursive needs API v1.44 or"
                                                + " newer"));
    }

    @Test
    void sharedBindsReachTheHost() throws Throwable {
        docker.cli(
                "run -d --name=mounter --privileged --mount {} busybox sh -c {}",
                option(",bind-propagation=rshared"),
                "mkdir /m/own && mount -t tmpfs own /m/own && sleep 1000");
        docker.waiting("reader", "--mount {}", option(",bind-propagation=rslave"));
        Eventually.within(
                java.time.Duration.ofSeconds(10),
                () -> assertThat(mounts()).contains(source + "/own"));
        new Shell().run("touch {}/own/from-the-host", source).text();
        for (var container : List.of("mounter", "reader")) {
            assertThat(docker.cli("exec {} ls /m/own", container)).contains("from-the-host");
        }
        // What a slave mounts stays inside; what the host unmounts goes everywhere.
        new Shell().run("umount {}/own", source).text();
        assertThat(docker.cli("exec reader ls /m/own")).isEmpty();
        docker.remove("mounter", "reader");
        assertThat(mounts()).contains(source + "/sub").doesNotContain(source + "/own");
    }

    private static String mounts() {
        return new Shell().quietly("cat /proc/mounts").text();
    }

    @Test
    void sharedBindsNeedASharedMount() {
        new Shell().run("mount --make-private {}", source).text();
        for (var propagation : List.of("shared", "rshared")) {
            assertThat(docker.refusal("run --rm -v {}:/m:{} busybox", source, propagation))
                    .contains(
                            "path "
                                    + source
                                    + " is mounted on "
                                    + source
                                    + " but it is not a shared mount");
        }
        assertThat(docker.refusal("run --rm -v {}:/m:slave busybox", source))
                .contains("but it is not a shared or slave mount");
    }

    @Test
    void bindsOfTheDataRootAreSlaves() {
        var data = host.folder().resolve("data");
        docker.cli("create --name=seer -v {}:/d:ro busybox ls /d", data);
        assertThat(docker.inspect("seer", "{{(index .Mounts 0).Propagation}}")).isEqualTo("rslave");
        assertThat(docker.cli("start -a seer")).contains("journal");
        assertThat(docker.refusal("create -v /:/host:private busybox"))
                .contains("must use either propagation mode \"rslave\" or \"rshared\"");
    }

    @Test
    void refusesMountsThatCannotBe() {
        for (var place : List.of(".", "/", "tmp")) {
            assertThat(docker.refusal("create --tmpfs {} busybox", place))
                    .containsAnyOf(
                            "invalid mount path: '" + place + "' mount path must be absolute",
                            "invalid specification: destination can't be '/'");
        }
        assertThat(docker.refusal("create --volumes-from nowhere busybox"))
                .contains("No such container: nowhere")
                .doesNotContain("Unable to find image");
        assertThat(docker.refusal("create --tmpfs /m -v {}:/m busybox", source))
                .contains("Duplicate mount point: /m");
    }
}

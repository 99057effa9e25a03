package naru.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.container.config.EndpointSettings;
import naru.container.model.AttachOptions;
import naru.container.model.StopOptions;
import naru.container.model.WaitCondition;
import naru.network.model.IpamSpec;
import naru.network.model.NaruException;
import naru.network.model.NetworkSpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

@ExtendWith(TestEngineExtension.class)
class ContainersLiveTest {
    private final TestEngine engine;

    ContainersLiveTest(TestEngine engine) {
        this.engine = engine;
    }

    @Test
    void runAProgramToItsEnd() throws Exception {
        String id = engine.create("once", "{}", "sh", "-c", "echo out; echo err >&2; exit 7");

        assertThat(engine.run(id)).isEqualTo(7);
        assertThat(engine.log(id)).isEqualTo("out\nerr\n");
        var state = engine.containers.find("once").state();
        assertThat(state.status()).isEqualTo("exited");
        assertThat(state.exitCode()).isEqualTo(7);
        assertThat(engine.leftovers()).noneMatch(left -> left.contains(id.substring(0, 12)));
    }

    @Test
    void giveTheProgramItsSurroundings() throws Exception {
        String id =
                engine.createWith(
                        "surroundings",
                        "{\"User\":\"web\",\"WorkingDir\":\"/made/here\",\"Env\":[\"A=b c\"],"
                                + "\"Hostname\":\"box\"}",
                        "{\"ReadonlyRootfs\":true}",
                        "sh",
                        "-c",
                        "id; pwd; echo $A $FROM_IMAGE $HOME $HOSTNAME; hostname; touch /x");
        engine.run(id);

        assertThat(engine.log(id).lines())
                .containsExactly(
                        "uid=70(web) gid=71(web) groups=71(web),90(extra)",
                        "/made/here",
                        "b c 1 /srv box",
                        "box",
                        "touch: /x: Read-only file system");
    }

    @Test
    void giveItAnAddressAndItsFiles() throws Exception {
        String id =
                engine.createWith(
                        "addressed",
                        "{\"Hostname\":\"box\",\"Domainname\":\"naru.test\"}",
                        "{\"ExtraHosts\":[\"other:192.0.2.7\",\"gate:host-gateway\"]}",
                        "sh",
                        "-c",
                        "ip -4 -o addr show eth0; cat /etc/hosts /etc/hostname /etc/resolv.conf");
        engine.run(id);

        String address = engine.log(id).replaceAll("(?s).*inet (\\S+)/16.*", "$1");
        assertThat(address).startsWith("172.17.");
        assertThat(engine.log(id))
                .contains("127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n")
                .contains("192.0.2.7\tother\n172.17.0.1\tgate\n")
                .contains(address + "\tbox.naru.test box\nbox\n")
                .contains("nameserver 192.0.2.53\nsearch naru.test\n");
    }

    @Test
    void nameTheProgramThatIsNotThere() {
        String id = engine.create("missing", "{}", "no-such-program");

        assertThatThrownBy(() -> engine.containers.start(id))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessage(
                        "failed to create task for container: failed to create shim task: OCI"
                                + " runtime create failed: runc create failed: unable to start"
                                + " container process: exec: \"no-such-program\": executable file"
                                + " not found in $PATH: unknown");
        var state = engine.containers.find(id).state();
        assertThat(state.status()).isEqualTo("created");
        assertThat(state.exitCode()).isEqualTo(127);
        assertThat(state.error()).contains("executable file not found");
    }

    @Test
    void removeOneToBeRemovedWhoseStartFails() throws Exception {
        String id = engine.create("fleeting", "{\"AutoRemove\":true}", "no-such-program");
        var removal = engine.containers.await(id, WaitCondition.REMOVED);

        assertThatThrownBy(() -> engine.containers.start(id))
                .isInstanceOf(NaruException.Invalid.class);
        assertThat(removal.get(1, TimeUnit.MINUTES).code()).isEqualTo(127);
        assertThat(engine.containers.list()).noneMatch(left -> left.id().equals(id));
    }

    @Test
    void undoAStartWhoseNetworkIsNotThere() throws Exception {
        engine.networks.create(NetworkSpec.bridge("brief", IpamSpec.DEFAULT));
        String id = engine.create("unlucky", "{\"NetworkMode\":\"brief\"}", "true");
        engine.networks.delete("brief");

        assertThatThrownBy(() -> engine.containers.start(id))
                .isInstanceOf(NaruException.NotFound.class)
                .hasMessage("failed to set up container networking: network brief not found");
        assertThat(engine.containers.find(id).state().exitCode()).isEqualTo(128);
        assertThat(engine.leftovers()).noneMatch(left -> left.contains(id.substring(0, 12)));
    }

    @Test
    void attachBeforeTheStartAndMissNothing() throws Exception {
        String id =
                engine.createWith(
                        "attached",
                        "{\"OpenStdin\":true,\"StdinOnce\":true}",
                        "{}",
                        "sh",
                        "-c",
                        "echo first; cat");
        var attached =
                engine.containers.attach(
                        id, new AttachOptions(false, true, true, true, true, null));
        engine.containers.start(id);
        try (var stdin = attached.stdin()) {
            stdin.write("typed\n".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(TestEngine.text(attached.output())).isEqualTo("first\ntyped\n");
        assertThat(
                        engine.containers
                                .await(id, WaitCondition.NOT_RUNNING)
                                .get(1, TimeUnit.MINUTES)
                                .code())
                .isZero();
    }

    @Test
    void giveATerminalAndItsSize() throws Exception {
        String id =
                engine.createWith(
                        "terminal",
                        "{\"Tty\":true,\"OpenStdin\":true}",
                        "{}",
                        "sh",
                        "-c",
                        "read line; stty size; exit 3");
        var attached =
                engine.containers.attach(
                        id, new AttachOptions(false, true, true, true, true, null));
        var exit = engine.containers.await(id, WaitCondition.NEXT_EXIT);
        engine.containers.start(id);
        engine.containers.resize(id, 33, 111);
        attached.stdin().write("\n".getBytes(StandardCharsets.UTF_8));

        assertThat(attached.terminal()).isTrue();
        assertThat(TestEngine.text(attached.output())).contains("33 111");
        assertThat(exit.get(1, TimeUnit.MINUTES).code()).isEqualTo(3);
    }

    @Test
    void runFurtherCommands() throws Exception {
        String id = engine.createWith("host-of-execs", "{\"Env\":[\"A=1\"]}", "{}", "sleep", "100");
        engine.containers.start(id);
        String exec =
                engine.containers.createExec(
                        id,
                        TestEngine.exec(
                                "{\"AttachStdout\":true,\"AttachStderr\":true,\"User\":\"web\","
                                        + "\"WorkingDir\":\"/data\",\"Env\":[\"B=2\"],\"Cmd\":"
                                        + "[\"sh\",\"-c\",\"id -u; pwd; echo $A$B; exit 5\"]}"));

        assertThat(TestEngine.text(engine.containers.startExec(exec).output()))
                .isEqualTo("70\n/data\n12\n");
        assertThat(engine.containers.exec(exec).exitCode()).isEqualTo(5);
        assertThat(engine.containers.exec(exec).running()).isFalse();
        engine.containers.kill(id, null);
        assertThat(engine.containers.find(id).state().exitCode()).isEqualTo(137);
    }

    @Test
    void feedFurtherCommands() throws Exception {
        String id = engine.create("fed", "{}", "sleep", "100");
        engine.containers.start(id);
        String exec =
                engine.containers.createExec(
                        id,
                        TestEngine.exec(
                                "{\"AttachStdout\":true,\"AttachStdin\":true,\"Cmd\":[\"cat\"]}"));
        var attached = engine.containers.startExec(exec);
        try (var stdin = attached.stdin()) {
            stdin.write("through\n".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(TestEngine.text(attached.output())).isEqualTo("through\n");
        assertThat(engine.containers.exec(exec).exitCode()).isZero();
        engine.containers.remove(id, true, false);
    }

    @Test
    void nameTheCommandThatIsNotThere() {
        String id = engine.create("no-command", "{}", "sleep", "100");
        engine.containers.start(id);
        String exec =
                engine.containers.createExec(
                        id, TestEngine.exec("{\"AttachStdout\":true,\"Cmd\":[\"nope\"]}"));

        assertThatThrownBy(() -> engine.containers.startExec(exec))
                .hasMessageContaining("exec: \"nope\": executable file not found in $PATH");
        assertThat(engine.containers.exec(exec).exitCode()).isEqualTo(127);
    }

    @Test
    void stopWithTheSignalAndThenByForce() throws Exception {
        String polite =
                engine.create(
                        "polite",
                        "{}",
                        "sh",
                        "-c",
                        "trap 'exit 4' TERM; echo set; while :; do sleep 0.1; done");
        String deaf = engine.create("deaf", "{}", "sh", "-c", "trap '' TERM; echo set; sleep 100");
        engine.containers.start(polite);
        engine.containers.start(deaf);
        engine.awaitLog(polite, "set\n");
        engine.awaitLog(deaf, "set\n");

        assertThat(engine.containers.stop(polite, StopOptions.DEFAULT)).isTrue();
        assertThat(engine.containers.stop(deaf, new StopOptions(null, Duration.ofMillis(300))))
                .isTrue();
        assertThat(engine.containers.find(polite).state().exitCode()).isEqualTo(4);
        assertThat(engine.containers.find(deaf).state().exitCode()).isEqualTo(137);
        assertThat(engine.containers.stop(deaf, StopOptions.DEFAULT)).isFalse();
    }

    @Test
    void startAgainAsThePolicySays() throws Exception {
        String id =
                engine.create(
                        "again",
                        "{\"RestartPolicy\":{\"Name\":\"on-failure\",\"MaximumRetryCount\":2}}",
                        "sh",
                        "-c",
                        "echo run; exit 1");
        engine.run(id);
        engine.awaitLog(id, "run\nrun\nrun\n");

        assertThat(engine.containers.find(id).restartCount()).isEqualTo(2);
    }

    @Test
    void removeThemselvesWhenAsked() throws Exception {
        String id = engine.create("gone", "{\"AutoRemove\":true}", "true");
        var removed = engine.containers.await(id, WaitCondition.REMOVED);
        engine.containers.start(id);

        assertThat(removed.get(1, TimeUnit.MINUTES).code()).isZero();
        assertThatThrownBy(() -> engine.containers.find("gone"))
                .hasMessage("No such container: gone");
    }

    @Test
    void keepVolumesAndFillThemFromTheImage() throws Exception {
        String bind = engine.directory.resolve("bound").toString();
        String host = "{\"Binds\":[\"kept:/data\",\"" + bind + ":/outside:ro\"]}";
        String writer =
                engine.create(
                        "writer",
                        host,
                        "sh",
                        "-c",
                        "cat /data/from-image; echo more > /data/more; touch /outside/x");
        engine.run(writer);
        String reader = engine.create("reader", host, "cat", "/data/more");
        engine.run(reader);

        assertThat(engine.log(writer))
                .isEqualTo("hello from the image\ntouch: /outside/x: Read-only file system\n");
        assertThat(engine.log(reader)).isEqualTo("more\n");
        assertThatThrownBy(() -> engine.volumes.remove("kept", false))
                .isInstanceOf(NaruException.Conflict.class)
                .hasMessageStartingWith("remove kept: volume is in use - [");
    }

    @Test
    void joinAndLeaveNetworksWhileTheyRun() throws Exception {
        engine.networks.create(NetworkSpec.bridge("side", IpamSpec.DEFAULT));
        String id = engine.createWith("joiner", "{\"Hostname\":\"box\"}", "{}", "sleep", "100");
        engine.containers.start(id);
        var home = engine.containers.find(id).directory();

        engine.containers.connect("joiner", "side", EndpointSettings.DEFAULT);
        var side = engine.containers.find(id).networks().get("side");
        assertThat(Files.readString(home.resolve("hosts"))).contains(side.ipAddress() + "\tbox\n");
        assertThat(Files.readString(home.resolve("resolv.conf")))
                .contains("nameserver 127.0.0.11\n")
                .contains("# ExtServers: [host(192.0.2.53)]\n");
        assertThatThrownBy(() -> engine.containers.connect(id, "side", EndpointSettings.DEFAULT))
                .hasMessage("endpoint with name joiner already exists in network side");

        engine.containers.disconnect(id, "side", false);
        assertThat(Files.readString(home.resolve("hosts"))).doesNotContain(side.ipAddress());
        assertThatThrownBy(() -> engine.containers.disconnect(id, "side", false))
                .hasMessage("container " + id + " is not connected to network side");
        engine.containers.remove(id, true, false);
        engine.networks.delete("side");
    }

    @Test
    void shareAnotherContainersNetwork() throws Exception {
        String first = engine.create("first", "{}", "sleep", "100");
        engine.containers.start(first);
        String second =
                engine.create(
                        "second",
                        "{\"NetworkMode\":\"container:first\"}",
                        "sh",
                        "-c",
                        "ip -o -4 addr show eth0; hostname");
        engine.run(second);

        var address = engine.containers.find(first).networks().get("bridge").ipAddress();
        assertThat(engine.log(second)).contains(address).contains(first.substring(0, 12));
        engine.containers.kill(first, null);
        assertThatThrownBy(() -> engine.containers.start(second))
                .isInstanceOf(NaruException.Conflict.class)
                .hasMessageContaining(
                        "cannot join network namespace of a non running container: container "
                                + first
                                + " is exited");
    }

    @Test
    void refuseNamesThatAreTakenOrWrong() {
        String id = engine.create("taken", "{}", "true");

        assertThatThrownBy(() -> engine.create("taken", "{}", "true"))
                .isInstanceOf(NaruException.Conflict.class)
                .hasMessage(
                        "Conflict. The container name \"/taken\" is already in use by container \""
                                + id
                                + "\". You have to remove (or rename) that container to be able to"
                                + " reuse that name.");
        assertThatThrownBy(() -> engine.create("a/b", "{}", "true"))
                .hasMessage(
                        "Invalid container name (a/b), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
        engine.containers.rename(id, "renamed");
        assertThat(engine.containers.find("/renamed").id()).isEqualTo(id);
    }

    @Test
    void tellWhatHappensInOrder() throws Exception {
        String id = engine.create("told", "{}", "sleep", "100");
        try (var events = engine.events.subscribe(null)) {
            engine.containers.start(id);
            engine.containers.stop(id, new StopOptions("SIGKILL", null));
            var actions = new java.util.ArrayList<String>();
            while (!actions.contains("stop")) {
                var event = events.poll(1, TimeUnit.MINUTES);
                assertThat(event).as("an event after %s", actions).isNotNull();
                if (event.actorId().equals(id)) {
                    actions.add(event.action());
                }
            }
            assertThat(actions).containsExactly("start", "kill", "die", "stop");
        }
    }
}

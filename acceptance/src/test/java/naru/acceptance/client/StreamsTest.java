package naru.acceptance.client;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Deadline;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Images;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.RawApi;
import naru.acceptance.lab.RawApi.Response;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Attach and exec as raw requests: when streams end, how they are framed, what is refused. */
@InLab
class StreamsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String NO_HEADERS = "";

    private final Docker docker;
    private final RawApi api;

    StreamsTest(Lab lab) {
        docker = lab.host().docker();
        api = new RawApi(docker.endpoint());
    }

    private static String refusal(String message) {
        return "{\"message\":\"" + message.replace("\"", "\\\"") + "\"}\n";
    }

    private String createExec(String container, String json) {
        var created = api.post("/containers/" + container + "/exec", json);
        assertThat(created.status()).isEqualTo(201);
        return created.body().replaceFirst("(?s).*\"Id\":\"([0-9a-f]+)\".*", "$1");
    }

    private static String frame(int stream, String text) {
        return "" + (char) stream + "\0\0\0\0\0\0" + (char) text.length() + text;
    }

    private CompletableFuture<Response> attached(String container) {
        return CompletableFuture.supplyAsync(
                () ->
                        api.post(
                                "/containers/" + container + "/attach?stream=1&stdout=1&stderr=1",
                                ""),
                task -> Thread.ofVirtual().start(task));
    }

    @Test
    void attachEndsWhenTheExitIsVisible() throws Exception {
        var quiet = new RawApi(docker.endpoint(), false);
        for (int round = 0; round < 8; round++) {
            var name = "run" + round;
            docker.cli("create --name {} busybox sh -c 'echo out; exit 7'", name);
            var end = attached(name).thenApply(_ -> quiet.get("/containers/" + name + "/json"));
            docker.cli("start {}", name);
            assertThat(Deadline.get(LIMIT, end).body())
                    .contains("\"Status\":\"exited\"")
                    .contains("\"ExitCode\":7");
        }
    }

    @Test
    void attachEndsWhenTheContainerRestarts() throws Exception {
        docker.cli("create --name again --restart always busybox sh -c 'usleep 500000; exit 3'");
        var end = attached("again").thenApply(_ -> api.get("/containers/again/json").body());
        docker.cli("start again");
        assertThat(Deadline.get(LIMIT, end)).contains("\"Restarting\":true");
        docker.cli("rm -f again");
    }

    @Test
    void dieIsPublishedAfterTheExitIsVisible() throws Exception {
        docker.waiting("box");
        var since = Instant.now().toString();
        var events = docker.start("events --since {} --filter event=die --format {{.ID}}", since);
        try (var lines = events.inputReader()) {
            var seen =
                    CompletableFuture.supplyAsync(
                            () -> {
                                var line = lines.lines().findFirst().orElseThrow();
                                return api.get("/containers/" + line + "/json").body();
                            },
                            task -> Thread.ofVirtual().start(task));
            docker.cli("kill box");
            assertThat(Deadline.get(LIMIT, seen)).contains("\"Status\":\"exited\"");
        } finally {
            events.destroy();
        }
    }

    @Test
    void execStreamsEndOnceTheExitCodeIsVisible() {
        docker.waiting("box");
        var body = "{\"AttachStdout\":true,\"Cmd\":[\"sh\",\"-c\",\"echo out; exit 5\"]}";
        for (int round = 0; round < 8; round++) {
            var id = createExec("box", body);
            assertThat(api.post("/exec/" + id + "/start", "{}").body()).contains("out");
            assertThat(api.get("/exec/" + id + "/json").body())
                    .contains("\"Running\":false")
                    .contains("\"ExitCode\":5");
        }
    }

    @Test
    void execExitCodesOutliveTheContainer() throws Exception {
        docker.waiting("box");
        var id = createExec("box", "{\"AttachStdout\":true,\"Cmd\":[\"sleep\",\"100\"]}");
        assertThat(api.post("/exec/" + id + "/start", "{\"Detach\":true}").status()).isEqualTo(200);
        docker.cli("kill box");
        assertThat(api.post("/exec/" + id + "/resize?h=1&w=1", "").status()).isEqualTo(409);
        assertThat(api.get("/exec/" + id + "/json").status()).isEqualTo(200);
        docker.remove("box");
        assertThat(api.get("/exec/" + id + "/json"))
                .isEqualTo(new Response(404, refusal("No such exec instance: " + id)));
    }

    @Test
    void framingFollowsTheStartOfAnExec() {
        docker.waiting("box");
        var plain = "{\"AttachStdout\":true,\"AttachStderr\":true,\"Cmd\":[\"echo\",\"hi\"]}";
        var terminal = plain.replace("{\"A", "{\"Tty\":true,\"A");

        assertThat(api.post("/exec/" + createExec("box", plain) + "/start", "{}").body())
                .isEqualTo(frame(1, "hi\n"));
        assertThat(
                        api.post("/exec/" + createExec("box", plain) + "/start", "{\"Tty\":true}")
                                .body())
                .isEqualTo("hi\n");
        assertThat(api.post("/exec/" + createExec("box", terminal) + "/start", "{}").body())
                .isEqualTo(frame(1, "hi\r\n"));
        assertThat(
                        api.post(
                                        "/exec/" + createExec("box", terminal) + "/start",
                                        "{\"Tty\":true}")
                                .body())
                .isEqualTo("hi\r\n");
    }

    @Test
    void terminalsHaveTheSizeGivenAtTheStart() {
        docker.waiting("box");
        // crun sets the size beside the start of the command, not before it.
        var size =
                "until size=$(stty size 2>/dev/null) && [ -n \\\"$size\\\" ]; do usleep 9999; done;"
                        + " echo $size";
        var body =
                "{\"AttachStdin\":true,\"AttachStdout\":true,\"Tty\":true,"
                        + "\"ConsoleSize\":[11,22],\"Cmd\":[\"sh\",\"-c\",\""
                        + size
                        + "\"]}";
        var started = "{\"Tty\":true,\"ConsoleSize\":[33,44]}";

        assertThat(api.post("/exec/" + createExec("box", body) + "/start", "{\"Tty\":true}").body())
                .isEqualTo("11 22\r\n");
        assertThat(api.post("/exec/" + createExec("box", body) + "/start", started).body())
                .isEqualTo("33 44\r\n");
        assertThat(api.post("/v1.41/exec/" + createExec("box", body) + "/start", started).body())
                .isEqualTo("11 22\r\n");
    }

    @Test
    void attachWithoutStreamReturnsTheLogAndEnds() {
        docker.cli("run -d --name box busybox sh -c 'echo said; sleep 1000'");
        docker.cli("create --name fresh busybox true");
        var query = "/attach?logs=true&stream=false&stdout=true&stderr=true";

        assertThat(docker.cli("logs box")).isEqualTo("said");
        assertThat(api.post("/containers/box" + query, "").body()).isEqualTo(frame(1, "said\n"));
        assertThat(api.post("/containers/fresh" + query, "").body()).isEmpty();
        assertThat(
                        api.send(
                                        "POST",
                                        "/containers/box" + query,
                                        "Upgrade: tcp\r\nConnection: Upgrade\r\n",
                                        new byte[0])
                                .status())
                .isEqualTo(101);
        docker.cli("stop -t 0 box");
        assertThat(api.post("/containers/box" + query, "").body()).isEqualTo(frame(1, "said\n"));
    }

    @Test
    void webSocketsCarryBothDirections() throws Exception {
        docker.cli(
                "run -d -i --name box busybox sh -c {}",
                "echo ready >&2; read word; echo got $word; exit 4");
        var path = "/v1.51/containers/box/attach/ws?stream=1&logs=1&stdin=1&stdout=1&stderr=1";
        try (var client = new WebSocketClient(docker.endpoint(), path)) {
            assertThat(client.head())
                    .startsWith("HTTP/1.1 101 ")
                    .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
            var first = client.next();
            assertThat(first.kind()).isEqualTo(WebSocketClient.BINARY);
            assertThat(first.text()).isEqualTo("ready\n");
            client.send(WebSocketClient.PING, "there?");
            var pong = client.next();
            assertThat(pong.kind()).isEqualTo(WebSocketClient.PONG);
            assertThat(pong.text()).isEqualTo("there?");

            client.send(WebSocketClient.BINARY, "milk\n");

            assertThat(client.rest()).isEqualTo("got milk\n");
            assertThat(docker.inspect("box", "{{.State.Status}} {{.State.ExitCode}}"))
                    .isEqualTo("exited 4");
        }
    }

    @Test
    void webSocketsBeforeApi128SendText() throws Exception {
        docker.cli("run --name box busybox echo said");
        var path = "/v1.27/containers/box/attach/ws?logs=1";
        try (var client = new WebSocketClient(docker.endpoint(), path)) {
            var first = client.next();
            assertThat(first.kind()).isEqualTo(WebSocketClient.TEXT);
            assertThat(first.text()).isEqualTo("said\n");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void closedWebSocketsLeaveTheContainerRunning() throws Exception {
        docker.waiting("box", "-i");
        var path = "/v1.51/containers/box/attach/ws?stream=1&stdout=1";
        try (var client = new WebSocketClient(docker.endpoint(), path)) {
            client.send(WebSocketClient.CLOSE, "");
            assertThat(client.next().kind()).isEqualTo(WebSocketClient.CLOSE);
        }
        assertThat(docker.inspect("box", "{{.State.Status}}")).isEqualTo("running");
        assertThat(api.get("/containers/box/attach/ws").status()).isEqualTo(400);
        assertThat(api.get("/containers/nosuch/attach/ws?stream=1").status()).isIn(400, 404);
    }

    @Test
    void sizesAreRefusedInDockersWords() {
        docker.waiting("box", "-t");
        var exec =
                createExec(
                        "box", "{\"Tty\":true,\"AttachStdout\":true,\"Cmd\":[\"sleep\",\"99\"]}");
        api.post("/exec/" + exec + "/start", "{\"Detach\":true,\"Tty\":true}");
        for (var place : List.of("/containers/box", "/exec/" + exec)) {
            var answers = new ArrayList<Response>();
            for (var query : List.of("w=9", "h=x&w=9", "h=-1&w=9", "h=9&w=4294967296")) {
                answers.add(api.post(place + "/resize?" + query, ""));
            }
            assertThat(answers)
                    .containsExactly(
                            new Response(
                                    400, refusal("invalid resize height \"\": invalid syntax")),
                            new Response(
                                    400, refusal("invalid resize height \"x\": invalid syntax")),
                            new Response(
                                    400,
                                    refusal("invalid resize height \"-1\": value out of range")),
                            new Response(
                                    400,
                                    refusal(
                                            "invalid resize width \"4294967296\": value out of"
                                                    + " range")));
            assertThat(api.post(place + "/resize?h=31&w=41", "").status()).isEqualTo(200);
        }
        docker.cli("stop -t 0 box");
        assertThat(api.post("/containers/box/resize?h=3&w=4", "").status()).isEqualTo(409);
    }

    @Test
    void endedExecsCannotBeResized() {
        docker.waiting("box");
        var exec = createExec("box", "{\"Tty\":true,\"AttachStdout\":true,\"Cmd\":[\"true\"]}");
        api.post("/exec/" + exec + "/start", "{\"Tty\":true}");

        assertThat(api.post("/exec/" + exec + "/resize?h=3&w=4", "").status()).isEqualTo(409);
    }

    @Test
    void rejectsNamespacesOfStoppedContainers() {
        var id = docker.cli("create --name idle busybox true");
        for (var kind : List.of("Pid", "Ipc")) {
            var body =
                    "{\"Image\":\""
                            + Images.BUSYBOX
                            + "\",\"HostConfig\":{\""
                            + kind
                            + "Mode\":\"container:NAME\"}}";
            assertThat(api.post("/containers/create", body.replace("NAME", "nosuch")))
                    .isEqualTo(new Response(400, refusal("No such container: nosuch")));
            var name = "with" + kind.toLowerCase(java.util.Locale.ROOT);
            var created = api.post("/containers/create?name=" + name, body.replace("NAME", "idle"));
            assertThat(created.status()).isEqualTo(201);
            assertThat(api.send("POST", "/containers/" + name + "/start", NO_HEADERS, new byte[0]))
                    .isEqualTo(
                            new Response(
                                    500,
                                    refusal(
                                            "failed to join "
                                                    + kind.toUpperCase(java.util.Locale.ROOT)
                                                    + " namespace: container "
                                                    + id
                                                    + " is not running")));
        }
        assertThat(
                        api.post(
                                "/containers/create",
                                "{\"Image\":\""
                                        + Images.BUSYBOX
                                        + "\",\"HostConfig\":{\"CpuShares\":-1}}"))
                .isEqualTo(
                        new Response(
                                400,
                                refusal(
                                        "invalid CPU shares (-1): value must be a positive"
                                                + " integer")));
    }
}

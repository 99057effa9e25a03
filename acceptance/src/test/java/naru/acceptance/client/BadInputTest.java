package naru.acceptance.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.RawApi;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** Refusals: the status and message that Docker gives, and nothing has changed. */
@InLab
class BadInputTest {
    private static final String CREATE = "/v1.51/networks/create";

    private final Docker docker;
    private final RawApi api;

    BadInputTest(Lab lab) {
        docker = lab.host().docker();
        api = new RawApi(docker.endpoint());
    }

    @BeforeEach
    void aNetworkAndAContainer() {
        docker.cli("network create --subnet 172.30.0.0/16 taken");
        docker.web("web", "--network taken -p 8080:80");
    }

    private static Stream<Refusal> refusals() {
        return Stream.of(
                // name, path, JSON, status, part of the message
                new Refusal("a wrong type", CREATE, "{\"Name\":5}", 400, "invalid JSON"),
                new Refusal("broken JSON", CREATE, "{\"Name\":", 400, "invalid JSON"),
                new Refusal("no JSON", CREATE, "hello", 400, "invalid JSON"),
                new Refusal(
                        "content after the JSON",
                        CREATE,
                        "{\"Name\":\"n\"} {}",
                        400,
                        "unexpected content after JSON"),
                new Refusal("an empty object", CREATE, "{}", 400, "name is empty"),
                new Refusal(
                        "a name in use",
                        CREATE,
                        "{\"Name\":\"taken\"}",
                        409,
                        "network with name taken already exists"),
                new Refusal(
                        "a predefined name",
                        CREATE,
                        "{\"Name\":\"bridge\"}",
                        403,
                        "operation is not permitted on predefined bridge network "),
                new Refusal(
                        "an unknown driver",
                        CREATE,
                        "{\"Name\":\"n\",\"Driver\":\"nosuch\"}",
                        404,
                        "plugin not found"),
                new Refusal(
                        "an overlapping subnet",
                        CREATE,
                        pool("172.30.128.0/17", null),
                        403,
                        "invalid pool request: Pool overlaps with other one on this address space"),
                new Refusal(
                        "a gateway outside",
                        CREATE,
                        pool("10.9.0.0/24", "10.8.0.1"),
                        400,
                        "invalid network config:\\ninvalid gateway 10.8.0.1: parent subnet"
                                + " 10.9.0.0/24 doesn't contain this address"),
                new Refusal(
                        "host bits in a subnet",
                        CREATE,
                        pool("10.9.0.7/24", null),
                        400,
                        "invalid subnet 10.9.0.7/24: it should be 10.9.0.0/24"),
                new Refusal("no subnet at all", CREATE, pool("nonsense", null), 400, "nonsense"),
                new Refusal(
                        "a bad boolean option",
                        CREATE,
                        "{\"Name\":\"n\",\"Options\":{\"com.docker.network.bridge.enable_icc\":\"perhaps\"}}",
                        400,
                        "failed to parse"),
                new Refusal(
                        "a missing image",
                        "/v1.51/containers/create",
                        "{\"Image\":\"nosuch\"}",
                        404,
                        "No such image: nosuch:latest"),
                new Refusal(
                        "a variable without a name",
                        "/v1.51/containers/create",
                        "{\"Image\":\"web\",\"Env\":[\"=x\"]}",
                        400,
                        "invalid environment variable: =x"),
                new Refusal(
                        "a bind in no known mode",
                        "/v1.51/containers/create",
                        "{\"Image\":\"web\",\"HostConfig\":{\"Binds\":[\"a:/x:nosuch\"]}}",
                        400,
                        "invalid mode: nosuch"),
                new Refusal(
                        "a MAC address of a group",
                        "/v1.51/containers/create",
                        "{\"Image\":\"web\",\"NetworkingConfig\":{\"EndpointsConfig\":{\"bridge\":"
                                + "{\"MacAddress\":\"01:02:03:04:05:06\"}}}}",
                        400,
                        "an interface cannot have a multicast"),
                new Refusal(
                        "a name with a slash",
                        "/v1.51/containers/create?name=a%2Fb",
                        "{\"Image\":\"web\"}",
                        400,
                        "Invalid container name (a/b), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed"),
                new Refusal(
                        "a name in use by a container",
                        "/v1.51/containers/create?name=web",
                        "{\"Image\":\"web\"}",
                        409,
                        "Conflict. The container name \\\"/web\\\" is already in use by container"),
                new Refusal(
                        "an unknown network",
                        "/v1.51/networks/nosuch/connect",
                        "{\"Container\":\"web\"}",
                        404,
                        "network nosuch not found"),
                new Refusal(
                        "an unknown container",
                        "/v1.51/networks/taken/connect",
                        "{\"Container\":\"nosuch\"}",
                        404,
                        "No such container: nosuch"),
                new Refusal(
                        "a second connection",
                        "/v1.51/networks/taken/connect",
                        "{\"Container\":\"web\"}",
                        403,
                        "endpoint with name web already exists in network taken"),
                new Refusal(
                        "the host network",
                        "/v1.51/networks/host/connect",
                        "{\"Container\":\"web\"}",
                        400,
                        "cannot connect container to host network - container must be created in"
                                + " host network mode"),
                new Refusal(
                        "an address outside",
                        "/v1.51/networks/bridge/connect",
                        "{\"Container\":\"web\",\"EndpointConfig\":{\"IPAMConfig\":{\"IPv4Address\":\"9.9.9.9\"}}}",
                        400,
                        "user specified IP address is supported on user defined networks only"),
                new Refusal(
                        "not connected",
                        "/v1.51/networks/bridge/disconnect",
                        "{\"Container\":\"web\"}",
                        500,
                        "is not connected to network bridge"),
                new Refusal(
                        "an unknown action",
                        "/v1.51/containers/web/nosuch",
                        "{}",
                        404,
                        "page not found"),
                new Refusal(
                        "an unknown signal",
                        "/v1.51/containers/web/kill?signal=NOSUCH",
                        "{}",
                        400,
                        "NOSUCH"));
    }

    @TestFactory
    Stream<DynamicTest> areRefused() {
        return refusals().map(one -> dynamicTest(one.name, () -> isRefused(one)));
    }

    private void isRefused(Refusal refusal) {
        var before = state();

        var response = api.post(refusal.path, refusal.json);

        assertThat(response.status()).as(response.body()).isEqualTo(refusal.status);
        assertThat(response.body()).startsWith("{\"message\":\"").contains(refusal.message);
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void unknownFieldsAreOverlooked() {
        assertThat(api.post(CREATE, "{\"Name\":\"n\",\"Nonsense\":{\"a\":[1,2]}}").status())
                .isEqualTo(201);
    }

    @Test
    void anotherContentTypeIsRefused() {
        var response =
                api.send(
                        "POST",
                        CREATE,
                        "Content-Type: text/plain\r\n",
                        "{\"Name\":\"n\"}".getBytes(StandardCharsets.UTF_8));

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.body())
                .contains(
                        "unsupported Content-Type header (text/plain): must be 'application/json'");
    }

    @Test
    void emptyBodiesAreNoServerError() {
        assertThat(
                        api.send("POST", CREATE, "Content-Type: application/json\r\n", new byte[0])
                                .status())
                .isEqualTo(400);
    }

    @Test
    void tenMegabytesOfNonsenseAreRefused() {
        var before = state();

        var response = api.post(CREATE, "x".repeat(10_000_000));

        assertThat(response.status()).isIn(400, 413);
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void tenMegabytesOfJsonDoNotHurt() {
        var response =
                api.post(
                        CREATE,
                        "{\"Name\":\"big\",\"Labels\":{\"a\":\"" + "x".repeat(10_000_000) + "\"}}");

        assertThat(response.status()).isIn(201, 400, 413);
        assertThat(api.get("/_ping").status()).isEqualTo(200);
    }

    @Test
    void namesWithSlashesAreNotFound() {
        assertThat(api.get("/v1.51/networks/a/b").status()).isEqualTo(404);
        assertThat(api.get("/v1.51/networks/a%2Fb").status()).isEqualTo(404);
        assertThat(api.get("/v1.51/containers/..%2F..%2Fetc/json").status()).isEqualTo(404);
    }

    @Test
    void unknownThingsAreNotFound() {
        assertThat(api.get("/v1.51/networks/nosuch"))
                .isEqualTo(
                        new RawApi.Response(404, "{\"message\":\"network nosuch not found\"}\n"));
        assertThat(api.get("/v1.51/containers/nosuch/json").body())
                .contains("No such container: nosuch");
        assertThat(api.get("/v1.51/images/nosuch/json").body())
                .contains("No such image: nosuch:latest");
        assertThat(api.get("/v1.51/networks?filters=%7B%22nosuch%22:%5B%22x%22%5D%7D").status())
                .isEqualTo(400);
    }

    @Test
    void unknownNetworksFailTheStart() {
        assertThat(docker.refusal("run -d --name lost --network nosuch busybox true"))
                .contains("network nosuch not found");
        assertThat(docker.inspect("lost", "{{.State.Status}}")).isEqualTo("created");
    }

    @Test
    void takenAddressesFailTheStart() {
        var address = docker.address("web");

        assertThat(
                        docker.refusal(
                                "run -d --name second --network taken --ip {} busybox true",
                                address))
                .contains("Address already in use");
        assertThat(docker.inspect("second", "{{.State.Status}}")).isEqualTo("created");
        assertThat(docker.address("web")).isEqualTo(address);
    }

    private String state() {
        return api.get("/v1.51/networks").body()
                + api.get("/v1.51/containers/json?all=1")
                        .body()
                        .replaceAll("\"Status\":\"[^\"]*\"", "");
    }

    /** A request, and the status and a part of the message of its reply. */
    private record Refusal(String name, String path, String json, int status, String message) {}

    private static String pool(String subnet, @org.jspecify.annotations.Nullable String gateway) {
        var rest = gateway == null ? "" : ",\"Gateway\":\"" + gateway + "\"";
        return "{\"Name\":\"n\",\"IPAM\":{\"Config\":[{\"Subnet\":\""
                + subnet
                + "\""
                + rest
                + "}]}}";
    }
}

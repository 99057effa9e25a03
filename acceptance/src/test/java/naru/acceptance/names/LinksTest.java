package naru.acceptance.names;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Images;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.RawApi;
import naru.acceptance.lab.RawApi.Response;

import org.junit.jupiter.api.Test;

/** {@code --link} on the default bridge: variables, names, renaming, removal. */
@InLab
class LinksTest {
    private final Docker docker;
    private final RawApi api;

    LinksTest(Lab lab) {
        docker = lab.host().docker();
        api = new RawApi(docker.endpoint());
    }

    private String hosts(String container) {
        return docker.cli("exec {} cat /etc/hosts", container);
    }

    @Test
    void linksShowInEnvironmentNamesAndInspect() {
        docker.waiting("store", "--expose 5432 -e POSTGRES_PASSWORD=secret");
        docker.waiting("web", "--link store:db -e DB_ENV_POSTGRES_PASSWORD=mine");
        var address = docker.address("store");

        assertThat(docker.cli("exec web env").lines())
                .contains(
                        "DB_NAME=/web/db",
                        "DB_PORT=tcp://" + address + ":5432",
                        "DB_PORT_5432_TCP_ADDR=" + address,
                        "DB_ENV_POSTGRES_PASSWORD=mine");
        assertThat(docker.cli("exec web cat /proc/1/environ"))
                .contains("DB_PORT_5432_TCP_PORT=5432");
        assertThat(docker.cli("ps --no-trunc --format {{.Names}}").lines())
                .containsExactly("web", "store,web/db");
        assertThat(docker.inspect("web/db", "{{.Name}}")).isEqualTo("/store");
        assertThat(docker.inspect("web", "{{.HostConfig.Links}}")).isEqualTo("[/store:/web/db]");
    }

    @Test
    void linksFollowRenamedContainers() {
        docker.waiting("store");
        docker.waiting("web", "--link store:db");

        docker.cli("rename store vault");
        docker.cli("rename web shop");

        assertThat(docker.inspect("shop", "{{.HostConfig.Links}}")).isEqualTo("[/vault:/shop/db]");
        assertThat(hosts("shop")).contains(docker.address("vault") + "\tdb ").contains(" vault");
        docker.cli("restart -t 0 vault shop");
        assertThat(hosts("shop")).contains(docker.address("vault") + "\tdb ");
        assertThat(docker.cli("exec shop env")).contains("DB_NAME=/shop/db");
        docker.waiting("store"); // a new one by the old name is another one
        assertThat(docker.inspect("shop/db", "{{.Name}}")).isEqualTo("/vault");
    }

    @Test
    void linksAreRemovedByName() {
        docker.waiting("store");
        docker.waiting("web", "--link store:db");
        assertThat(api.send("DELETE", "/containers/store?link=1", "", new byte[0]))
                .isEqualTo(
                        new Response(
                                409,
                                "{\"message\":\"Conflict, cannot remove the default link name of"
                                        + " the container\"}\n"));
        assertThat(api.send("DELETE", "/containers/web/nosuch?link=1", "", new byte[0]))
                .isEqualTo(new Response(404, "{\"message\":\"No such container: web/nosuch\"}\n"));

        docker.cli("rm --link web/db");

        assertThat(hosts("web")).doesNotContain("\tdb ");
        assertThat(docker.inspect("web", "{{.HostConfig.Links}}")).isIn("[]", "<no value>");
        assertThat(docker.cli("ps --no-trunc --format {{.Names}}").lines())
                .containsExactly("web", "store");
    }

    @Test
    void shownLinksAreAcceptedAgain() {
        docker.waiting("store");
        var body =
                "{\"Image\":\""
                        + Images.BUSYBOX
                        + "\",\"Cmd\":[\"sleep\",\"99\"],"
                        + "\"HostConfig\":{\"Links\":[\"/store:/old/db\"]}}";

        assertThat(api.post("/containers/create?name=web", body).status()).isEqualTo(201);

        assertThat(docker.inspect("web", "{{.HostConfig.Links}}")).isEqualTo("[/store:/web/db]");
        docker.cli("start web");
        assertThat(hosts("web")).contains(docker.address("store") + "\tdb ");
    }
}

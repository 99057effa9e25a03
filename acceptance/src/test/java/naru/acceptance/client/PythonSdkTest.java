package naru.acceptance.client;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.Shell;
import naru.acceptance.lab.TestFiles;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Docker SDK for Python, Debian's python3-docker 5. Each flow is a script that checks for
 * itself what it gets, under {@code python/} in the resources; {@code readme} is the SDK's own
 * README.
 */
@InLab
class PythonSdkTest {
    private final Docker docker;

    PythonSdkTest(Lab lab) {
        docker = lab.host().docker();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "readme",
                "containers",
                "networks",
                "volumes",
                "images",
                "system",
                "archives"
            })
    void runs(String flow) {
        // Debian's own Python: another one in the PATH does not know Debian's packages.
        new Shell()
                .with("DOCKER_HOST", docker.endpoint())
                .run("/usr/bin/python3 {}", TestFiles.path("python/" + flow + ".py"))
                .text();
    }
}

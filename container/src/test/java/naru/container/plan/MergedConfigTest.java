package naru.container.plan;

import static naru.container.plan.Records.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.container.config.ContainerConfig;
import naru.network.model.NaruException;

import org.junit.jupiter.api.Test;

class MergedConfigTest {
    private static final ContainerConfig IMAGE =
            config(
                    "{'Entrypoint':['/entry'],'Cmd':['serve'],'User':'app','WorkingDir':'/srv',"
                            + "'Env':['PATH=/bin','MODE=image'],'Labels':{'a':'image','b':'image'},"
                            + "'ExposedPorts':{'80/tcp':{}},'StopSignal':'SIGQUIT',"
                            + "'Healthcheck':{'Test':['CMD','ok'],'Interval':5000000000,"
                            + "'Retries':4}}");

    private static ContainerConfig merged(String user) {
        return MergedConfig.of(config(user), IMAGE, "host1");
    }

    @Test
    void takesTheImagesValues() {
        var config = merged("{}");

        assertThat(config.hostname()).isEqualTo("host1");
        assertThat(config.user()).isEqualTo("app");
        assertThat(config.workingDir()).isEqualTo("/srv");
        assertThat(config.stopSignal()).isEqualTo("SIGQUIT");
        assertThat(config.env()).containsExactly("PATH=/bin", "MODE=image");
        assertThat(MergedConfig.commandLine(config)).containsExactly("/entry", "serve");
    }

    @Test
    void prefersTheUsersValues() {
        var config =
                merged(
                        "{'Hostname':'mine','User':'root','Env':['MODE=user','X'],"
                                + "'Labels':{'b':'user'},'ExposedPorts':{'53/udp':{}}}");

        assertThat(config.hostname()).isEqualTo("mine");
        assertThat(config.user()).isEqualTo("root");
        assertThat(config.env()).containsExactly("MODE=user", "X", "PATH=/bin");
        assertThat(config.labels()).containsEntry("a", "image").containsEntry("b", "user");
        assertThat(config.exposedPorts()).containsOnlyKeys("53/udp", "80/tcp");
    }

    @Test
    void keepsTheEntrypointForAnotherCommand() {
        assertThat(MergedConfig.commandLine(merged("{'Cmd':['sh']}")))
                .containsExactly("/entry", "sh");
    }

    @Test
    void dropsTheImagesCommandWithItsEntrypoint() {
        assertThat(MergedConfig.commandLine(merged("{'Entrypoint':['ls']}"))).containsExactly("ls");
        assertThat(MergedConfig.commandLine(merged("{'Entrypoint':[''],'Cmd':['ls']}")))
                .containsExactly("ls");
    }

    @Test
    void refusesAnEmptyCommandLine() {
        var cleared = merged("{'Entrypoint':['']}");

        assertThatThrownBy(() -> MergedConfig.commandLine(cleared))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessage("no command specified");
    }

    @Test
    void completesAHealthcheckWithoutTest() {
        var check = merged("{'Healthcheck':{'Interval':1000000000}}").healthcheck();

        assertThat(check.test()).containsExactly("CMD", "ok");
        assertThat(check.interval()).isEqualTo(1_000_000_000);
        assertThat(check.retries()).isEqualTo(4);
    }

    @Test
    void replacesAHealthcheckWithTest() {
        var check = merged("{'Healthcheck':{'Test':['NONE']}}").healthcheck();

        assertThat(check.test()).containsExactly("NONE");
        assertThat(check.retries()).isZero();
    }
}

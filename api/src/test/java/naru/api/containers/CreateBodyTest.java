package naru.api.containers;

import static org.assertj.core.api.Assertions.assertThat;

import naru.api.wire.Json;
import naru.container.config.ContainerConfig;
import naru.container.config.CreateRequest;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The body of a creation as sent by real clients. */
class CreateBodyTest {
    private static final String CLI =
            """
            {"Hostname":"","Domainname":"","User":"","AttachStdin":false,"AttachStdout":true,"AttachStderr":true,
             "ExposedPorts":{"80/tcp":{}},"Tty":false,"OpenStdin":false,"StdinOnce":false,"Env":null,"Cmd":["true"],
             "Image":"busybox","Volumes":{},"WorkingDir":"","Entrypoint":null,"OnBuild":null,"Labels":{},
             "HostConfig":{"Binds":null,"ContainerIDFile":"","LogConfig":{"Type":"","Config":{}},"NetworkMode":"default",
              "PortBindings":{"80/tcp":[{"HostIp":"","HostPort":"8080"}]},
              "RestartPolicy":{"Name":"no","MaximumRetryCount":0},"AutoRemove":true,"VolumeDriver":"",
              "VolumesFrom":null,"ConsoleSize":[24,80],"CapAdd":null,"CapDrop":null,"CgroupnsMode":"","Dns":[],
              "DnsOptions":[],"DnsSearch":[],"ExtraHosts":null,"GroupAdd":null,"IpcMode":"","Cgroup":"","Links":null,
              "OomScoreAdj":0,"PidMode":"","Privileged":false,"PublishAllPorts":false,"ReadonlyRootfs":false,
              "SecurityOpt":null,"UTSMode":"","UsernsMode":"","ShmSize":0,"Isolation":"","CpuShares":0,"Memory":0,
              "NanoCpus":0,"CgroupParent":"","BlkioWeight":0,"BlkioWeightDevice":[],"CpuPeriod":0,"CpuQuota":0,
              "CpuRealtimePeriod":0,"CpuRealtimeRuntime":0,"CpusetCpus":"","CpusetMems":"","Devices":[],
              "DeviceCgroupRules":null,"DeviceRequests":null,"MemoryReservation":0,"MemorySwap":0,
              "MemorySwappiness":-1,"OomKillDisable":false,"PidsLimit":0,"Ulimits":[],"CpuCount":0,"CpuPercent":0,
              "IOMaximumIOps":0,"IOMaximumBandwidth":0,"MaskedPaths":null,"ReadonlyPaths":null},
             "NetworkingConfig":{"EndpointsConfig":{"default":{"IPAMConfig":null,"Links":null,"Aliases":null,
              "MacAddress":"","DriverOpts":null,"GwPriority":0,"NetworkID":"","EndpointID":"","Gateway":"",
              "IPAddress":"","IPPrefixLen":0,"IPv6Gateway":"","GlobalIPv6Address":"","GlobalIPv6PrefixLen":0,
              "DNSNames":null}}}}
            """;

    private static CreateRequest.Nested nested(String json) {
        return Json.parse(Json.utf8(json), CreateRequest.Nested.class);
    }

    @Test
    void isParsedFromDockerCommand() {
        var config = Json.parse(Json.utf8(CLI), ContainerConfig.class);
        assertThat(config.cmd()).containsExactly("true");
        assertThat(config.entrypoint()).isNull();
        assertThat(config.image()).isEqualTo("busybox");
        assertThat(config.exposedPorts()).containsOnlyKeys("80/tcp");
        var nested = nested(CLI);
        assertThat(nested.hostConfig().networkMode())
                .as("the create request decides which network that is")
                .isEqualTo("default");
        assertThat(nested.hostConfig().portBindings().get("80/tcp").getFirst().hostPort())
                .isEqualTo("8080");
        assertThat(nested.hostConfig().consoleSize()).isEqualTo(List.of(24, 80));
        assertThat(nested.networkingConfig().endpointsConfig()).containsOnlyKeys("default");
    }

    @Test
    void isParsedFromCompose1() {
        var nested =
                nested(
                        "{\"HostConfig\":{\"NetworkMode\":\"x_br_xx\",\"RestartPolicy\":{\"Name\":\"unless-stopped\"},"
                            + "\"Binds\":[],\"PortBindings\":{\"80/tcp\":[{\"HostIp\":\"\",\"HostPort\":\"18080\"}],"
                            + "\"90/tcp\":null},\"LogConfig\":{\"Type\":\"\",\"Config\":{}}},\"NetworkingConfig\":"
                            + "{\"EndpointsConfig\":{\"x_br_xx\":{\"Aliases\":[\"web\"],\"IPAMConfig\":"
                            + "{\"IPv4Address\":\"172.30.0.10\"}},\"other\":null}}}");
        assertThat(nested.hostConfig().restartPolicy().name()).isEqualTo("unless-stopped");
        assertThat(nested.hostConfig().portBindings()).containsEntry("90/tcp", null);
        var endpoint = nested.networkingConfig().endpointsConfig().get("x_br_xx");
        assertThat(endpoint.ipamConfig().ipv4Address()).isEqualTo("172.30.0.10");
        assertThat(nested.networkingConfig().endpointsConfig()).containsEntry("other", null);
    }

    /** The output of an inspection can be used to create the same container again. */
    @Test
    void isParsedFromInspection() {
        var shown = Json.bytes(Map.of("HostConfig", nested(CLI).hostConfig()));
        var again = nested(new String(shown, StandardCharsets.UTF_8));
        assertThat(again.hostConfig()).isEqualTo(nested(CLI).hostConfig());
    }
}

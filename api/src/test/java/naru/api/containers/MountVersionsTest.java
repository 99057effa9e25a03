package naru.api.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.api.resource.ApiVersion;
import naru.api.wire.Json;
import naru.container.config.Mount;

import org.junit.jupiter.api.Test;

import java.util.Objects;

class MountVersionsTest {
    private static Mount mount(String json, int minor) {
        var mount = Objects.requireNonNull(Json.parse(Json.utf8(json), Mount.class));
        return MountVersions.adjusted(mount, new ApiVersion(1, minor));
    }

    @Test
    void dropsLaterFields() {
        var json =
                """
                {"Type":"bind","Source":"/a","Target":"/b",
                 "BindOptions":{"NonRecursive":true,"CreateMountpoint":true}}
                """;
        assertThat(mount(json, 39).bindOptions().nonRecursive()).isFalse();
        assertThat(mount(json, 41).bindOptions().nonRecursive()).isTrue();
        assertThat(mount(json, 41).bindOptions().createMountpoint()).isFalse();
        assertThat(mount(json, 42).bindOptions().createMountpoint()).isTrue();
    }

    @Test
    void rejectsOptionsOfOtherTypesSince142() {
        var json = "{\"Type\":\"bind\",\"Source\":\"/a\",\"Target\":\"/b\",\"VolumeOptions\":{}}";
        assertThat(mount(json, 41).volumeOptions()).isNull();
        assertThatThrownBy(() -> mount(json, 42))
                .hasMessage("VolumeOptions must not be specified on mount type \"bind\"");
    }

    @Test
    void neverIgnoresProtectiveOptions() {
        var json =
                """
                {"Type":"bind","Source":"/a","Target":"/b","ReadOnly":true,
                 "BindOptions":{"ReadOnlyForceRecursive":true}}
                """;
        assertThatThrownBy(() -> mount(json, 43))
                .hasMessage("BindOptions.ReadOnlyForceRecursive needs API v1.44 or newer");
        assertThat(mount(json, 44).bindOptions().readOnlyForceRecursive()).isTrue();
        var volume =
                "{\"Type\":\"volume\",\"Source\":\"v\",\"Target\":\"/b\",\"VolumeOptions\":{\"Subpath\":\"x\"}}";
        assertThatThrownBy(() -> mount(volume, 44))
                .hasMessage("VolumeOptions.Subpath needs API v1.45 or newer");
    }
}

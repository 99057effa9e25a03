package naru.container.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.container.config.HostConfig;
import naru.container.store.Codec;
import naru.network.model.NaruException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

class MountChecksTest {
    private static HostConfig host(String json) {
        return Codec.decode(
                HostConfig.class, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'Type':'bind','Source':'/a' | bind: field Target must not be empty",
                "'Type':'bind','Source':'/a','Target':'/' | bind: invalid specification:"
                        + " destination can't be '/'",
                "'Type':'bind','Source':'/a','Target':'b' | bind: invalid mount path: 'b' mount"
                        + " path must be absolute",
                "'Type':'bind','Target':'/b' | bind: field Source must not be empty",
                "'Type':'bind','Source':'a','Target':'/b' | bind: invalid mount path: 'a' mount"
                        + " path must be absolute",
                "'Type':'bind','Source':'/a','Target':'/b','BindOptions':{'Propagation':'x'} |"
                        + " bind: invalid propagation mode: x",
                "'Type':'bind','Source':'/a','Target':'/b','BindOptions':{'ReadOnlyNonRecursive':true}"
                    + " | bind: mount options conflict: !ReadOnly &&"
                    + " BindOptions.ReadOnlyNonRecursive",
                "'Type':'bind','Source':'/a','Target':'/b','BindOptions':{'ReadOnlyForceRecursive':true}"
                    + " | bind: mount options conflict: !ReadOnly &&"
                    + " BindOptions.ReadOnlyForceRecursive",
                "'Type':'bind','Source':'/a','Target':'/b','ReadOnly':true,'BindOptions':{'ReadOnlyNonRecursive':true,'ReadOnlyForceRecursive':true}"
                    + " | bind: mount options conflict: ReadOnlyNonRecursive &&"
                    + " BindOptions.ReadOnlyForceRecursive",
                "'Type':'volume','Target':'/b','ReadOnly':true | volume: must not set ReadOnly mode"
                        + " when using anonymous volumes",
                "'Type':'volume','Target':'/b','VolumeOptions':{'Subpath':'x'} | volume: must not"
                        + " set Subpath when using anonymous volumes",
                "'Type':'volume','Source':'v','Target':'/b','VolumeOptions':{'Subpath':'../x'} |"
                        + " volume: subpath must be a relative path within the volume",
                "'Type':'tmpfs','Source':'v','Target':'/b' | tmpfs: field Source must not be"
                        + " specified",
                "'Type':'tmpfs','Target':'/b','TmpfsOptions':{'Options':[['suid']]} | tmpfs:"
                        + " invalid option: suid",
                "'Type':'cloud','Target':'/b' | cloud: mount type unknown",
            })
    void rejectsMountsInDockersWords(String mount, String reason) {
        int colon = reason.indexOf(':');
        assertThatThrownBy(() -> MountChecks.check(host("{'Mounts':[{" + mount + "}]}")))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessage(
                        "invalid mount config for type \""
                                + reason.substring(0, colon)
                                + "\""
                                + reason.substring(colon));
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "", "tmp", "/", "//", "/a/..", "/.", "../x"})
    void rejectsTmpfsWithoutAPlace(String place) {
        assertThatThrownBy(() -> MountChecks.check(host("{'Tmpfs':{'" + place + "':''}}")))
                .isInstanceOf(NaruException.Invalid.class);
    }

    @Test
    void acceptsWhatClientsSend() {
        assertThatCode(() ->
                        MountChecks.check(
                                host(
                                        "{'Tmpfs':{'/run':'size=1m'},'Mounts':["
                                            + "{'Type':'bind','Source':'/a','Target':'/b','ReadOnly':true,"
                                            + "'BindOptions':{'ReadOnlyForceRecursive':true}},"
                                            + "{'Type':'volume','Target':'/c'},"
                                            + "{'Type':'tmpfs','Target':'/d','TmpfsOptions':{'Options':[['exec']]}}]}")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | true",
                "ro | true",
                "ro,z,rshared,nocopy,cached | true",
                "ro,rw | false",
                "z,Z | false",
                "shared,slave | false",
                "ro, | false",
                "size=3 | false"
            })
    void knowsTheModesOfBinds(String mode, boolean valid) {
        assertThat(MountChecks.isMode(mode)).isEqualTo(valid);
    }
}

package naru.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;

class LabTest {
    private final Lab lab = new Lab("blue", Path.of("/somewhere"), 2);

    @Test
    void assignsNamesAndAddresses() {
        assertThat(lab.hosts()).extracting(Lab.Host::name).containsExactly("h1", "h2");
        assertThat(lab.host("h2").netns()).isEqualTo(Path.of("/run/netns/naru-blue-h2"));
        assertThat(lab.host("h2").address().getHostAddress()).isEqualTo("10.213.0.12");
        assertThat(lab.host("h2").dockerHost()).isEqualTo("unix:///somewhere/h2/naru.sock");
    }

    @Test
    void reportsExistingHosts() {
        assertThatThrownBy(() -> lab.host("h3"))
                .hasMessage("lab blue has no host h3; it has h1 to h2");
    }

    @Test
    void rejectsNamesWithPaths() {
        for (var name : new String[] {"", "a/b", "..", "-x", "a b", "x".repeat(33)}) {
            assertThatThrownBy(() -> new Lab(name, Path.of("/somewhere"), 1))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void rejectsInvalidSizes() {
        assertThatThrownBy(() -> new Lab("blue", Path.of("/somewhere"), 0))
                .hasMessage("a lab has 1 to 200 hosts");
        assertThatThrownBy(() -> new Lab("blue", Path.of("/somewhere"), 201))
                .hasMessage("a lab has 1 to 200 hosts");
    }
}

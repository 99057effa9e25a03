package naru.acceptance.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;

class CommandLineTest {
    @Test
    void splitsAtWhiteSpace() {
        assertThat(CommandLine.words("network create  --ipv6\n front "))
                .containsExactly("network", "create", "--ipv6", "front");
        assertThat(CommandLine.words(" ")).isEmpty();
    }

    @Test
    void quotesKeepWordsTogether() {
        assertThat(CommandLine.words("sh -c 'echo \"$HOME\"; ls' \"it's\""))
                .containsExactly("sh", "-c", "echo \"$HOME\"; ls", "it's");
        assertThat(CommandLine.words("--health-cmd='test -e /fine' ''"))
                .containsExactly("--health-cmd=test -e /fine", "");
    }

    @Test
    void expandsNothing() {
        assertThat(CommandLine.words("$HOME *.apps.test a\\b {{.Name}}"))
                .containsExactly("$HOME", "*.apps.test", "a\\b", "{{.Name}}");
    }

    @Test
    void rejectsOpenQuotes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandLine.words("sh -c 'ls"))
                .withMessage("a quote is left open: sh -c 'ls");
    }

    @Test
    void neverSplitsArguments() {
        assertThat(CommandLine.words("run --name {} {}", "a 'b", Path.of("/c d")))
                .containsExactly("run", "--name", "a 'b", "/c d");
        assertThat(CommandLine.words("-p {}:{}/tcp '{} {}'", 80, 81, "{}", ""))
                .containsExactly("-p", "80:81/tcp", "{} ");
    }

    @Test
    void listsStandForSeveralWords() {
        assertThat(CommandLine.words("rm -f {} {} last", List.of("a", "b c"), List.of()))
                .containsExactly("rm", "-f", "a", "b c", "last");
    }

    @Test
    void rejectsWrongNumberOfArguments() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandLine.words("rm {} {}", "a"))
                .withMessage("fewer arguments than placeholders: rm {} {}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandLine.words("rm", "a"))
                .withMessage("more arguments than placeholders: rm");
    }
}

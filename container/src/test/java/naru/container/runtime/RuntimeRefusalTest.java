package naru.container.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimeRefusalTest {
    /** Messages of crun 1.8 and 1.21, and of runc 1.1. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            textBlock =
                    """
                    open executable: Permission denied | /etc | 126
                    the path `/etc` is not a regular file: Operation not permitted | /etc | 126
                    the path `/x` exists but it is not executable: Operation not permitted | /x | 126
                    exec: "/etc": is a directory: unknown | /etc | 126
                    executable file `nosuch` not found in $PATH: No such file or directory | nosuch | 127
                    exec: nosuch: executable file not found in $PATH | nosuch | 127
                    set uid: Invalid argument | sh | 128
                    """)
    void hasTheStatusThatDockerGives(String message, String program, int status) {
        assertThat(new RuntimeRefusal(message).exitCode(program)).isEqualTo(status);
    }
}

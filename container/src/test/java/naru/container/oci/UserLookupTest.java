package naru.container.oci;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class UserLookupTest {
    private static final UserLookup FILES =
            UserLookup.of(
                    """
                    root:x:0:0:root:/root:/bin/sh
                    web:x:33:33::/var/www:/bin/false
                    """,
                    """
                    root:x:0:
                    www:x:33:web
                    logs:x:40:web
                    audit:x:41:root,web
                    """);

    @ParameterizedTest
    @CsvSource({
        "'', 0, 0 41",
        "root, 0, 0 41",
        "web, 33, 33 40 41",
        "33, 33, 33 40 41",
        "web:logs, 40, 40",
        "web:7, 7, 7",
        "5000, 0, 0",
        "5000:40, 40, 40",
    })
    void findsThePrimaryGroupAmongTheSupplementaryOnes(String user, long gid, String groups) {
        var found = FILES.find(user, List.of());
        assertThat(found.gid()).isEqualTo(gid);
        assertThat(found.additionalGids().stream().map(String::valueOf))
                .containsExactly(groups.split(" "));
    }

    @Test
    void addsFurtherGroupsOnce() {
        assertThat(FILES.find("web", List.of("logs", "33", "900")).additionalGids())
                .containsExactly(33L, 40L, 41L, 900L);
    }
}

package naru.proxy.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;

/** Middlewares that change the path, by what a member receives. */
class PathStepsTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    stripprefix.prefixes=/api            | /api/v1?x=1  | /v1?x=1    | x-forwarded-prefix: /api
                    stripprefix.prefixes=/api            | /api         | /          | x-forwarded-prefix: /api
                    stripprefix.prefixes=/api            | /apiary      | /ary       | x-forwarded-prefix: /api
                    stripprefix.prefixes=/api            | /other       | /other     |
                    stripprefix.prefixes=/a.b,/a         | /a.b/c       | /c         | x-forwarded-prefix: /a.b
                    stripprefix.prefixes=/a.b,/a         | /axb/c       | /xb/c      | x-forwarded-prefix: /a
                    stripprefixregex.regex=/api/[a-z]+   | /api/x/1     | /1         | x-forwarded-prefix: /api/x
                    stripprefixregex.regex=/(a?b)/\\d+    | /b/12/c      | /c         | x-forwarded-prefix: /b/12
                    stripprefixregex.regex=/api/[a-z]+   | /x/api/x/1   | /x/api/x/1 |
                    addprefix.prefix=/base               | /x?y         | /base/x?y  |
                    addprefix.prefix=/100%               | /x           | /100%/x    |
                    replacepath.path=/foo                | /bar?x=1     | /foo?x=1   | x-replaced-path: /bar
                    replacepathregex.regex=^/foo/(.*)\\nreplacepathregex.replacement=/bar/$1 | /foo/x/y | /bar/x/y | x-replaced-path: /foo/x/y
                    replacepathregex.regex=/b(\\d)/\\nreplacepathregex.replacement=/c${1}/ | /a/b7/c | /a/c7/c | x-replaced-path: /a/b7/c
                    replacepathregex.regex=/(?P<n>\\d+)\\nreplacepathregex.replacement=/id-${n}\\\\0%q | /7 | /id-7\\\\0%q | x-replaced-path: /7
                    replacepathregex.regex=^/foo/(.*)\\nreplacepathregex.replacement=/bar/$1 | /other | /other |
                    """)
    void changesPath(String settings, String path, String target, String field) throws Exception {
        try (var proxy =
                TestProxy.in(folder)
                        .container("web", Labels.traefik(unescaped(settings)))
                        .start()) {
            proxy.get("shop.test" + path);

            var received = proxy.member("web").received().getFirst();
            assertThat(received.target()).isEqualTo(unescaped(target));
            if (field == null) {
                assertThat(received.fields())
                        .noneMatch(
                                f -> f.startsWith("x-forwarded-prefix") || f.startsWith("x-rep"));
            } else {
                assertThat(received.fields()).contains(field);
            }
        }
    }

    private static String unescaped(String text) {
        return text.replace("\\n", "\n").replace("\\\\", "\\");
    }

    @ParameterizedTest
    @CsvSource({"/app, /, /app/x, /x", "/app, /inner, /app/x, /inner/x", "/app, /, /app, /"})
    void replacesPrefixOfVirtualPath(String path, String to, String asked, String target)
            throws Exception {
        try (var proxy =
                TestProxy.in(folder)
                        .workload(
                                naru.proxy.label.LabelsOf.variables(
                                        "web",
                                        "VIRTUAL_HOST=shop.test\nVIRTUAL_PATH="
                                                + path
                                                + "\nVIRTUAL_DEST="
                                                + to,
                                        80),
                                request -> TestMember.ok("web"))
                        .start()) {
            proxy.get("shop.test" + asked);

            assertThat(proxy.member("web").received().getFirst().target()).isEqualTo(target);
        }
    }
}

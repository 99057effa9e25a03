package naru.proxy.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;

class RuleParserTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            textBlock =
                    """
                    Host(`a.test`)                                  ¦ a.test      ¦ /     ¦ true
                    Host(`A.Test`)                                  ¦ a.test:8080 ¦ /     ¦ true
                    Host(`a.test`)                                  ¦ a.test.     ¦ /     ¦ true
                    Host(`a.test`)                                  ¦ b.a.test    ¦ /     ¦ false
                    Host(`a.test`, `b.test`)                        ¦ b.test      ¦ /     ¦ true
                    Host(`*.test`)                                  ¦ a.test      ¦ /     ¦ true
                    Host(`*.test`)                                  ¦ test        ¦ /     ¦ false
                    Host(`*.test`)                                  ¦ a.b.test    ¦ /     ¦ false
                    HostRegexp(`^[a-z]+\\.test$`)                   ¦ abc.test    ¦ /     ¦ true
                    HostRegexp(`^[a-z]+\\.test$`)                   ¦ a1.test     ¦ /     ¦ false
                    HostRegexp(`{sub:[a-z]+}.test`)                 ¦ abc.test    ¦ /     ¦ true
                    HostRegexp(`{sub:[a-z]+}.test`)                 ¦ abcxtest    ¦ /     ¦ false
                    HostRegexp(`{sub:[a-z]{2,3}}.test`)             ¦ abcd.test   ¦ /     ¦ false
                    Path(`/api`)                                    ¦ x           ¦ /api  ¦ true
                    Path(`/api`)                                    ¦ x           ¦ /api/ ¦ false
                    Path(`/{id}`)                                   ¦ x           ¦ /7    ¦ true
                    Path(`/{id}`)                                   ¦ x           ¦ /7/8  ¦ false
                    PathPrefix(`/api`)                              ¦ x           ¦ /apis ¦ true
                    PathPrefix(`/{v:[0-9]+}/x`)                     ¦ x           ¦ /12/xy¦ true
                    PathRegexp(`\\.(png|jpg)$`)                     ¦ x           ¦ /a.png¦ true
                    Host(`a`) && PathPrefix(`/x`)                   ¦ a           ¦ /x    ¦ true
                    Host(`a`) && PathPrefix(`/x`)                   ¦ a           ¦ /y    ¦ false
                    Host(`a`) && !PathPrefix(`/x`)                  ¦ a           ¦ /y    ¦ true
                    Host(`a`) || Host(`b`) && PathPrefix(`/x`)      ¦ a           ¦ /     ¦ true
                    (Host(`a`) || Host(`b`)) && PathPrefix(`/x`)    ¦ a           ¦ /     ¦ false
                    !(Host(`a`) || Host(`b`))                       ¦ c           ¦ /     ¦ true
                    Query(`page`, `2`)                              ¦ a           ¦ /?page=2 ¦ true
                    Query(`page=2`)                                 ¦ a           ¦ /?x=1&page=2 ¦ true
                    Query(`q`, `a b`)                               ¦ a           ¦ /?q=a+b ¦ true
                    QueryRegexp(`page`, `^[0-9]+$`)                 ¦ a           ¦ /?page=x ¦ false
                    Method(`get`)                                   ¦ a           ¦ /     ¦ true
                    ClientIP(`127.0.0.0/8`)                         ¦ a           ¦ /     ¦ true
                    ClientIP(`::1`)                                 ¦ a           ¦ /     ¦ false
                    Host("a") && Path('/b')                         ¦ a           ¦ /b    ¦ true
                    """)
    void decidesAsTraefikDocumentsIt(String rule, String host, String target, boolean matches) {
        var request = Request.of("GET", host, target, Map.of(), InetAddress.ofLiteral("127.0.0.1"));
        var parsed = RuleParser.parse(rule);

        assertThat(parsed.matches(request)).isEqualTo(matches);
        assertThat(NormalForm.of(parsed).matches(request)).isEqualTo(matches);
    }

    @Test
    void comparesHeaderNamesWithoutCase() {
        var request =
                Request.of(
                        "POST",
                        "a",
                        "/",
                        Map.of("x-kind", List.of("one", "two")),
                        InetAddress.ofLiteral("192.0.2.1"));

        assertThat(RuleParser.parse("Header(`X-Kind`, `two`)").matches(request)).isTrue();
        assertThat(RuleParser.parse("Header(`X-Kind`, `Two`)").matches(request)).isFalse();
        assertThat(RuleParser.parse("HeaderRegexp(`X-KIND`, `^o`)").matches(request)).isTrue();
        assertThat(RuleParser.parse("Header(`X-Other`, `two`)").matches(request)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            textBlock =
                    """
                    Host(`a`                       ¦ expected ")" at position 9
                    Host(`a`) &                    ¦ unexpected "&" at position 11
                    Host(`a`) && && Host(`b`)      ¦ expected a matcher such as Host(`example.org`) at position 14
                    Host(`a`) Host(`b`)            ¦ expected the end at position 11
                    Hots(`a`)                      ¦ there is no matcher "Hots"
                    Host(a)                        ¦ expected a value in backquotes at position 6
                    Host(`a b`)                    ¦ is no host name
                    Host(`a.*`)                    ¦ patterns take HostRegexp
                    Host(`a                        ¦ the value at position 6 has no end
                    Path(`api`)                    ¦ does not begin with "/"
                    PathRegexp(`(`)                ¦ regular expression "("
                    PathRegexp(`a(?=b)`)           ¦ RE2 has no "(?="
                    PathRegexp(`(a)\\1`)           ¦ RE2 has no "\\1"
                    PathRegexp(`a\\h`)              ¦ "\\h" is not supported
                    PathRegexp(`[a[b]]`)           ¦ "[" in a class of characters is not supported
                    PathRegexp(`[a&&b]`)           ¦ "&" in a class of characters is not supported
                    PathRegexp(`^*a`)              ¦ "*" after an assertion is not supported
                    PathRegexp(`(a{90}){90}`)      ¦ more than 1000 repetitions is not supported
                    Header(`X A`, `b`)             ¦ is no name of letters
                    Header(`X`)                    ¦ Header takes 2 values
                    ClientIP(`300.0.0.1`)          ¦ neither an address nor a range
                    HostSNI(`a`)                   ¦ TCP routers
                    """)
    void namesWhatIsWrong(String rule, String reason) {
        assertThatThrownBy(() -> RuleParser.parse(rule))
                .isInstanceOf(RuleSyntaxException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void refusesRulesThatAreTooDeepOrTooLarge() {
        assertThatThrownBy(() -> RuleParser.parse("(".repeat(5_000) + "Host(`a`)"))
                .isInstanceOf(RuleSyntaxException.class);
        assertThatThrownBy(() -> RuleParser.parse("!".repeat(5_000) + "Host(`a`)"))
                .isInstanceOf(RuleSyntaxException.class);
        var sums = new StringBuilder("Path(`/`)");
        for (int i = 0; i < 12; i++) {
            sums.append(" && (Path(`/a").append(i).append("`) || Path(`/b").append(i).append("`))");
        }
        assertThatThrownBy(() -> NormalForm.of(RuleParser.parse(sums.toString())))
                .hasMessageContaining("split it");
    }
}

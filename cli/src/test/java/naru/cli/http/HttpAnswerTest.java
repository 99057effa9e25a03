package naru.cli.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.junit.jupiter.api.Test;

import java.io.IOException;

class HttpAnswerTest {
    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "5;x=y\r\nhello\r\nA\r\n, kind web\r\n0\r\n\r\n";

    @Test
    void parsesStatusHeadersAndBody() throws IOException {
        var answer = parse("HTTP/1.1 201 Created\r\nLocation:  /v2/x?y \r\n\r\nbody\r\n\r\nmore");

        assertThat(answer.isFine()).isTrue();
        assertThat(answer.headers()).containsEntry("location", "/v2/x?y");
        assertThat(answer.body()).isEqualTo("body\r\n\r\nmore");
    }

    @Test
    void joinsChunks() throws IOException {
        assertThat(parse(CHUNKED).body()).isEqualTo("hello, kind web");
    }

    @Test
    void rejectsTruncatedResponse() {
        for (int length = 0;
                length < CHUNKED.length() - 4;
                length++) { // the last chunk ends the body
            String cut = CHUNKED.substring(0, length);
            assertThatThrownBy(() -> parse(cut)).as(cut).isInstanceOf(IOException.class);
        }
    }

    @Test
    void rejectsNonHttp() {
        assertThatThrownBy(() -> parse("SSH-2.0-OpenSSH\r\n\r\n")).hasMessageContaining("SSH-2.0");
    }

    private static HttpAnswer parse(String text) throws IOException {
        return HttpAnswer.parse(text.getBytes(ISO_8859_1));
    }
}

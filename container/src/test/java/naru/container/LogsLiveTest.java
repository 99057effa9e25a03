package naru.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.container.model.FrameStream;
import naru.container.model.LogOptions;
import naru.container.model.StopOptions;
import naru.network.model.NaruException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Logs that have a limit, or a time at which reading ends, or are not kept. */
@ExtendWith(TestEngineExtension.class)
class LogsLiveTest {
    private final TestEngine engine;

    LogsLiveTest(TestEngine engine) {
        this.engine = engine;
    }

    @Test
    void beginAnewWhenTheyAreFullAndAreFollowedThere() throws Exception {
        String id =
                engine.create(
                        "chatty",
                        "{\"LogConfig\":{\"Type\":\"json-file\",\"Config\":"
                                + "{\"max-size\":\"20k\",\"max-file\":\"2\"}}}",
                        "sh",
                        "-c",
                        // No faster than files are renamed on a busy machine.
                        "i=0; while [ $i -lt 3000 ]; do [ $((i % 100)) = 0 ] && usleep 50000;"
                                + " i=$((i+1)); echo line $i; done; sleep 1; echo the end");
        engine.containers.start(id);
        var followed =
                TestEngine.text(
                        engine.containers.logs(
                                id, new LogOptions(true, true, true, null, null, -1, false)));

        assertThat(followed).endsWith("the end\n");
        assertThat(engine.log(id)).endsWith("the end\n");
        var file = engine.containers.find(id).logPath();
        assertThat(Files.size(file)).isBetween(1L, 20_480L);
        Path full = file.resolveSibling(file.getFileName() + ".1");
        assertThat(Files.size(full)).isBetween(19_000L, 20_480L);
        assertThat(file.resolveSibling(file.getFileName() + ".2")).doesNotExist();
        long lines = engine.log(id).lines().count();
        assertThat(lines).isBetween(Files.readAllLines(full).size() + 1L, 3000L);
    }

    @Test
    void endAtTheTimeThatIsAskedFor() throws Exception {
        String id = engine.create("lasting", "{}", "sh", "-c", "echo begin; sleep 600");
        engine.containers.start(id);
        var until = Instant.now().plus(Duration.ofMillis(700));

        var text =
                TestEngine.text(
                        engine.containers.logs(
                                id, new LogOptions(true, true, true, null, until, -1, false)));

        assertThat(text).isEqualTo("begin\n");
        assertThat(Instant.now()).isBetween(until, until.plusSeconds(5));
        engine.containers.remove(id, true, true);
    }

    @Test
    void endWithTheRunAlsoIfAnotherFollows() throws Exception {
        String id =
                engine.create(
                        "again", "{}", "sh", "-c", "echo run; trap exit TERM; sleep 600 & wait");
        engine.containers.start(id);
        var options = new LogOptions(true, true, true, null, null, -1, false);
        var stream = engine.containers.logs(id, options);
        awaitLog(id, "run\n");

        engine.containers.restart(id, StopOptions.DEFAULT);
        awaitLog(id, "run\nrun\n");

        var text = CompletableFuture.supplyAsync(() -> followed(stream));
        assertThat(text.get(20, TimeUnit.SECONDS)).isEqualTo("run\n");
        engine.containers.remove(id, true, true);
    }

    private void awaitLog(String id, String text) throws Exception {
        while (!engine.log(id).equals(text)) {
            Thread.sleep(10);
        }
    }

    private static String followed(FrameStream stream) {
        try (stream) {
            return TestEngine.text(stream);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void areNotKeptByDriverNone() throws Exception {
        String id =
                engine.create("silent", "{\"LogConfig\":{\"Type\":\"none\"}}", "echo", "unheard");
        engine.run(id);

        assertThat(engine.containers.find(id).logPath()).doesNotExist();
        assertThatThrownBy(() -> engine.log(id))
                .isInstanceOf(NaruException.NotImplemented.class)
                .hasMessage("configured logging driver does not support reading");
        assertThatThrownBy(() ->
                        engine.create("refused", "{\"LogConfig\":{\"Type\":\"fluentd\"}}", "true"))
                .hasMessage("logger: no log driver named 'fluentd' is registered");
    }
}

package naru.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

class CacheStoreTest {
    @TempDir private Path folder;
    private CacheStore store;
    private int files;

    @BeforeEach
    void createStore() throws IOException {
        store = new CacheStore(Files.createDirectory(folder.resolve("store")));
    }

    private Path keep(String key) throws IOException {
        var name = "%032x".formatted(++files);
        var file = Files.createDirectories(store.folder().resolve("0a")).resolve(name);
        return Files.writeString(
                file, "\u0005" + "\0".repeat(300) + "\nKEY: " + key + "\nHTTP/1.1 200");
    }

    private int purge(String url) throws IOException {
        return store.purge(CacheUrl.parse(url), key -> true);
    }

    @Test
    void deletesAllVariantsOfAUrl() throws Exception {
        var plain = keep("shop:web - http://shop.test/a?b=c");
        var secure = keep("shop:web - https://shop.test/a?b=c");
        var port = keep("shop:web cookie http://shop.test:8080/a?b=c");
        var other = keep("shop:web - http://shop.test/a?b=cd");

        assertThat(purge("http://Shop.test/a?b=c#top")).isEqualTo(3);

        assertThat(other).exists();
        assertThat(plain).doesNotExist();
        assertThat(secure).doesNotExist();
        assertThat(port).doesNotExist();
    }

    /** So that the time for one URL does not grow with the other files. */
    @Test
    void readsEachFileOnce() throws Exception {
        for (int i = 0; i < 500; i++) {
            keep("shop:web - http://shop.test/" + i);
        }
        assertThat(purge("shop.test/7")).isEqualTo(1);
        long first = store.reads();
        keep("shop:web - http://shop.test/new");

        assertThat(purge("shop.test/8")).isEqualTo(1);
        assertThat(purge("shop.test/new")).isEqualTo(1);
        assertThat(purge("shop.test/8")).isZero();
        assertThat(first).isEqualTo(501);
        assertThat(store.reads()).isEqualTo(first + 3);
    }

    @Test
    void deletesOfOneRouteOnly() throws Exception {
        var other = keep("shop:admin - http://shop.test/a");
        keep("shop:web - http://shop.test/a");

        assertThat(
                        store.purge(
                                CacheUrl.parse("shop.test/a"),
                                key -> key.route().equals("shop:web")))
                .isEqualTo(1);
        assertThat(other).exists();
    }

    @Test
    void takesNoPathForASlash() throws Exception {
        keep("shop:web - http://shop.test/");

        assertThat(purge("shop.test")).isEqualTo(1);
    }

    @Test
    void findsLongUrls() throws Exception {
        var path = "/" + "x".repeat(20_000);
        keep("shop:web - http://shop.test" + path);

        assertThat(purge("http://shop.test" + path)).isEqualTo(1);
    }

    @Test
    void leavesFilesOfAnotherKind() throws Exception {
        var temporary = store.folder().resolve("0000000001");
        Files.writeString(temporary, "\nKEY: shop:web - http://shop.test/\n");
        var outside = folder.resolve("0".repeat(32));
        Files.writeString(outside, "\nKEY: shop:web - http://shop.test/\n");
        Files.createSymbolicLink(store.folder().resolve("f".repeat(32)), outside);

        assertThat(store.purge(key -> true)).isZero();

        assertThat(temporary).exists();
        assertThat(outside).exists();
    }

    @Test
    void hasNothingBeforeTheFirstStart() throws Exception {
        assertThat(new CacheStore(folder.resolve("missing")).purge(key -> true)).isZero();
    }

    @Test
    void refusesWhatIsNoUrl() {
        assertThatThrownBy(() -> CacheUrl.parse("http:///a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no URL");
        assertThatThrownBy(() -> CacheUrl.parse("/etc/passwd"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** A user's words select files by their keys, so that no path can be made of them. */
    @Test
    void deletesNothingElseForAnyUrl() throws Exception {
        var kept = keep("shop:web - http://shop.test/page");
        var outside = Files.writeString(folder.resolve("outside"), "x");
        var random = new Random(7);
        var parts =
                new String[] {"..", "/", "%2e", "\0", "shop.test", "?", "#", "\\", "~", "*", ":"};
        for (int i = 0; i < 20_000; i++) {
            var url = new StringBuilder(random.nextBoolean() ? "http://" : "");
            for (int n = random.nextInt(8); n >= 0; n--) {
                url.append(
                        random.nextInt(4) > 0
                                ? parts[random.nextInt(parts.length)]
                                : String.valueOf((char) random.nextInt(0x2000)));
            }
            try {
                assertThat(purge(url.toString())).as("%s", url).isZero();
            } catch (IllegalArgumentException notAUrl) {
                // refused
            }
        }

        assertThat(kept).exists();
        assertThat(outside).exists();
    }

    @Test
    void readsNoKeyFromDamagedFiles() throws Exception {
        var text = "\0".repeat(40) + "\nKEY: shop:web - http://shop.test/page\n";
        for (int length = 0; length < text.length() - 12; length++) {
            var bytes = text.substring(0, length).getBytes(StandardCharsets.ISO_8859_1);
            assertThat(
                            CacheStore.key(new ByteArrayInputStream(bytes))
                                    .filter(key -> key.target().equals("/page")))
                    .isEmpty();
        }
    }
}

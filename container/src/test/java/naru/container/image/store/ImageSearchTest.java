package naru.container.image.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.container.image.format.ImageRecord;
import naru.network.model.NaruException;

import org.junit.jupiter.api.Test;

import java.util.List;

class ImageSearchTest {
    private static final String DIGEST = "sha256:" + "d".repeat(64);
    private static final ImageRecord WEB =
            image("sha256:abc1" + "0".repeat(60))
                    .with("nginx:latest", "")
                    .with("nginx:1.27", "")
                    .with("nginx@" + DIGEST, "");
    private static final ImageRecord OTHER =
            image("sha256:abc2" + "0".repeat(60)).with("127.0.0.1:5000/team/box:v1", "");

    /** Its name is also how the ids of the others begin. */
    private static final ImageRecord NAMED =
            image("sha256:" + "f".repeat(64)).with("abc:latest", "");

    private static ImageRecord image(String id) {
        return ImageRecord.of(id, List.of(), List.of(), "");
    }

    private static void finds(ImageRecord expected, String... refs) {
        for (String ref : refs) {
            assertThat(ImageSearch.find(List.of(WEB, OTHER, NAMED), ref))
                    .as(ref)
                    .contains(expected);
        }
    }

    @Test
    void findsAnImageByEachFormOfItsNames() {
        finds(
                WEB,
                "nginx",
                "nginx:1.27",
                "library/nginx",
                "docker.io/library/nginx:latest",
                "index.docker.io/library/nginx",
                "nginx@" + DIGEST,
                "nginx:whatever@" + DIGEST);
        finds(OTHER, "127.0.0.1:5000/team/box:v1");
    }

    @Test
    void findsAnImageByItsIdAndHowItBegins() {
        finds(WEB, WEB.id(), WEB.id().substring(7), "abc1", "sha256:abc1", "abc10000");
        finds(OTHER, "abc2", "sha256:abc2");
    }

    @Test
    void prefersAName() {
        finds(NAMED, "abc", "abc:latest");
    }

    @Test
    void findsNothingElse() {
        for (String ref :
                new String[] {
                    "nginx:1.26",
                    "team/box:v1",
                    "127.0.0.1:5000/team/box",
                    "Upper",
                    "abd",
                    "abc1:latest",
                    "abcz",
                    "sha256:",
                    "",
                    "nginx@sha256:" + "e".repeat(64)
                }) {
            assertThat(ImageSearch.find(List.of(WEB, OTHER, NAMED), ref)).as(ref).isEmpty();
        }
    }

    @Test
    void refusesABeginningThatSeveralIdsHave() {
        for (String ref : new String[] {"ab", "sha256:abc"}) {
            assertThatThrownBy(() -> ImageSearch.find(List.of(WEB, OTHER, NAMED), ref))
                    .isInstanceOf(NaruException.Invalid.class)
                    .hasMessage("ambiguous reference: " + ref);
        }
    }
}

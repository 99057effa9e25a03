package naru.container.etc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HostsEditTest {
    private static final String BEFORE = "127.0.0.1\tlocalhost\n10.0.0.2\tweb\n";
    private static final String AFTER = "127.0.0.1\tlocalhost\n10.0.0.2\tweb\n10.1.0.2\tweb\n";

    private static String edit(String current, String written, String wanted) {
        return HostsEdit.apply(current, written, "", wanted);
    }

    @Test
    void keepsLinesOfTheUser() {
        assertThat(edit(BEFORE + "1.2.3.4\tmine\n", BEFORE, AFTER))
                .isEqualTo(AFTER + "1.2.3.4\tmine\n");
        assertThat(edit(AFTER + "1.2.3.4\tmine", AFTER, BEFORE))
                .isEqualTo(BEFORE + "1.2.3.4\tmine\n");
        assertThat(edit("# mine\n" + BEFORE, BEFORE, AFTER)).isEqualTo("# mine\n" + AFTER);
    }

    @Test
    void leavesOutWhatTheUserRemovedOrChanged() {
        assertThat(edit("10.0.0.2\tweb\n", BEFORE, AFTER))
                .isEqualTo("10.0.0.2\tweb\n10.1.0.2\tweb\n");
        assertThat(edit("127.0.0.1\tlocalhost me\n10.0.0.2\tweb\n", BEFORE, AFTER))
                .isEqualTo("127.0.0.1\tlocalhost me\n10.0.0.2\tweb\n10.1.0.2\tweb\n");
        assertThat(edit("", BEFORE, AFTER)).isEqualTo("10.1.0.2\tweb\n");
    }

    @Test
    void replacesAMovedAddress() {
        assertThat(edit(BEFORE + "x\ty\n", BEFORE, "127.0.0.1\tlocalhost\n10.0.0.9\tweb\n"))
                .isEqualTo("127.0.0.1\tlocalhost\n10.0.0.9\tweb\nx\ty\n");
    }

    @Test
    void isTheSameAfterACrashBeforeOrBehindTheWrite() {
        var moved = "127.0.0.1\tlocalhost\n10.0.0.9\tweb\n";
        for (var current : new String[] {BEFORE, moved}) {
            assertThat(HostsEdit.apply(current + "x\ty\n", BEFORE, moved, AFTER))
                    .isEqualTo(AFTER + "x\ty\n");
        }
        assertThat(HostsEdit.apply(BEFORE, BEFORE, moved, moved)).isEqualTo(moved);
    }
}

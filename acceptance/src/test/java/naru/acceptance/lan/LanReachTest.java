package naru.acceptance.lan;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;

import org.junit.jupiter.api.Test;

/** Reachability in macvlan networks of all modes on one parent. See {@link LanTable}. */
@InLab
class LanReachTest {
    private final Lab lab;

    LanReachTest(Lab lab) {
        this.lab = lab;
    }

    @Test
    void macvlanIsAsPredicted() throws Exception {
        try (var ground = new LanGround(lab, LanRide.MACVLANS)) {
            var cells = LanCell.all(LanRide.MACVLANS);
            assertThat(cells).hasSizeGreaterThan(700);
            LanTable.compare(ground, cells, false);
            ground.reflect(true);
            var among =
                    cells.stream().filter(c -> c.from().ride() != null && c.to().ride() != null);
            LanTable.compare(ground, among.toList(), true);
        }
    }
}

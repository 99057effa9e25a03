package naru.acceptance.lan;

import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

/** Reachability in ipvlan networks, in each mode. See {@link LanTable}. */
@InLab
class LanIpvlanReachTest {
    private final Lab lab;

    LanIpvlanReachTest(Lab lab) {
        this.lab = lab;
    }

    @ParameterizedTest
    @EnumSource(names = {"L2", "L2_PRIVATE", "L2_VEPA", "L3", "L3S"})
    void ipvlanIsAsPredicted(LanRide ride) throws Exception {
        new Lan(lab).assumeKernelKnows("ipvlan");
        var rides = List.of(ride);
        try (var ground = new LanGround(lab, rides)) {
            LanTable.compare(ground, LanCell.all(rides), false);
        }
    }
}

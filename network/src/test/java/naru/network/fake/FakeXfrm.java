package naru.network.fake;

import naru.linux.error.Errno;
import naru.linux.xfrm.EspKey;
import naru.linux.xfrm.EspPolicy;
import naru.linux.xfrm.EspState;
import naru.linux.xfrm.Xfrm;

import java.util.ArrayList;
import java.util.List;

/** The IPsec states and policies of a {@link FakeKernel}. */
public final class FakeXfrm {
    private final List<EspState> states = new ArrayList<>();
    private final List<EspPolicy> policies = new ArrayList<>();
    private boolean lacksEsp;

    /** Lets the kernel be one without ESP. */
    public void removeEsp() {
        lacksEsp = true;
    }

    public List<EspState> states() {
        return List.copyOf(states);
    }

    public List<EspPolicy> policies() {
        return List.copyOf(policies);
    }

    Xfrm open(Faults faults) {
        return new Socket(faults);
    }

    private final class Socket implements Xfrm {
        private final Faults faults;

        Socket(Faults faults) {
            this.faults = faults;
        }

        @Override
        public void add(EspState state, EspKey key) {
            faults.reach("XFRM_MSG_NEWSA " + state);
            if (lacksEsp) {
                throw FakeNetns.refused(Errno.EPROTONOSUPPORT, "XFRM_MSG_NEWSA", state);
            }
            if (states.stream().anyMatch(other -> isSame(other, state))) {
                throw FakeNetns.refused(Errno.EEXIST, "XFRM_MSG_NEWSA", state);
            }
            states.add(state);
        }

        @Override
        public void delete(EspState state) {
            faults.reach("XFRM_MSG_DELSA " + state);
            states.removeIf(other -> isSame(other, state));
        }

        @Override
        public List<EspState> states(int reqid) {
            return states.stream().filter(state -> state.reqid() == reqid).toList();
        }

        @Override
        public void put(EspPolicy policy) {
            faults.reach("XFRM_MSG_UPDPOLICY " + policy);
            policies.remove(policy);
            policies.add(policy);
        }

        @Override
        public void delete(EspPolicy policy) {
            faults.reach("XFRM_MSG_DELPOLICY " + policy);
            policies.remove(policy);
        }

        @Override
        public List<EspPolicy> policies(int reqid) {
            return policies.stream().filter(policy -> policy.reqid() == reqid).toList();
        }

        @Override
        public void close() {}
    }

    private static boolean isSame(EspState one, EspState other) {
        return one.destination().equals(other.destination()) && one.spi() == other.spi();
    }
}

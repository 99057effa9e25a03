package naru.network.firewall;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Assigns a prime number of slots to members by their weights, as in Maglev (Eisenbud et al., NSDI
 * 2016, section 3.4): each member has its own permutation of the slots and takes the next free one
 * in its turn. So shares are exact except for one slot, members are well mixed, and when a member
 * joins or leaves, few slots of the others change. The assignment is deterministic for the same
 * members.
 */
final class Slots {
    /** Shares are exact to one part in a thousand, and a change is one message to the kernel. */
    static final int COUNT = 1021;

    private final List<Turn> turns = new ArrayList<>();
    private final InetAddress[] slots = new InetAddress[COUNT];

    /** The state of a member: its position in its permutation, and its turn. */
    private static final class Turn {
        final InetAddress member;
        final int weight;
        final int step;
        int place;
        int taken;

        Turn(InetAddress member, int weight) {
            this.member = member;
            this.weight = weight;
            this.place = hash(member, "place") % COUNT;
            this.step = hash(member, "step") % (COUNT - 1) + 1;
        }

        private static int hash(InetAddress member, String salt) {
            var crc = new CRC32();
            crc.update(salt.getBytes(StandardCharsets.US_ASCII));
            crc.update(member.getAddress());
            return (int) (crc.getValue() >>> 1);
        }

        /** How far this member exceeds its share after taking one more slot. */
        double ahead() {
            return (taken + 1.0) / weight;
        }
    }

    private Slots(Map<InetAddress, Integer> weights) {
        weights.forEach((member, weight) -> {
            if (weight > 0) {
                turns.add(new Turn(member, weight));
            }
        });
        turns.sort(Comparator.comparing(turn -> turn.member.getAddress(), Arrays::compareUnsigned));
    }

    /** The member of each slot; empty if all weights are 0. */
    static List<InetAddress> of(Map<InetAddress, Integer> weights) {
        var slots = new Slots(weights);
        if (slots.turns.isEmpty()) {
            return List.of();
        }
        for (int i = 0; i < COUNT; i++) {
            slots.take(slots.next());
        }
        return List.of(slots.slots);
    }

    private Turn next() {
        var next = turns.getFirst();
        for (var turn : turns) {
            if (turn.ahead() < next.ahead()) {
                next = turn;
            }
        }
        return next;
    }

    private void take(Turn turn) {
        while (slots[turn.place] != null) {
            turn.place = (turn.place + turn.step) % COUNT;
        }
        slots[turn.place] = turn.member;
        turn.taken++;
    }
}
